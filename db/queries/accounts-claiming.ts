/** Which accounts a reference can mean: by external id, by our own id, by a domain they claim. */
import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { accountDomains, accounts } from '../schema.ts'
import { allIn } from './in-list.ts'

export interface AccountIds {
  account_id: string
  external_id: string | null
}

export const accountsByRef = async (db: Database, refs: readonly string[]): Promise<AccountIds[]> => [
  ...(await accountsById(db, refs)),
  ...(await allIn(refs, list =>
    db.all<AccountIds>(sql`select account_id, external_id from ${accounts} where external_id in (${list})`),
  )),
]

export const accountsById = (db: Database, ids: readonly string[]) =>
  allIn(ids, list => db.all<AccountIds>(sql`select account_id, external_id from ${accounts} where account_id in (${list})`))

export interface DomainClaimRow {
  domain: string
  account_id: string
  source: string
}

export const claimsByDomain = (db: Database, domains: readonly string[]) =>
  allIn(domains, list =>
    db.all<DomainClaimRow>(sql`
      select domain, account_id, source from ${accountDomains} where domain in (${list}) order by domain, account_id
    `),
  )

export const claimsByAccount = (db: Database, accountIds: readonly string[]) =>
  allIn(accountIds, list =>
    db.all<DomainClaimRow>(sql`
      select domain, account_id, source from ${accountDomains} where account_id in (${list}) order by domain, account_id
    `),
  )
