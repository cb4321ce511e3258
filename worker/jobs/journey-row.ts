/** A journey as the table `journeys` keeps it, and back. */
import type { Journey as JourneyRow } from '../../db/schema.ts'
import type { ExclusionReason } from '../attribution/exclusions.ts'
import type { Journey, PathTouch } from '../attribution/journey.ts'
import { type Milestone, milestoneNames } from '../attribution/milestones.ts'

/** One touch in `journeys.entries`: on the path with its position from 1, or excluded for a reason. */
export type StoredEntry =
  | { readonly touch_id: string; readonly position: number; readonly milestones?: readonly Milestone[] }
  | { readonly touch_id: string; readonly excluded: ExclusionReason }

/** `entries`, `path_length` and `missing_milestones` of a row. */
export function storedJourney(journey: Journey): Pick<JourneyRow, 'entries' | 'path_length' | 'missing_milestones'> {
  const entries = journey.entries.map(({ touch: { touch_id }, excluded, position, milestones }): StoredEntry => {
    if (position === null) return { touch_id, excluded: excluded! }
    return milestones.length > 0 ? { touch_id, position, milestones } : { touch_id, position }
  })
  return {
    entries: JSON.stringify(entries),
    path_length: journey.path.length,
    missing_milestones: journey.missing_milestones.join(';'),
  }
}

/** What JSON in `entries` says, in total order. */
export const entriesOf = (row: Pick<JourneyRow, 'entries'>): readonly StoredEntry[] => JSON.parse(row.entries)

/**
 * The journey that a row was made of.
 * @param touches  those of the row's subject and run
 * @throws Error when a touch of the row is not among them
 */
export function journeyFrom<T extends PathTouch>(
  row: Pick<JourneyRow, 'stage' | 'stage_at' | 'entries' | 'missing_milestones'>,
  touches: readonly T[],
): Journey<T> {
  const byId = new Map(touches.map(touch => [touch.touch_id, touch]))
  const entries = entriesOf(row).map(entry => {
    const touch = byId.get(entry.touch_id)
    if (!touch) throw new Error(`journey names touch ${entry.touch_id}, which is not there`)
    return 'excluded' in entry
      ? { touch, excluded: entry.excluded, position: null, milestones: [] }
      : { touch, excluded: null, position: entry.position, milestones: entry.milestones ?? [] }
  })
  const path = entries.filter(entry => entry.excluded === null)
  const indexOf = (name: Milestone) => {
    const index = path.findIndex(entry => entry.milestones.includes(name))
    return index < 0 ? null : index
  }
  return {
    stage: row.stage,
    stage_at: row.stage_at,
    entries,
    path: path.map(entry => entry.touch),
    milestones: { FT: indexOf('FT'), LC: indexOf('LC'), OC: indexOf('OC'), CW: indexOf('CW') },
    missing_milestones: milestoneNames.filter(name => row.missing_milestones.split(';').includes(name)),
  }
}
