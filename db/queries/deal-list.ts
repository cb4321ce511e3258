import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { accounts, dealAccounts, deals, journeys, published, touches } from '../schema.ts'
import type { StageRange } from './credit-totals.ts'
import { allIn } from './in-list.ts'
import { publishedCredits } from './published-credits.ts'

export type DealSort = 'name' | 'account' | 'status' | 'amount' | 'stage_at' | 'touches'

export interface DealListing extends StageRange {
  /** Part of the name, id or account of a deal, as typed; empty: all. */
  readonly search: string
  readonly sort: DealSort
  readonly descending: boolean
  readonly limit: number
  readonly offset: number
}

export interface DealListRow {
  readonly deal_id: string
  readonly external_id: string
  readonly name: string | null
  readonly status: 'open' | 'won' | 'lost'
  readonly account_id: string | null
  readonly account_name: string | null
  readonly stage_at: number
  readonly path_length: number
  readonly amount_minor: number
  readonly currency: string
  readonly base_amount_minor: number | null
  /** How many deals the listing has on all its pages. */
  readonly listed: number
}

/** Deals that reached the stage in the range. Equal ones are ordered by their external id. */
export const dealList = (db: Database, listing: DealListing) =>
  db.all<DealListRow>(sql`
    select
        deals.deal_id,
        deals.external_id,
        deals.name,
        deals.status,
        accounts.account_id,
        accounts.name as account_name,
        journeys.stage_at,
        journeys.path_length,
        journeys.amount_minor,
        journeys.currency,
        journeys.base_amount_minor,
        count(*) over () as listed
    ${listed(listing)}
    order by ${columns[listing.sort]} ${listing.descending ? sql`desc` : sql`asc`} nulls last, deals.external_id
    limit ${listing.limit} offset ${listing.offset}
  `)

/** What a channel earned of a deal. */
export interface DealChannel {
  readonly deal_id: string
  readonly channel: string
  readonly weight_e15: number
}

/** The channels of these deals under one model, the largest first. */
export const channelsOfDeals = (db: Database, dealIds: readonly string[], stage: string, model: string) =>
  allIn(dealIds, list =>
    db.all<DealChannel>(sql`
      select
          journeys.deal_id,
          touches.channel,
          sum(credits.weight_e15) as weight_e15
      from ${publishedCredits}
      inner join ${touches}
          on touches.subject_id = credits.subject_id
          and touches.run_id = credits.run_id
          and touches.touch_id = credits.touch_id
      where journeys.deal_id in (${list})
        and journeys.stage = ${stage}
        and credits.model = ${model}
      group by journeys.deal_id, touches.channel
      order by weight_e15 desc, touches.channel
    `),
  )

/** Whether the CRM has told of any deal at all. */
export async function hasDeals(db: Database): Promise<boolean> {
  const rows = await db.all<{ deal_id: string }>(sql`select deal_id from ${deals} limit 1`)
  return rows.length > 0
}

/** Deals that no report on pipeline counts, since nobody knows when they became an opportunity. */
export async function dealsWithoutCreation(db: Database): Promise<number> {
  const [row] = await db.all<{ deals: number }>(sql`select count(*) as deals from ${deals} where created_at is null`)
  return row?.deals ?? 0
}

const listed = ({ stage, from, to, search }: DealListing): SQL => sql`
    from ${journeys}
    inner join ${published}
        on published.subject_id = journeys.subject_id
        and published.run_id = journeys.run_id
    inner join ${deals} on deals.deal_id = journeys.deal_id
    left join ${dealAccounts} on deal_accounts.deal_id = deals.deal_id
    left join ${accounts} on accounts.account_id = deal_accounts.account_id
    where journeys.stage = ${stage}
      and journeys.stage_at >= ${from}
      and journeys.stage_at < ${to}
      and ${matches(search)}
`

/** Wildcards in what was typed mean themselves. */
function matches(search: string): SQL {
  if (search === '') return sql`1 = 1`
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`
  return sql`(
      lower(coalesce(deals.name, '')) like lower(${pattern}) escape '\\'
      or lower(deals.external_id) like lower(${pattern}) escape '\\'
      or lower(coalesce(accounts.name, '')) like lower(${pattern}) escape '\\'
  )`
}

const columns: Readonly<Record<DealSort, SQL>> = {
  name: sql`lower(coalesce(deals.name, deals.external_id))`,
  account: sql`lower(accounts.name)`,
  status: sql`deals.status`,
  amount: sql`journeys.base_amount_minor`,
  stage_at: sql`journeys.stage_at`,
  touches: sql`journeys.path_length`,
}
