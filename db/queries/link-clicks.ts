/** What came over a sales link: requests, the codes they were given, and who brought a code back. */
import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { events, identityLinks, type LinkClick, linkClicks, salesLinks, staleMarks } from '../schema.ts'
import type { Evidence } from './claim-person.ts'

/** What was asked of any link of one person since then. */
export const hitsOfPerson = (db: Database, personId: string, since: number) =>
  db.all<Pick<LinkClick, 'click_id' | 'sales_link_id' | 'outcome' | 'hit_at'>>(sql`
    select link_clicks.click_id, link_clicks.sales_link_id, link_clicks.outcome, link_clicks.hit_at
    from ${salesLinks}
    inner join ${linkClicks} on link_clicks.sales_link_id = sales_links.sales_link_id
    where sales_links.person_id = ${personId}
      and link_clicks.hit_at >= ${since}
  `)

/**
 * Takes back what a machine has got for a person's click: its code counts no more, and who came with it was nobody.
 * @param clicks  the inside of `in (…)`
 */
export const clicksTakenBack = (clicks: SQL, now: number, token: string): SQL[] => {
  const theirs = sql`
      identity_links.closed_at is null
      and identity_links.link_id in (select 'l_' || event_id from ${linkClicks} where click_id in (${clicks}))
  `
  return [
    sql`
      update ${linkClicks}
      set outcome = 'burst'
      where click_id in (${clicks})
    `,
    sql`
      insert into ${staleMarks} (kind, mark_key, token)
      select distinct 'visitor', identity_links.visitor_id, ${token}
      from ${identityLinks}
      where ${theirs}
      order by 2
      on conflict (kind, mark_key) do update set token = excluded.token
    `,
    sql`
      update ${identityLinks}
      set closed_at = cast(${now} as bigint),
          closed_by = 'rule',
          closed_reason = 'scanner'
      where ${theirs}
    `,
  ]
}

export interface UsedCode {
  readonly code_hash: string
  /** The click must not be older. */
  readonly since: number
  /** Between two clicks on different links of one person there is more time than this. */
  readonly burst_ms: number
}

/**
 * The first page view that brings a code has it; to be run after the event's own row, in the same transaction. A code is
 * worth nothing once it is used, too old, its link revoked, or its click one of many on links of the same person.
 */
export const codeUsed = ({ code_hash, since, burst_ms }: UsedCode, { event_id, body_fp }: Evidence): SQL => sql`
  update ${linkClicks}
  set event_id = ${event_id}
  where code_hash = ${code_hash}
    and outcome = 'human'
    and event_id is null
    and hit_at >= ${since}
    and exists (
        select 1
        from ${events}
        where events.event_id = ${event_id}
          and events.body_fp = ${body_fp}
    )
    and exists (
        select 1
        from ${salesLinks}
        where sales_links.sales_link_id = link_clicks.sales_link_id
          and sales_links.revoked_at is null
    )
    and not exists (
        select 1
        from ${salesLinks} as own
        inner join ${salesLinks} as other
            on other.person_id = own.person_id
            and other.sales_link_id <> own.sales_link_id
        inner join ${linkClicks} as near on near.sales_link_id = other.sales_link_id
        where own.sales_link_id = link_clicks.sales_link_id
          and near.hit_at >= link_clicks.hit_at - cast(${burst_ms} as bigint)
          and near.hit_at <= link_clicks.hit_at + cast(${burst_ms} as bigint)
    )
`
