/** Visits as sessions hold them, with what tells their channel. */
import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { type OfflineTouch, offlineTouches, type Session, sessions } from '../schema.ts'

export type RecentVisit = Pick<
  Session,
  | 'session_id'
  | 'visitor_id'
  | 'started_at'
  | 'channel'
  | 'source'
  | 'medium'
  | 'campaign'
  | 'term'
  | 'content'
  | 'click_id'
  | 'referrer_host'
  | 'landing_url'
>

/** In [from, to), the newest first. @param withBots  also what machines did */
export const recentVisits = (db: Database, from: number, to: number, limit: number, withBots: boolean) =>
  db.all<RecentVisit>(sql`
    select
        session_id,
        visitor_id,
        started_at,
        channel,
        source,
        medium,
        campaign,
        term,
        content,
        click_id,
        referrer_host,
        landing_url
    from ${sessions}
    where started_at >= ${from}
      and started_at < ${to}
      and ${withBots ? sql`1 = 1` : sql`bot_reason is null`}
    order by started_at desc
    limit ${limit}
  `)

/** Imported touches in [from, to), the newest first. */
export const importedTouches = (db: Database, from: number, to: number, limit: number) =>
  db.all<OfflineTouch>(sql`
    select *
    from ${offlineTouches}
    where touched_at >= ${from}
      and touched_at < ${to}
    order by touched_at desc
    limit ${limit}
  `)

/** Imported touches whose channel nobody has given, the newest first. */
export const unnamedTouches = (db: Database, since: number, limit: number) =>
  db.all<OfflineTouch>(sql`
    select *
    from ${offlineTouches}
    where channel is null
      and touched_at >= ${since}
    order by touched_at desc
    limit ${limit}
  `)
