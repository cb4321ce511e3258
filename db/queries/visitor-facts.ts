/** What sessions are made of, and what takes their place. */
import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { type Event, events, reads, sessions, sites } from '../schema.ts'
import { allIn, listsOf } from './in-list.ts'

export const eventsOfVisitors = (db: Database, visitorIds: readonly string[]) =>
  allIn(visitorIds, list =>
    db.all<Event>(sql`select * from ${events} where visitor_id in (${list}) order by visitor_id, occurred_at`),
  )

/** Removes the sessions of these visitors with what they read. */
export const sessionsRemoved = (visitorIds: readonly string[]): SQL[] =>
  listsOf(visitorIds).flatMap(list => [
    sql`delete from ${reads} where session_id in (select session_id from ${sessions} where visitor_id in (${list}))`,
    sql`delete from ${sessions} where visitor_id in (${list})`,
  ])

export async function siteDomains(db: Database): Promise<string[]> {
  const rows = await db.all<{ domain: string }>(sql`select domain from ${sites} order by domain`)
  return rows.map(row => row.domain)
}
