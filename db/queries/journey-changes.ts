/** What runs changed of journeys. Rows of a run count when it is complete. */
import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import {
  accounts,
  dealAccounts,
  deals,
  type Journey,
  type JourneyChange,
  journeyChanges,
  journeys,
  published,
  runSubjects,
  runs,
} from '../schema.ts'
import { allIn, listsOf } from './in-list.ts'

/** `has_deal` 0: the deal itself is no longer known. */
export type JourneyBefore = Journey & { readonly has_deal: 0 | 1 }

/** What is published for these subjects while a run computes them anew. */
export const journeysBefore = (db: Database, subjectIds: readonly string[]) =>
  allIn(subjectIds, list => db.all<JourneyBefore>(sql`${publishedOnes} where journeys.subject_id in (${list})`))

/** The same for deals, whatever subject they are of. */
export const journeysOfDealsBefore = (db: Database, dealIds: readonly string[]) =>
  allIn(dealIds, list => db.all<JourneyBefore>(sql`${publishedOnes} where journeys.deal_id in (${list})`))

const publishedOnes = sql`
  select journeys.*, case when deals.deal_id is null then 0 else 1 end as has_deal
  from ${journeys}
  inner join ${published}
      on published.subject_id = journeys.subject_id
      and published.run_id = journeys.run_id
  left join ${deals} on deals.deal_id = journeys.deal_id
`

/** The changes of one stage that complete runs made after one fence and up to another, in the order of the runs. */
export const changesBetween = (db: Database, stage: string, after: number, until: number) =>
  db.all<JourneyChange>(sql`
    select journey_changes.*
    from ${runs}
    inner join ${journeyChanges} on journey_changes.run_id = runs.run_id
    where runs.status = 'complete'
      and runs.fence > ${after}
      and runs.fence <= ${until}
      and journey_changes.stage = ${stage}
    order by runs.fence, journey_changes.deal_id
  `)

/** How many journeys each of these runs changed; a run that changed none is not among them. */
export const changeCounts = (db: Database, runIds: readonly string[]) =>
  allIn(runIds, list =>
    db.all<{ run_id: string; journeys: number; deals: number }>(sql`
      select run_id, count(*) as journeys, count(distinct deal_id) as deals
      from ${journeyChanges}
      where run_id in (${list})
      group by run_id
    `),
  )

/** The newest complete run that changed one of a deal's journeys. */
export async function lastChangeOfDeal(db: Database, dealId: string): Promise<{ run_id: string; finished_at: number } | null> {
  const [row] = await db.all<{ run_id: string; finished_at: number }>(sql`
    select runs.run_id, runs.finished_at
    from ${journeyChanges}
    inner join ${runs} on runs.run_id = journey_changes.run_id
    where journey_changes.deal_id = ${dealId}
      and runs.status = 'complete'
    order by runs.fence desc
    limit 1
  `)
  return row ?? null
}

/**
 * Changes that a killed run has left, some of them. Only while no run is writing. Runs are asked first: joined, SQLite
 * would read the changes of all runs there ever were.
 */
export const deadChanges = (db: Database, limit: number) =>
  db.all<Pick<JourneyChange, 'run_id' | 'deal_id'>>(sql`
    select distinct run_id, deal_id
    from ${journeyChanges}
    where run_id in (
        select run_id
        from ${runs}
        where status = 'running'
          and run_id not in (select run_id from ${runSubjects})
    )
    limit ${limit}
  `)

export const changesRemoved = (runId: string, dealIds: readonly string[]): SQL[] =>
  listsOf(dealIds).map(list => sql`delete from ${journeyChanges} where run_id = ${runId} and deal_id in (${list})`)

/** What is published for a stage, deals after one in order of their ids. */
export const publishedOfStage = (db: Database, stage: string, after: string, limit: number) =>
  db.all<Journey>(sql`
    select journeys.*
    from ${journeys}
    inner join ${published}
        on published.subject_id = journeys.subject_id
        and published.run_id = journeys.run_id
    where journeys.stage = ${stage}
      and journeys.deal_id > ${after}
    order by journeys.deal_id
    limit ${limit}
  `)

export interface DealName {
  readonly deal_id: string
  readonly external_id: string
  readonly deal_name: string | null
  readonly account_id: string | null
  readonly account_name: string | null
}

export const dealNames = (db: Database, dealIds: readonly string[]) =>
  allIn(dealIds, list =>
    db.all<DealName>(sql`
      select deals.deal_id, deals.external_id, deals.name as deal_name, accounts.account_id, accounts.name as account_name
      from ${deals}
      left join ${dealAccounts} on deal_accounts.deal_id = deals.deal_id
      left join ${accounts} on accounts.account_id = deal_accounts.account_id
      where deals.deal_id in (${list})
    `),
  )
