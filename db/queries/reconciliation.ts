/** Wins as their facts say, and what the published runs gave of them. */
import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import {
  type Adjustment,
  accounts,
  adjustments,
  type Deal,
  type DealStage,
  dealAccounts,
  dealStages,
  deals,
  type Journey,
  journeys,
  published,
  type Rate,
  rates,
} from '../schema.ts'
import { allIn } from './in-list.ts'
import { publishedCredits } from './published-credits.ts'

/** The inside of `deal_id in (…)`: a list, or a statement that yields ids. */
export type DealScope = SQL

/**
 * Deals that may have been won in [from, to), and those whose win a run has counted there.
 * @param isByStage  wins are dated by the CRM's stages, not by the close
 */
export const winsBetween = (from: number, to: number, isByStage: boolean): DealScope => sql`
  select deal_id
  from ${deals}
  where status = 'won'
    and ${isByStage ? sql`1 = 1` : sql`(closed_at is null or (closed_at >= ${from} and closed_at < ${to}))`}
  union
  select journeys.deal_id
  from ${journeys}
  inner join ${published}
      on published.subject_id = journeys.subject_id
      and published.run_id = journeys.run_id
  where journeys.stage = 'won'
    and journeys.stage_at >= ${from}
    and journeys.stage_at < ${to}
`

export type NamedDeal = Deal & {
  readonly account_id: string | null
  readonly account_external_id: string | null
  readonly account_name: string | null
}

export const dealsIn = (db: Database, scope: DealScope) =>
  db.all<NamedDeal>(sql`
    select
        deals.*,
        accounts.account_id,
        accounts.external_id as account_external_id,
        accounts.name as account_name
    from ${deals}
    left join ${dealAccounts} on deal_accounts.deal_id = deals.deal_id
    left join ${accounts} on accounts.account_id = deal_accounts.account_id
    where deals.deal_id in (${scope})
  `)

export const adjustmentsIn = (db: Database, scope: DealScope) =>
  db.all<Adjustment>(sql`
    select adjustments.*
    from ${deals}
    inner join ${adjustments} on adjustments.deal_ref = deals.external_id
    where deals.deal_id in (${scope})
  `)

export const stagesIn = (db: Database, scope: DealScope) =>
  db.all<DealStage>(sql`
    select deal_stages.*
    from ${deals}
    inner join ${dealStages} on deal_stages.deal_ref = deals.external_id
    where deals.deal_id in (${scope})
  `)

export type CountedJourney = Pick<
  Journey,
  'deal_id' | 'run_id' | 'stage_at' | 'amount_minor' | 'currency' | 'base_amount_minor' | 'base_currency' | 'unattributed_reason'
>

export const winsCounted = (db: Database, scope: DealScope) =>
  db.all<CountedJourney>(sql`
    select
        journeys.deal_id,
        journeys.run_id,
        journeys.stage_at,
        journeys.amount_minor,
        journeys.currency,
        journeys.base_amount_minor,
        journeys.base_currency,
        journeys.unattributed_reason
    from ${journeys}
    inner join ${published}
        on published.subject_id = journeys.subject_id
        and published.run_id = journeys.run_id
    where journeys.stage = 'won'
      and journeys.deal_id in (${scope})
  `)

export interface EarnedOfWin {
  readonly deal_id: string
  readonly run_id: string
  /** The model's key. */
  readonly model: string
  readonly credited_minor: number
  readonly unattributed_minor: number
  /** 0 without a rate. */
  readonly base_credited_minor: number
  readonly base_unattributed_minor: number
}

/** @param model  a model's key; absent: all */
export const winsEarned = (db: Database, scope: DealScope, model?: string) =>
  db.all<EarnedOfWin>(sql`
    select
        journeys.deal_id,
        journeys.run_id,
        credits.model,
        sum(case when credits.touch_id = '' then 0 else credits.amount_minor end) as credited_minor,
        sum(case when credits.touch_id = '' then credits.amount_minor else 0 end) as unattributed_minor,
        sum(case when credits.touch_id = '' then 0 else coalesce(credits.base_amount_minor, 0) end) as base_credited_minor,
        sum(case when credits.touch_id = '' then coalesce(credits.base_amount_minor, 0) else 0 end) as base_unattributed_minor
    from ${publishedCredits}
    where journeys.stage = 'won'
      and journeys.deal_id in (${scope})
      and ${model === undefined ? sql`1 = 1` : sql`credits.model = ${model}`}
    group by journeys.deal_id, journeys.run_id, credits.model
  `)

export const ratesOf = (db: Database, currencies: Iterable<string>) =>
  allIn(currencies, list => db.all<Rate>(sql`select * from ${rates} where currency in (${list})`))

/** The paths of wins, with what was left out of them. */
export const entriesOfWins = (db: Database, dealIds: Iterable<string>) =>
  allIn(dealIds, list =>
    db.all<Pick<Journey, 'deal_id' | 'entries'>>(sql`
      select
          journeys.deal_id,
          journeys.entries
      from ${journeys}
      inner join ${published}
          on published.subject_id = journeys.subject_id
          and published.run_id = journeys.run_id
      where journeys.stage = 'won'
        and journeys.deal_id in (${list})
    `),
  )
