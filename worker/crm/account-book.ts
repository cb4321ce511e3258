/** The accounts that one chunk of rows touches, as they are at each row: who has which id and claims which domain. */
import type { Database } from '../../db/database.ts'
import { rowsByKeys } from '../../db/queries/rows-by-keys.ts'
import { accountDomains, accounts } from '../../db/schema.ts'

export type AccountRow = typeof accounts.$inferInsert

export class AccountBook {
  readonly #rows = new Map<string, AccountRow>()
  readonly #byExternalId = new Map<string, string>()
  readonly #claims = new Map<string, readonly string[]>()
  readonly #holders = new Map<string, Set<string>>()

  copy(): AccountBook {
    const book = new AccountBook()
    for (const row of this.#rows.values()) book.put(row, this.claims(row.account_id))
    return book
  }

  row(accountId: string): AccountRow | undefined {
    return this.#rows.get(accountId)
  }

  byExternalId(externalId: string): string | undefined {
    return this.#byExternalId.get(externalId)
  }

  /** Domains that the account claims. */
  claims(accountId: string): readonly string[] {
    return this.#claims.get(accountId) ?? []
  }

  /** Accounts that claim the domain, always in the same order. */
  holders(domain: string): readonly string[] {
    return [...(this.#holders.get(domain) ?? [])].sort()
  }

  put(row: AccountRow, claims: readonly string[]): void {
    for (const domain of this.claims(row.account_id)) this.#holders.get(domain)?.delete(row.account_id)
    for (const domain of claims) this.#holders.set(domain, (this.#holders.get(domain) ?? new Set()).add(row.account_id))
    this.#rows.set(row.account_id, row)
    this.#claims.set(row.account_id, claims)
    if (row.external_id) this.#byExternalId.set(row.external_id, row.account_id)
  }
}

/** Everything stored that has one of the ids or domains. */
export async function readAccountBook(
  db: Database,
  externalIds: readonly string[],
  domains: readonly string[],
): Promise<AccountBook> {
  const named = await rowsByKeys(db, accounts, 'external_id', externalIds)
  const claimed = await rowsByKeys(db, accountDomains, 'domain', domains)
  const known = new Set(named.map(row => row.account_id))
  const others = claimed.map(claim => claim.account_id).filter(accountId => !known.has(accountId))
  const rows = [...named, ...(await rowsByKeys(db, accounts, 'account_id', others))]
  const claims = Map.groupBy(
    await rowsByKeys(
      db,
      accountDomains,
      'account_id',
      rows.map(row => row.account_id),
    ),
    claim => claim.account_id,
  )
  const book = new AccountBook()
  for (const row of rows) book.put(row, claims.get(row.account_id)?.map(claim => claim.domain) ?? [])
  return book
}
