/** Journeys as two runs had them. */
import type { Database } from '../../db/database.ts'
import { changesBetween, publishedOfStage } from '../../db/queries/journey-changes.ts'
import type { Journey, JourneyChange, Run } from '../../db/schema.ts'
import type { ChangeCause } from '../attribution/change-causes.ts'
import { type ChangedJourney, changedJourneyFrom, keptOf } from '../jobs/changed-journey.ts'

export interface JourneyPair {
  readonly deal_id: string
  readonly before: ChangedJourney | null
  readonly after: ChangedJourney | null
  /** Of all runs between, in their order; empty when the journey is the same. */
  readonly causes: readonly ChangeCause[]
}

type RunPlace = Pick<Run, 'fence'>

/** The journeys that changed between two runs, in order of their deals. */
export async function changedJourneys(db: Database, stage: string, from: RunPlace, to: RunPlace): Promise<JourneyPair[]> {
  const byDeal = Map.groupBy(await changesBetween(db, stage, from.fence, to.fence), change => change.deal_id)
  return [...byDeal].map(([deal_id, changes]) => pairFrom(deal_id, changes))
}

/** Every journey that either run had: for models whose numbers are others, so that all credits move. */
export async function allJourneys(db: Database, stage: string, from: RunPlace, to: RunPlace): Promise<JourneyPair[]> {
  const journeys = new Map<string, ChangedJourney | null>()
  let page: Journey[] = []
  do {
    page = await publishedOfStage(db, stage, page.at(-1)?.deal_id ?? '', AT_ONCE)
    for (const row of page) journeys.set(row.deal_id, keptOf(row))
  } while (page.length === AT_ONCE)

  // Read last: a run that was published meanwhile has written down what it replaced.
  const later = await changesBetween(db, stage, to.fence, Number.MAX_SAFE_INTEGER)
  for (const change of later.toReversed()) journeys.set(change.deal_id, changedJourneyFrom(change.journey_before))
  const changed = new Map((await changedJourneys(db, stage, from, to)).map(pair => [pair.deal_id, pair]))
  const unchanged = [...journeys].flatMap(([deal_id, journey]): JourneyPair[] =>
    journey === null || changed.has(deal_id) ? [] : [{ deal_id, before: journey, after: journey, causes: [] }],
  )
  return [...changed.values(), ...unchanged]
}

const AT_ONCE = 2_000

function pairFrom(deal_id: string, changes: readonly JourneyChange[]): JourneyPair {
  return {
    deal_id,
    before: changedJourneyFrom(changes[0]?.journey_before ?? null),
    after: changedJourneyFrom(changes.at(-1)?.journey_after ?? null),
    causes: changes.flatMap((change): ChangeCause[] => JSON.parse(change.causes)),
  }
}
