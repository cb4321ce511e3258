/** What touches earned, added up: for reports on channels, campaigns and content. */
import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { accounts, dealAccounts, deals, journeys, published, touches } from '../schema.ts'
import { allIn } from './in-list.ts'
import { publishedCredits } from './published-credits.ts'

/** Stage entries of one stage in [from, to). */
export interface StageRange {
  readonly stage: string
  readonly from: number
  readonly to: number
}

/** A deal that reached the stage. */
export interface ReachedDeal {
  readonly deal_id: string
  /** Of the journey that counts: its rows never change. */
  readonly run_id: string
  readonly external_id: string
  readonly deal_name: string | null
  readonly account_id: string | null
  readonly account_name: string | null
  readonly stage_at: number
  readonly amount_minor: number
  readonly currency: string
  readonly base_amount_minor: number | null
  /** Touches that can earn credit. */
  readonly path_length: number
}

/** Every number of a report on a range is a sum over these, or over their parts. */
export const dealsReaching = (db: Database, range: StageRange) =>
  db.all<ReachedDeal>(sql`
    select
        journeys.deal_id,
        journeys.run_id,
        deals.external_id,
        deals.name as deal_name,
        accounts.account_id,
        accounts.name as account_name,
        journeys.stage_at,
        journeys.amount_minor,
        journeys.currency,
        journeys.base_amount_minor,
        journeys.path_length
    from ${journeys}
    inner join ${published}
        on published.subject_id = journeys.subject_id
        and published.run_id = journeys.run_id
    inner join ${deals} on deals.deal_id = journeys.deal_id
    left join ${dealAccounts} on deal_accounts.deal_id = journeys.deal_id
    left join ${accounts} on accounts.account_id = deal_accounts.account_id
    where journeys.stage = ${range.stage}
      and journeys.stage_at >= ${range.from}
      and journeys.stage_at < ${range.to}
  `)

/** What credit is added up by. Content is what the session of a touch read. */
export type CreditKey = 'channel' | 'campaign' | 'content'

/**
 * What one channel, campaign or content earned of one deal under one model, in the base currency. `key` is null for
 * touches without that property and for what no touch earned; the latter has `is_unattributed` 1.
 */
export interface CreditPart {
  readonly deal_id: string
  readonly run_id: string
  /** The model's key. */
  readonly model: string
  readonly key: string | null
  readonly is_unattributed: 0 | 1
  readonly base_minor: number
  readonly touches: number
}

/** Under every model; per deal and model the parts add up to the deal. Deals without a rate have parts of 0. */
export const creditParts = (db: Database, key: TouchKey, stage: string, dealIds: readonly string[]) =>
  allIn(dealIds, list =>
    db.all<CreditPart>(sql`
      select
          credits.deal_id,
          credits.run_id,
          credits.model,
          ${columnOf[key]} as key,
          case when credits.touch_id = '' then 1 else 0 end as is_unattributed,
          coalesce(sum(credits.base_amount_minor), 0) as base_minor,
          sum(case when credits.touch_id = '' then 0 else 1 end) as touches
      from ${publishedCredits}
      left join ${touches}
          on touches.subject_id = credits.subject_id
          and touches.run_id = credits.run_id
          and touches.touch_id = credits.touch_id
      where journeys.deal_id in (${list})
        and journeys.stage = ${stage}
      group by credits.deal_id, credits.run_id, credits.model, ${columnOf[key]}, case when credits.touch_id = '' then 1 else 0 end
    `),
  )

/** What a touch has one of. */
export type TouchKey = Exclude<CreditKey, 'content'>

const columnOf: Readonly<Record<TouchKey, SQL>> = {
  channel: sql`touches.channel`,
  campaign: sql`touches.campaign`,
}
