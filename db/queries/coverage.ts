import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { identityLinks, personAccounts, sessions } from '../schema.ts'

/** Sessions whose visitor is known to be somebody. Bots are not counted. */
export interface KnownSessions {
  readonly sessions: number
  readonly of_people: number
  /** Of people who belong to an account. */
  readonly of_members: number
}

/** Sessions that began in [from, to). A visitor with several people counts as known. */
export async function knownSessions(db: Database, from: number, to: number): Promise<KnownSessions> {
  const [row] = await db.all<KnownSessions>(sql`
    with

    visits as (
        select visitor_id, count(*) as visit_count
        from ${sessions}
        where started_at >= ${from}
          and started_at < ${to}
          and bot_reason is null
        group by visitor_id
    ),

    known as (
        select
            visits.visitor_id,
            visits.visit_count,
            max(case when identity_links.person_id is null then 0 else 1 end) as has_person,
            max(case when person_accounts.account_id is null then 0 else 1 end) as has_account
        from visits
        left join ${identityLinks}
            on identity_links.visitor_id = visits.visitor_id
            and identity_links.closed_at is null
        left join ${personAccounts} on person_accounts.person_id = identity_links.person_id
        group by visits.visitor_id, visits.visit_count
    )

    select
        coalesce(sum(visit_count), 0) as sessions,
        coalesce(sum(visit_count * has_person), 0) as of_people,
        coalesce(sum(visit_count * has_account), 0) as of_members
    from known
  `)
  return row ?? { sessions: 0, of_people: 0, of_members: 0 }
}

/** Sessions in [from, to) from the networks of accounts, of visitors whom nobody ever named. */
export const anonymousByNetwork = (db: Database, from: number, to: number) =>
  db.all<{ account_ref: string; sessions: number }>(sql`
    select account_ref, count(*) as sessions
    from ${sessions}
    where account_ref is not null
      and started_at >= ${from}
      and started_at < ${to}
      and bot_reason is null
      and not exists (
          select 1
          from ${identityLinks}
          where identity_links.visitor_id = sessions.visitor_id
            and identity_links.closed_at is null
      )
    group by account_ref
    order by account_ref
  `)
