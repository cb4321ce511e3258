/** A journey as the table `journeys` keeps it, and back. */
import type { Journey as JourneyRow } from '../../db/schema.ts'
import type { ExclusionReason } from '../attribution/exclusions.ts'
import type { Journey, Path, PathTouch, WeighedTouch } from '../attribution/journey.ts'

/**
 * One touch in `journeys.entries`: on the path with all that models weigh, or excluded for a reason. Arrays, since a
 * path is read far more often than anything else: half the text of objects, and twice as fast to parse.
 */
type StoredEntry = PathEntry | readonly [touch_id: string, excluded: ExclusionReason]

export type PathEntry = readonly [
  touch_id: string,
  touch_at: number,
  channel: string,
  touch_kind: string,
  milestones?: readonly string[],
]

type JourneyText = Pick<JourneyRow, 'stage' | 'stage_at' | 'entries' | 'missing_milestones'>

/** `entries`, `path_length` and `missing_milestones` of a row. */
export function storedJourney(journey: Journey): Pick<JourneyRow, 'entries' | 'path_length' | 'missing_milestones'> {
  const entries = journey.entries.map(({ touch, excluded, milestones }): StoredEntry => {
    if (excluded !== null) return [touch.touch_id, excluded]
    const { touch_id, touch_at, channel, touch_kind } = touch
    return milestones.length > 0
      ? [touch_id, touch_at, channel, touch_kind, milestones]
      : [touch_id, touch_at, channel, touch_kind]
  })
  return {
    entries: JSON.stringify(entries),
    path_length: journey.path.length,
    missing_milestones: journey.missing_milestones.join(';'),
  }
}

/** Every touch that a row names, in total order. */
export const touchIdsIn = (row: Pick<JourneyRow, 'entries'>): string[] => storedEntries(row).map(([touch_id]) => touch_id)

/** The touches of a row that were left out, with the reason. */
export const excludedIn = (row: Pick<JourneyRow, 'entries'>): ReadonlyMap<string, ExclusionReason> =>
  new Map(storedEntries(row).flatMap(entry => (isExcluded(entry) ? [[entry[0], entry[1]] as const] : [])))

/** The touches of a row that can earn. */
export const pathEntriesIn = (row: Pick<JourneyRow, 'entries'>): PathEntry[] =>
  storedEntries(row).filter(entry => !isExcluded(entry))

/** What models weigh: the path of a row and its milestones. */
export const pathFrom = (row: JourneyText): Path<WeighedTouch> => pathOfEntries(row, pathEntriesIn(row))

export function pathOfEntries(row: Omit<JourneyText, 'entries'>, entries: readonly PathEntry[]): Path<WeighedTouch> {
  const path: WeighedTouch[] = []
  const milestones: Record<string, number | null> = { FT: null, LC: null }
  for (const name of names(row.missing_milestones)) milestones[name] = null
  for (const [touch_id, touch_at, channel, touch_kind, held = []] of entries) {
    for (const name of held) milestones[name] = path.length
    path.push({ touch_id, touch_at, channel, touch_kind })
  }
  return { stage: row.stage, stage_at: row.stage_at, path, milestones: inOrderOfLife(milestones) }
}

/**
 * The journey that a row was made of.
 * @param touches  those of the row's subject and run
 * @throws Error when a touch of the row is not among them
 */
export function journeyFrom<T extends PathTouch>(row: JourneyText, touches: readonly T[]): Journey<T> {
  const byId = new Map(touches.map(touch => [touch.touch_id, touch]))
  let position = 0
  const entries = storedEntries(row).map(entry => {
    const touch = byId.get(entry[0])
    if (!touch) throw new Error(`journey names touch ${entry[0]}, which is not there`)
    if (isExcluded(entry)) return { touch, excluded: entry[1], position: null, milestones: [] }
    position += 1
    return { touch, excluded: null, position, milestones: entry[4] ?? [] }
  })
  return {
    ...pathFrom(row),
    path: entries.flatMap(entry => (entry.excluded === null ? [entry.touch] : [])),
    entries,
    missing_milestones: names(row.missing_milestones),
  }
}

const storedEntries = (row: Pick<JourneyRow, 'entries'>): readonly StoredEntry[] => JSON.parse(row.entries)

const isExcluded = (entry: StoredEntry): entry is readonly [string, ExclusionReason] => entry.length === 2

const names = (text: string) => (text === '' ? [] : text.split(';'))

/** The workspace's own stages lie between the lead and the opportunity. */
function inOrderOfLife(milestones: Readonly<Record<string, number | null>>): Record<string, number | null> {
  const { FT = null, LC = null, OC = null, CW = null, ...own } = milestones
  return { FT, LC, ...own, OC, CW }
}
