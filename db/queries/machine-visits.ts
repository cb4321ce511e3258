/** Visits that a machine made with a browser that is known: in no touch, to be seen when somebody asks. */
import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { identityLinks, personAccounts, type Session, sessions } from '../schema.ts'

export type MachineVisit = Pick<Session, 'session_id' | 'started_at' | 'landing_url' | 'page_views' | 'channel'> & {
  readonly bot_reason: string
}

/** The newest first. */
export const machineVisitsOfAccount = (db: Database, accountId: string, limit: number) =>
  machineVisits(db, sql`select person_id from ${personAccounts} where account_id = ${accountId}`, limit)

export const machineVisitsOfPerson = (db: Database, personId: string, limit: number) => machineVisits(db, sql`${personId}`, limit)

const machineVisits = (db: Database, personIds: SQL, limit: number) =>
  db.all<MachineVisit>(sql`
    select
        session_id,
        started_at,
        landing_url,
        page_views,
        channel,
        bot_reason
    from ${sessions}
    where bot_reason is not null
      and visitor_id in (
          select visitor_id
          from ${identityLinks}
          where closed_at is null
            and person_id in (${personIds})
      )
    order by started_at desc, session_id
    limit ${limit}
  `)
