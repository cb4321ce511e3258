/** Keys of all that can be computed anew, a page at a time. */
import { type SQL, sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Database } from '../database.ts'
import { accounts, activities, deals, events, offlineTouches, people, published, sessions, staleMarks } from '../schema.ts'

/** Keys after one, in order. */
export type KeysAfter = (db: Database, after: string, limit: number) => Promise<string[]>

export const visitorsWithEvents = pages(
  after => sql`select distinct visitor_id as found from ${events} where visitor_id > ${after} order by visitor_id`,
)
export const visitorsWithSessions = pages(
  after => sql`select distinct visitor_id as found from ${sessions} where visitor_id > ${after} order by visitor_id`,
)
export const accountRefsOfPeople = accountRefsOf(people)
export const accountRefsOfDeals = accountRefsOf(deals)
export const accountRefsOfActivities = accountRefsOf(activities)
export const accountRefsOfTouches = accountRefsOf(offlineTouches)
export const everyPerson = pages(
  after => sql`select person_id as found from ${people} where person_id > ${after} order by person_id`,
)
export const everyDeal = pages(
  after => sql`select external_id as found from ${deals} where external_id > ${after} order by external_id`,
)
export const everyAccount = pages(
  after => sql`select account_id as found from ${accounts} where account_id > ${after} order by account_id`,
)
export const everyPublishedSubject = pages(
  after => sql`select subject_id as found from ${published} where subject_id > ${after} order by subject_id`,
)

/** Subjects with rows, and those that have none yet but will. */
export const subjectsAfter = pages(
  after => sql`
    select subject_id as found from ${published} where subject_id > ${after}
    union
    select mark_key as found from ${staleMarks} where kind = 'subject' and mark_key > ${after}
    order by found
  `,
)

function accountRefsOf(table: SQLiteTable): KeysAfter {
  return pages(after => sql`select distinct account_ref as found from ${table} where account_ref > ${after} order by account_ref`)
}

function pages(query: (after: string) => SQL): KeysAfter {
  return async (db, after, limit) => {
    const rows = await db.all<{ found: string }>(sql`${query(after)} limit ${limit}`)
    return rows.map(row => row.found)
  }
}
