import type { PathDeal, PathPerson, PathTouch, StageEntry } from './journey.ts'

/** First touch, lead creation, opportunity creation, closed won. */
export const milestoneNames = ['FT', 'LC', 'OC', 'CW'] as const

export type Milestone = (typeof milestoneNames)[number]

/** Index of each milestone touch on the path, counted from 0; null: unassigned. */
export type MilestoneTouches = Readonly<Record<Milestone, number | null>>

/**
 * Each milestone belongs to the last touch at or before its date; an unknown date assigns nothing. Seen from an
 * earlier stage the win has not happened yet, so CW is a milestone of paths that reach the close only.
 *
 * @param path    in total order
 * @param people  those in scope
 */
export function milestonesOn(
  path: readonly PathTouch[],
  stage: StageEntry,
  deal: PathDeal,
  people: readonly PathPerson[],
): MilestoneTouches {
  const lead = leadOf(people)
  return {
    FT: path.length > 0 ? 0 : null,
    LC: lead === null ? null : leadTouch(path, lead),
    OC: deal.created_at === null ? null : lastUntil(path, deal.created_at),
    CW: deal.closed_at === null || deal.closed_at > stage.stage_at ? null : lastUntil(path, deal.closed_at),
  }
}

/** The milestones that fall on one touch of the path, in the order of a deal's life. */
export function milestonesAt(milestones: MilestoneTouches, index: number): Milestone[] {
  return milestoneNames.filter(name => milestones[name] === index)
}

interface Lead {
  readonly date: number
  readonly persons: ReadonlySet<string | null>
}

/** The earliest lead date in scope and whose it is. People who became leads at the same instant are alike. */
function leadOf(people: readonly PathPerson[]): Lead | null {
  const date = people.reduce((earliest, person) => Math.min(earliest, person.lead_created_at ?? Infinity), Infinity)
  if (date === Infinity) return null
  return { date, persons: new Set(people.filter(person => person.lead_created_at === date).map(person => person.person_id)) }
}

/** The lead person's own last touch up to the lead date, else anyone's. */
function leadTouch(path: readonly PathTouch[], { date, persons }: Lead): number | null {
  const own = path.findLastIndex(touch => touch.touch_at <= date && persons.has(touch.person_id))
  return own >= 0 ? own : lastUntil(path, date)
}

function lastUntil(path: readonly PathTouch[], date: number): number | null {
  const index = path.findLastIndex(touch => touch.touch_at <= date)
  return index < 0 ? null : index
}
