/** Networks of accounts, and visits that came from them. */
import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { accounts, identityLinks, ipRanges, type Session, sessions } from '../schema.ts'
import { allIn } from './in-list.ts'

export const allIpRanges = (db: Database) =>
  db.all<{ cidr: string; account_ref: string }>(sql`select cidr, account_ref from ${ipRanges} order by cidr, account_ref`)

/** Our ids of accounts that have one of these names, which are in lower case. */
export async function accountsCalled(db: Database, names: readonly string[]): Promise<string[]> {
  const rows = await allIn(names, list =>
    db.all<{ account_id: string }>(sql`select account_id from ${accounts} where lower(name) in (${list})`),
  )
  return [...new Set(rows.map(row => row.account_id))]
}

/** Sessions from the networks of these accounts whose visitor nobody ever named. */
export const anonymousSessionsOf = (db: Database, accountRefs: readonly string[]) =>
  allIn(accountRefs, list =>
    db.all<Session>(sql`
      select *
      from ${sessions}
      where sessions.account_ref in (${list})
        and not exists (
            select 1
            from ${identityLinks}
            where identity_links.visitor_id = sessions.visitor_id
              and identity_links.closed_at is null
        )
    `),
  )

/** Whose networks the sessions of these visitors came from. */
export const networksOfVisitors = (db: Database, visitorIds: readonly string[]) =>
  allIn(visitorIds, list =>
    db.all<{ account_ref: string }>(sql`
      select distinct account_ref
      from ${sessions}
      where visitor_id in (${list})
        and account_ref is not null
    `),
  )
