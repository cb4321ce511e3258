/** Rows of touches, journeys and credits that no longer count: published names another run for their subject, or none. */
import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { credits, journeys, published, runSubjects, runs, touches } from '../schema.ts'
import { allIn, listsOf } from './in-list.ts'

export async function subjectsToSweep(db: Database, limit: number): Promise<{ run_id: string; subject_id: string }[]> {
  return db.all(sql`select run_id, subject_id from ${runSubjects} order by run_id, subject_id limit ${limit}`)
}

export interface ObsoleteDeal {
  subject_id: string
  run_id: string
  deal_id: string
  /** Touches on the paths of its stage entries, by which its credits can be guessed. */
  path_length: number
}

export const obsoleteDeals = (db: Database, subjectIds: readonly string[]) =>
  allIn(subjectIds, list =>
    db.all<ObsoleteDeal>(sql`
      select journeys.subject_id, journeys.run_id, journeys.deal_id, sum(journeys.path_length) as path_length
      from ${journeys}
      left join ${published} on published.subject_id = journeys.subject_id and published.run_id = journeys.run_id
      where journeys.subject_id in (${list})
        and published.subject_id is null
      group by journeys.subject_id, journeys.run_id, journeys.deal_id
    `),
  )

/** @param deals  at most 30: three parameters each */
export function dealRowsRemoved(deals: readonly ObsoleteDeal[]): SQL[] {
  const keys = sql.join(
    deals.map(deal => sql`(${deal.subject_id}, ${deal.run_id}, ${deal.deal_id})`),
    sql`, `,
  )
  return [
    sql`delete from ${credits} where (subject_id, run_id, deal_id) in (values ${keys})`,
    sql`delete from ${journeys} where (subject_id, run_id, deal_id) in (values ${keys})`,
  ]
}

export const obsoleteTouchesRemoved = (subjectIds: readonly string[]): SQL[] =>
  listsOf(subjectIds).map(
    list => sql`
      delete from ${touches}
      where subject_id in (${list})
        and not exists (
            select 1
            from ${published}
            where published.subject_id = touches.subject_id
              and published.run_id = touches.run_id
        )
    `,
  )

export const subjectsSwept = (runId: string, subjectIds: readonly string[]): SQL[] =>
  listsOf(subjectIds).map(list => sql`delete from ${runSubjects} where run_id = ${runId} and subject_id in (${list})`)

/** Runs that were killed, once nothing of theirs is left. */
export const deadRunsRemoved = (): SQL =>
  sql`delete from ${runs} where status = 'running' and run_id not in (select run_id from ${runSubjects})`
