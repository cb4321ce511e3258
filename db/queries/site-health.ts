/** What arrived from the web sites: for the page that helps to install the snippet. */
import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { deadLetters, events, identityLinks, ledger, type Site, sites } from '../schema.ts'

export const allSites = (db: Database) =>
  db.all<Site>(sql`
    select site_id, domain, site_key, created_at
    from ${sites}
    order by created_at, domain
  `)

/** What one site sent among the newest events of all sites. */
export interface RecentType {
  readonly type: string
  readonly events: number
  readonly last_at: number
  /** The newest of these that was no bot's; null when all were. */
  readonly last_human_at: number | null
}

/** @param newest  how many events are looked at: the table is only ever read from its end */
export const recentTypes = (db: Database, siteId: string, newest: number) =>
  db.all<RecentType>(sql`
    select
        type,
        count(*) as events,
        max(received_at) as last_at,
        max(case when bot_reason is null then received_at end) as last_human_at
    from (
        select site_id, type, received_at, bot_reason
        from ${events}
        order by received_at desc
        limit ${newest}
    ) as newest
    where site_id = ${siteId}
    group by type
    order by type
  `)

/** How many people the visitors among the site's newest events turned out to be, and when that was last learned. */
export interface RecentlyIdentified {
  readonly people: number
  readonly last_at: number | null
}

export async function recentlyIdentified(db: Database, siteId: string, newest: number): Promise<RecentlyIdentified> {
  const [row] = await db.all<RecentlyIdentified>(sql`
    select
        count(distinct identity_links.person_id) as people,
        max(identity_links.recorded_at) as last_at
    from (
        select site_id, visitor_id
        from ${events}
        order by received_at desc
        limit ${newest}
    ) as newest
    inner join ${identityLinks}
        on identity_links.visitor_id = newest.visitor_id
        and identity_links.closed_at is null
    where newest.site_id = ${siteId}
  `)
  return row ?? { people: 0, last_at: null }
}

export interface SiteCount {
  readonly site_id: string
  readonly outcome: 'accepted' | 'duplicate' | 'rejected' | 'refused'
  readonly reason: string
  readonly events: number
  /** Start of the last hour in which it happened. */
  readonly last_hour_at: number
}

/** What became of everything that was received since an hour, by site, outcome and reason. */
export const siteCounts = (db: Database, sinceHour: number) =>
  db.all<SiteCount>(sql`
    select
        site_id,
        outcome,
        reason,
        sum(events) as events,
        max(hour_at) as last_hour_at
    from ${ledger}
    where hour_at >= ${sinceHour}
    group by site_id, outcome, reason
    having sum(events) > 0
    order by site_id, outcome, events desc, reason
  `)

/** The newest rejected events of a site with what was wrong, one per reason. */
export interface RejectedExample {
  readonly reason: string
  readonly field: string | null
  readonly detail: string | null
  readonly received_at: number
}

export const rejectedExamples = (db: Database, siteId: string, since: number) =>
  db.all<RejectedExample>(sql`
    with

    ranked as (
        select
            reason,
            field,
            detail,
            received_at,
            row_number() over (partition by reason order by received_at desc, dead_letter_id) as place
        from ${deadLetters}
        where received_at >= ${since}
          and site_id = ${siteId}
    )

    select reason, field, detail, received_at
    from ranked
    where place = 1
    order by received_at desc
  `)
