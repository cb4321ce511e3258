/** What touches earned, added up: for reports on channels, campaigns and content. */
import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { accounts, credits, dealAccounts, deals, journeys, published, touches } from '../schema.ts'
import { allIn } from './in-list.ts'

/** Stage entries of one stage in [from, to). */
export interface StageRange {
  readonly stage: string
  readonly from: number
  readonly to: number
}

/** Deals that reached the stage, and their money. Every report of a range adds up to this. */
export interface StageTotal {
  readonly deals: number
  /** Those with a known rate, and their money. */
  readonly rated_deals: number
  readonly base_minor: number
  /** Deals with at least one touch on their path, and their money. */
  readonly touched_deals: number
  readonly touched_minor: number
  readonly touches: number
}

export async function stageTotal(db: Database, range: StageRange): Promise<StageTotal> {
  const [row] = await db.all<StageTotal>(sql`
    select
        count(*) as deals,
        count(base_amount_minor) as rated_deals,
        coalesce(sum(base_amount_minor), 0) as base_minor,
        count(case when path_length > 0 then 1 end) as touched_deals,
        coalesce(sum(case when path_length > 0 then base_amount_minor end), 0) as touched_minor,
        coalesce(sum(path_length), 0) as touches
    ${journeysIn(range)}
  `)
  return row ?? { deals: 0, rated_deals: 0, base_minor: 0, touched_deals: 0, touched_minor: 0, touches: 0 }
}

/** Money that no total holds, since there is no rate for its currency on that day. */
export interface UnratedMoney {
  readonly currency: string
  readonly deals: number
  readonly amount_minor: number
}

export const unratedMoney = (db: Database, range: StageRange) =>
  db.all<UnratedMoney>(sql`
    select
        currency,
        count(*) as deals,
        sum(amount_minor) as amount_minor
    ${journeysIn(range)}
      and base_amount_minor is null
    group by currency
    order by currency
  `)

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
}

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
        journeys.base_amount_minor
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

/** What credit is added up by. Content is the page that a touch began on, as its full address. */
export type CreditKey = 'channel' | 'campaign' | 'content'

/**
 * What one channel, campaign or content earned of one deal under one model, in the base currency. `key` is null for
 * touches without that property and for what no touch earned; the latter has `is_unattributed` 1.
 */
export interface CreditPart {
  readonly deal_id: string
  readonly model: string
  readonly key: string | null
  readonly is_unattributed: 0 | 1
  readonly base_minor: number
  readonly touches: number
}

/** Under every model; per deal and model the parts add up to the deal. Deals without a rate have parts of 0. */
export const creditParts = (db: Database, key: CreditKey, stage: string, dealIds: readonly string[]) =>
  allIn(dealIds, list =>
    db.all<CreditPart>(sql`
      select
          credits.deal_id,
          credits.model,
          ${columnOf[key]} as key,
          case when credits.touch_id = '' then 1 else 0 end as is_unattributed,
          coalesce(sum(credits.base_amount_minor), 0) as base_minor,
          sum(case when credits.touch_id = '' then 0 else 1 end) as touches
      from ${journeys}
      inner join ${published}
          on published.subject_id = journeys.subject_id
          and published.run_id = journeys.run_id
      inner join ${credits}
          on credits.subject_id = journeys.subject_id
          and credits.run_id = journeys.run_id
          and credits.deal_id = journeys.deal_id
          and credits.stage = journeys.stage
      left join ${touches}
          on touches.subject_id = credits.subject_id
          and touches.run_id = credits.run_id
          and touches.touch_id = credits.touch_id
      where journeys.deal_id in (${list})
        and journeys.stage = ${stage}
      group by credits.deal_id, credits.model, ${columnOf[key]}, case when credits.touch_id = '' then 1 else 0 end
    `),
  )

const columnOf: Readonly<Record<CreditKey, SQL>> = {
  channel: sql`touches.channel`,
  campaign: sql`touches.campaign`,
  content: sql`touches.url`,
}

const journeysIn = ({ stage, from, to }: StageRange): SQL => sql`
    from ${journeys}
    inner join ${published}
        on published.subject_id = journeys.subject_id
        and published.run_id = journeys.run_id
    where journeys.stage = ${stage}
      and journeys.stage_at >= ${from}
      and journeys.stage_at < ${to}
`
