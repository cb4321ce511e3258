/** What decides whose account people and deals are, and what was decided before. */
import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { dealAccounts, deals, people, personAccounts } from '../schema.ts'
import { allIn } from './in-list.ts'

export interface PersonBelonging {
  person_id: string
  external_id: string | null
  email: string | null
  email_domain: string | null
  account_ref: string | null
  source: string
  /** Of the last resolution; both null before the first. */
  account_id: string | null
  rule: string | null
}

export const peopleToPlace = (db: Database, personIds: readonly string[]) =>
  allIn(personIds, list =>
    db.all<PersonBelonging>(sql`
      select
          people.person_id,
          people.external_id,
          people.email,
          people.email_domain,
          people.account_ref,
          people.source,
          person_accounts.account_id,
          person_accounts.rule
      from ${people}
      left join ${personAccounts} on person_accounts.person_id = people.person_id
      where people.person_id in (${list})
    `),
  )

export interface DealBelonging {
  deal_id: string
  account_ref: string | null
  account_id: string | null
  is_known: 0 | 1
}

export const dealsToPlace = (db: Database, externalIds: readonly string[]) =>
  allIn(externalIds, list =>
    db.all<DealBelonging>(sql`
      select
          deals.deal_id,
          deals.account_ref,
          deal_accounts.account_id,
          case when deal_accounts.deal_id is null then 0 else 1 end as is_known
      from ${deals}
      left join ${dealAccounts} on deal_accounts.deal_id = deals.deal_id
      where deals.external_id in (${list})
    `),
  )
