import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { accountDomains, accounts, deals, journeys, personAccounts, published, touches } from '../schema.ts'
import { mergedAway } from './merges.ts'

export type AccountSort = 'name' | 'people' | 'touches' | 'last_seen' | 'open_pipeline' | 'won'

export interface AccountListing {
  /** Part of a name or domain, as typed; empty: all. */
  readonly search: string
  /** Last seen in [from, to); absent: whenever. */
  readonly lastSeen?: { readonly from: number; readonly to: number } | undefined
  readonly sort: AccountSort
  readonly descending: boolean
  readonly limit: number
  readonly offset: number
}

export interface AccountListRow {
  readonly account_id: string
  readonly name: string
  readonly domain: string | null
  readonly people: number
  readonly touches: number
  /** Its last touch that was not ours; null: never. */
  readonly last_seen_at: number | null
  /** Base currency; of deals that are open, counted from their opportunity. */
  readonly open_pipeline_minor: number
  readonly won_minor: number
  /** Deals that stand in neither sum, since there is no rate for their currency. */
  readonly open_unrated: number
  readonly won_unrated: number
  /** How many accounts the listing has on all its pages. */
  readonly listed: number
}

/** Accounts with what they have done and brought so far. Equal ones are ordered by name, then id. */
export const accountList = (db: Database, listing: AccountListing) =>
  db.all<AccountListRow>(sql`
    with

    ${touched},

    money as (
        select
            journeys.account_id,
            sum(case when journeys.stage = 'opportunity' and deals.status = 'open' then journeys.base_amount_minor end)
                as open_pipeline_minor,
            sum(case when journeys.stage = 'won' then journeys.base_amount_minor end) as won_minor,
            sum(
                case
                    when journeys.stage = 'opportunity' and deals.status = 'open' and journeys.base_amount_minor is null then 1
                    else 0
                end
            ) as open_unrated,
            sum(case when journeys.stage = 'won' and journeys.base_amount_minor is null then 1 else 0 end) as won_unrated
        from ${journeys}
        inner join ${published}
            on published.subject_id = journeys.subject_id
            and published.run_id = journeys.run_id
        inner join ${deals} on deals.deal_id = journeys.deal_id
        where journeys.stage in ('opportunity', 'won')
        group by journeys.account_id
    ),

    crowd as (
        select account_id, count(*) as people
        from ${personAccounts}
        where account_id is not null
          and person_id not in (${mergedAway('person')})
        group by account_id
    )

    select
        accounts.account_id,
        accounts.name,
        (select min(domain) from ${accountDomains} where account_domains.account_id = accounts.account_id) as domain,
        coalesce(crowd.people, 0) as people,
        coalesce(touched.touches, 0) as touches,
        touched.last_seen_at,
        coalesce(money.open_pipeline_minor, 0) as open_pipeline_minor,
        coalesce(money.won_minor, 0) as won_minor,
        coalesce(money.open_unrated, 0) as open_unrated,
        coalesce(money.won_unrated, 0) as won_unrated,
        count(*) over () as listed
    from ${accounts}
    left join touched on touched.account_id = accounts.account_id
    left join money on money.account_id = accounts.account_id
    left join crowd on crowd.account_id = accounts.account_id
    where ${matches(listing.search)}
      and ${lastSeenIn(listing.lastSeen)}
    order by ${orderOf(listing)}, accounts.name, accounts.account_id
    limit ${listing.limit} offset ${listing.offset}
  `)

/** When each account was last seen; null: never. */
export const lastSeen = (db: Database) =>
  db.all<{ last_seen_at: number | null }>(sql`
    with

    ${touched}

    select touched.last_seen_at
    from ${accounts}
    left join touched on touched.account_id = accounts.account_id
  `)

const touched = sql`
    touched as (
        select
            published.subject_id as account_id,
            count(*) as touches,
            max(case when touches.kind <> 'activity' then touches.touch_at end) as last_seen_at
        from ${published}
        inner join ${touches}
            on touches.subject_id = published.subject_id
            and touches.run_id = published.run_id
        group by published.subject_id
    )
`

/** Wildcards in what was typed mean themselves. */
function matches(search: string): SQL {
  if (search === '') return sql`1 = 1`
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`
  return sql`(
      lower(accounts.name) like lower(${pattern}) escape '\\'
      or exists (
          select 1
          from ${accountDomains}
          where account_domains.account_id = accounts.account_id
            and account_domains.domain like lower(${pattern}) escape '\\'
      )
  )`
}

const lastSeenIn = (range: AccountListing['lastSeen']): SQL =>
  range ? sql`touched.last_seen_at >= ${range.from} and touched.last_seen_at < ${range.to}` : sql`1 = 1`

const columns: Readonly<Record<AccountSort, SQL>> = {
  name: sql`lower(accounts.name)`,
  people: sql`coalesce(crowd.people, 0)`,
  touches: sql`coalesce(touched.touches, 0)`,
  last_seen: sql`touched.last_seen_at`,
  open_pipeline: sql`coalesce(money.open_pipeline_minor, 0)`,
  won: sql`coalesce(money.won_minor, 0)`,
}

const orderOf = ({ sort, descending }: Pick<AccountListing, 'sort' | 'descending'>): SQL =>
  sql`${columns[sort]} ${descending ? sql`desc` : sql`asc`} nulls last`
