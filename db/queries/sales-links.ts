/** Sales links as their owners see them: found, listed, ended. */
import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { identityLinks, linkClicks, people, type SalesLink, salesLinks } from '../schema.ts'

export async function salesLinkByToken(db: Database, tokenHash: string): Promise<SalesLink | null> {
  const [link] = await db.all<SalesLink>(sql`select * from ${salesLinks} where token_hash = ${tokenHash}`)
  return link ?? null
}

/** A link with what came of it, and without what would find it by its token. */
export interface SalesLinkLine extends Omit<SalesLink, 'token_hash'> {
  readonly person_name: string | null
  readonly email: string | null
  /** Clicks of people: those that a page view has confirmed, and those that none can. */
  readonly clicks: number
  /** Clicks that no page view has confirmed: the script was blocked, or nobody was there. */
  readonly unconfirmed_clicks: number
  /** Requests of scanners and other machines. */
  readonly machine_hits: number
  readonly last_click_at: number | null
  /** Browsers that a click has linked to the person, but for those that somebody has undone. */
  readonly browsers: number
}

/** Where a page of a list ends. */
export interface SalesLinkPlace {
  readonly created_at: number
  readonly sales_link_id: string
}

export interface SalesLinkChoice {
  readonly person_id?: string | undefined
  readonly sales_link_id?: string | undefined
  /** Only those that were made before this one. */
  readonly after?: SalesLinkPlace | null
  readonly limit: number
  readonly offset?: number
}

/** The newest first. */
export const salesLinkLines = (db: Database, { person_id, sales_link_id, after, limit, offset = 0 }: SalesLinkChoice) =>
  db.all<SalesLinkLine>(sql`
    with

    chosen as (
        select sales_link_id, person_id, target_url, created_at, created_by, expires_at, revoked_at
        from ${salesLinks}
        where ${person_id === undefined ? sql`1 = 1` : sql`person_id = ${person_id}`}
          and ${sales_link_id === undefined ? sql`1 = 1` : sql`sales_link_id = ${sales_link_id}`}
          and ${after ? isBehind(after) : sql`1 = 1`}
        order by created_at desc, sales_link_id desc
        limit ${limit} offset ${offset}
    ),

    hits as (
        select
            link_clicks.sales_link_id,
            sum(case when ${isClick} then 1 else 0 end) as clicks,
            sum(case when link_clicks.outcome = 'human' and not ${isClick} then 1 else 0 end) as unconfirmed_clicks,
            sum(case when link_clicks.outcome in ('human', 'expired', 'revoked') then 0 else 1 end) as machine_hits,
            max(case when ${isClick} then link_clicks.hit_at end) as last_click_at,
            count(distinct identity_links.visitor_id) as browsers
        from chosen
        inner join ${linkClicks} on link_clicks.sales_link_id = chosen.sales_link_id
        left join ${identityLinks}
            on identity_links.link_id = 'l_' || link_clicks.event_id
            and identity_links.closed_at is null
        group by link_clicks.sales_link_id
    )

    select
        chosen.*,
        people.name as person_name,
        people.email,
        coalesce(hits.clicks, 0) as clicks,
        coalesce(hits.unconfirmed_clicks, 0) as unconfirmed_clicks,
        coalesce(hits.machine_hits, 0) as machine_hits,
        hits.last_click_at,
        coalesce(hits.browsers, 0) as browsers
    from chosen
    left join ${people} on people.person_id = chosen.person_id
    left join hits on hits.sales_link_id = chosen.sales_link_id
    order by chosen.created_at desc, chosen.sales_link_id desc
  `)

/** Who was given a code brings it back with the page view; without one nobody can know. */
const isClick = sql`(
    link_clicks.outcome in ('human', 'expired')
    and (link_clicks.code_hash is null or link_clicks.event_id is not null)
)`

const isBehind = ({ created_at, sales_link_id }: SalesLinkPlace): SQL =>
  sql`(created_at < ${created_at} or (created_at = ${created_at} and sales_link_id < ${sales_link_id}))`

export interface SalesLinkTotals {
  readonly links: number
  /** Those on which a person has clicked. */
  readonly clicked: number
  /** Those of whom a click has shown a browser. */
  readonly people: number
}

export async function salesLinkTotals(db: Database): Promise<SalesLinkTotals> {
  const [row] = await db.all<SalesLinkTotals>(sql`
    with

    clicked as (
        select distinct sales_link_id
        from ${linkClicks}
        where ${isClick}
    ),

    recognised as (
        select distinct sales_links.person_id
        from ${linkClicks}
        inner join ${salesLinks} on sales_links.sales_link_id = link_clicks.sales_link_id
        inner join ${identityLinks}
            on identity_links.link_id = 'l_' || link_clicks.event_id
            and identity_links.closed_at is null
        where link_clicks.event_id is not null
    )

    select
        count(*) as links,
        count(clicked.sales_link_id) as clicked,
        (select count(*) from recognised) as people
    from ${salesLinks}
    left join clicked on clicked.sales_link_id = sales_links.sales_link_id
  `)
  return row ?? { links: 0, clicked: 0, people: 0 }
}

/** @returns a row when the link was in force */
export const salesLinkRevoked = (salesLinkId: string, now: number): SQL => sql`
  update ${salesLinks}
  set revoked_at = ${now}
  where sales_link_id = ${salesLinkId}
    and revoked_at is null
  returning sales_link_id
`
