import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { identityLinks, personAccounts, sessions } from '../schema.ts'

/** How many sessions are known to belong to somebody. Bots are not counted. */
export interface Coverage {
  readonly sessions: number
  readonly of_people: number
  readonly of_accounts: number
}

/** Sessions that began at or after `since`. A visitor with several people counts as known. */
export async function coverageSince(db: Database, since: number): Promise<Coverage> {
  const [row] = await db.all<Coverage>(sql`
    with

    visits as (
        select visitor_id, count(*) as visit_count
        from ${sessions}
        where started_at >= ${since}
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
        coalesce(sum(visit_count * has_account), 0) as of_accounts
    from known
  `)
  return row ?? { sessions: 0, of_people: 0, of_accounts: 0 }
}
