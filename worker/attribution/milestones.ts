import type { Path, PathDeal, PathPerson, PathTouch, StageEntry } from './journey.ts'

/** First touch, lead creation, opportunity creation, closed won. A workspace's own stages are milestones by their names. */
export const milestoneNames = ['FT', 'LC', 'OC', 'CW'] as const

/** Index of each milestone touch on the path, counted from 0, in the order of a deal's life; null: unassigned. */
export type MilestoneTouches = Readonly<Record<string, number | null>>

/**
 * Each milestone belongs to the last touch at or before its date; an unknown date assigns nothing. Seen from an
 * earlier stage the win has not happened yet, so CW is a milestone of paths that reach the close only; and seen from
 * the lead or a stage of the workspace's own, no later stage has.
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
  const reached = (at: number | null) => (at === null || at > stage.stage_at ? null : lastUntil(path, at))
  const isSeenFromMoney = stage.stage === 'opportunity' || stage.stage === 'won'
  return {
    FT: path.length > 0 ? 0 : null,
    LC: lead === null ? null : leadTouch(path, lead),
    ...Object.fromEntries(deal.own_stages.map(own => [own.stage, reached(own.stage_at)])),
    OC: isSeenFromMoney && deal.created_at !== null ? lastUntil(path, deal.created_at) : reached(deal.created_at),
    CW: reached(deal.closed_at),
  }
}

/** When somebody in scope first became a lead; null when nobody is known to have. */
export const leadDate = (people: readonly PathPerson[]): number | null => leadOf(people)?.date ?? null

/** The milestones that fall on one touch of the path, in the order of a deal's life. */
export function milestonesAt(milestones: MilestoneTouches, index: number): string[] {
  return Object.keys(milestones).filter(name => milestones[name] === index)
}

/** For each touch of the path, what milestonesAt says of it. */
export function milestonesAlong({ path, milestones }: Pick<Path, 'path' | 'milestones'>): (readonly string[])[] {
  const along: (readonly string[])[] = new Array(path.length).fill(NONE)
  for (const index of Object.values(milestones)) if (index !== null) along[index] = milestonesAt(milestones, index)
  return along
}

const NONE: readonly string[] = []

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
