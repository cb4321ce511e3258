/** What alerts are told from. */
import { sql } from 'drizzle-orm'
import { type Database, insertInto, type Write } from '../database.ts'
import {
  alertDeals,
  type Deal,
  dealAccounts,
  deals,
  ledger,
  type Merge,
  merges,
  published,
  type Read,
  reads,
  runs,
  sessions,
  sourceArrivals,
  type Touch,
  touches,
} from '../schema.ts'
import { allIn } from './in-list.ts'

export interface FreshTouchRow
  extends Pick<
    Touch,
    'touch_id' | 'kind' | 'touch_at' | 'person_id' | 'session_id' | 'channel' | 'source' | 'campaign' | 'url' | 'account_rule'
  > {
  readonly account_id: string
  readonly visitor_id: string | null
  readonly previous_at: number | null
}

/** Subjects after one, in order, whose rows a run has published that began at `runsFrom` or later. */
export async function subjectsRenewed(db: Database, runsFrom: number, after: string, limit: number): Promise<string[]> {
  const rows = await db.all<{ subject_id: string }>(sql`
    select subject_id
    from ${published}
    where run_id in (select run_id from ${runs} where started_at >= ${runsFrom} and status = 'complete')
      and subject_id > ${after}
    order by subject_id
    limit ${limit}
  `)
  return rows.map(row => row.subject_id)
}

/**
 * Touches of these accounts from `since` on that were not ours, each with the account's last one before it. The subjects are
 * all of `subjectsRenewed` in (after, last]. `cross join` keeps SQLite from reading every touch there is first.
 */
export const freshTouches = (db: Database, runsFrom: number, range: { after: string; last: string }, since: number) =>
  db.all<FreshTouchRow>(sql`
    with

    renewed as (
        select
            touches.touch_id,
            touches.kind,
            touches.touch_at,
            touches.account_id,
            touches.person_id,
            touches.session_id,
            touches.channel,
            touches.source,
            touches.campaign,
            touches.url,
            touches.account_rule,
            lag(touches.touch_at) over (partition by touches.subject_id order by touches.touch_at, touches.touch_id) as previous_at
        from ${published}
        cross join ${touches}
        where published.subject_id > ${range.after}
          and published.subject_id <= ${range.last}
          and published.run_id in (select run_id from ${runs} where started_at >= ${runsFrom} and status = 'complete')
          and touches.subject_id = published.subject_id
          and touches.run_id = published.run_id
          and touches.account_id = touches.subject_id
          and (touches.kind <> 'activity' or touches.medium = 'inbound')
    )

    select renewed.*, sessions.visitor_id
    from renewed
    left join ${sessions} on sessions.session_id = renewed.session_id
    where renewed.touch_at >= ${since}
    order by renewed.touch_at, renewed.touch_id
  `)

/** Pages that these sessions viewed from `since` on. */
export const pagesViewed = (db: Database, sessionIds: readonly string[], since: number) =>
  allIn(sessionIds, list =>
    db.all<Pick<Read, 'session_id' | 'content_id' | 'last_at'>>(sql`
      select session_id, content_id, last_at
      from ${reads}
      where session_id in (${list})
        and views > 0
        and last_at >= ${since}
    `),
  )

export const mergesSince = (db: Database, since: number) =>
  db.all<Merge>(sql`select * from ${merges} where merged_at >= ${since} or undone_at >= ${since}`)

export interface ChangedDeal extends Pick<Deal, 'deal_id' | 'status' | 'stage' | 'closed_at' | 'updated_at'> {
  readonly account_id: string | null
  readonly status_before: string | null
  readonly stage_before: string | null
}

/** Deals written from `since` on that stand otherwise than when they were last looked at, the longest changed first. */
export const dealsChanged = (db: Database, since: number, limit: number) =>
  db.all<ChangedDeal>(sql`
    select
        deals.deal_id,
        deals.status,
        deals.stage,
        deals.closed_at,
        deals.updated_at,
        deal_accounts.account_id,
        alert_deals.status as status_before,
        alert_deals.stage as stage_before
    from ${deals}
    left join ${dealAccounts} on deal_accounts.deal_id = deals.deal_id
    left join ${alertDeals} on alert_deals.deal_id = deals.deal_id
    where deals.updated_at >= ${since}
      and (
          alert_deals.deal_id is null
          or alert_deals.status <> deals.status
          or alert_deals.stage <> coalesce(deals.stage, '')
      )
    order by deals.updated_at, deals.deal_id
    limit ${limit}
  `)

export const dealsSeen = (seen: readonly Pick<ChangedDeal, 'deal_id' | 'status' | 'stage'>[]): Write =>
  insertInto(
    alertDeals,
    seen.map(({ deal_id, status, stage }) => ({ deal_id, status, stage: stage ?? '' })),
    { on: ['deal_id'], update: ['status', 'stage'] },
  )

export async function dealsLost(db: Database, from: number, to: number): Promise<number> {
  const [row] = await db.all<{ deals: number }>(sql`
    select count(*) as deals
    from ${deals}
    where closed_at >= ${from}
      and closed_at < ${to}
      and status = 'lost'
  `)
  return row?.deals ?? 0
}

/** The hours in which each site's people sent something. */
export const hoursOfSites = (db: Database, since: number) =>
  db.all<{ source_id: string; hour_at: number }>(sql`
    select site_id as source_id, hour_at
    from ${ledger}
    where hour_at >= ${since}
      and outcome = 'accepted'
      and reason = ''
      and events > 0
    order by site_id, hour_at
  `)

/** The hours in which records of each kind were imported. */
export const hoursOfImports = (db: Database, since: number) =>
  db.all<{ source_id: string; hour_at: number }>(sql`
    select source as source_id, hour_at
    from ${sourceArrivals}
    where hour_at >= ${since}
    order by source, hour_at
  `)

const HOUR_MS = 3_600_000

/** Part of the write that takes records in. */
export const arrivalNoted = (source: string, now: number): Write =>
  insertInto(sourceArrivals, [{ source, hour_at: now - (now % HOUR_MS) }], { on: ['source', 'hour_at'] })
