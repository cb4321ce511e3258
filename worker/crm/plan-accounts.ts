/**
 * Rows about companies.
 *
 * A row finds its account by external id; else it takes over an account without one that holds a domain of the row,
 * as somebody's e-mail address may have made it before the CRM knew the company. Other accounts made from a domain of
 * the row yield to it by themselves (identity/resolve.ts) and go with the next run of the job.
 */
import { insertInto } from '../../db/database.ts'
import { deleteClaims } from '../../db/queries/delete-claims.ts'
import { accountDomains, accounts } from '../../db/schema.ts'
import type { Stale } from '../jobs/stale.ts'
import { type AccountBook, type AccountRow, readAccountBook } from './account-book.ts'
import type { ParsedRow, Plan, PlanContext } from './kind.ts'
import { counted, differs, merged } from './merge.ts'
import { type Outcome, type Rejection, RowRefused, rejectionOf } from './report.ts'
import { replacing } from './upsert.ts'

type Row = ParsedRow<
  Omit<Partial<AccountRow>, 'name'> & { readonly name?: string | null; readonly domains?: readonly string[] | null }
>

export async function planAccounts(rows: readonly Row[], outcome: Outcome, context: PlanContext): Promise<Plan> {
  const externalIds = rows.flatMap(({ fields }) => fields.external_id ?? [])
  const domains = rows.flatMap(({ fields }) => fields.domains ?? [])
  const stored = await readAccountBook(context.db, externalIds, domains)
  const book = stored.copy()
  const seen = new Set<string>()

  for (const row of rows) {
    try {
      const accountId = accountOf(row, book) ?? `c_${context.newId()}`
      const claims = row.fields.domains === undefined ? book.claims(accountId) : (row.fields.domains ?? [])
      const before = book.row(accountId)
      const after = rowAfter(row, before ?? blank(accountId, context.now), claims)
      const isChanged = before === undefined || differs(before, after) || !areSame(claims, book.claims(accountId))
      counted(outcome, row.line, before, after, isChanged)
      book.put(after, claims)
      outcome.warnings.push(...sharedDomains(accountId, row, book))
      seen.add(accountId)
    } catch (error) {
      outcome.rejected.push(rejectionOf(error, row.line))
    }
  }
  return planWrites([...seen], stored, book, context.now)
}

/** @throws RowRefused when the row's domains belong to several accounts and no id says which it is */
function accountOf({ fields }: Row, book: AccountBook): string | undefined {
  const named = fields.external_id ? book.byExternalId(fields.external_id) : undefined
  if (named) return named
  const holders = [...new Set((fields.domains ?? []).flatMap(domain => book.holders(domain)))]
  const unnamed = holders.filter(accountId => !book.row(accountId)?.external_id)
  if (fields.external_id) return unnamed[0]
  const known = holders.filter(accountId => !isMadeFromDomain(accountId, book))
  if (known.length > 1)
    throw new RowRefused('id_conflict', 'these domains belong to several accounts: give the external_id', 'domains')
  return known[0] ?? unnamed[0]
}

const isMadeFromDomain = (accountId: string, book: AccountBook) => {
  const row = book.row(accountId)
  return row?.source === 'domain' && !row.external_id
}

const blank = (account_id: string, now: number): AccountRow => ({
  account_id,
  name: '',
  properties: '{}',
  source: 'crm',
  date_only: '',
  recorded_at: now,
  updated_at: now,
})

function rowAfter(row: Row, before: AccountRow, claims: readonly string[]): AccountRow {
  const { external_id, name, domains, ...others } = row.fields
  const kept = name === undefined ? before.name : name
  const after = merged(before, others, row)
  const ownId = external_id ?? before.external_id ?? null
  return { ...after, external_id: ownId, name: kept || (claims[0] ?? ownId ?? ''), source: 'crm' }
}

/** Domains that others of the CRM's accounts claim too: they match nobody until one of the claims is gone. */
const sharedDomains = (accountId: string, { line, fields }: Row, book: AccountBook): Rejection[] =>
  (fields.domains ?? []).flatMap(domain =>
    book
      .holders(domain)
      .filter(other => other !== accountId && !isMadeFromDomain(other, book))
      .map(other => ({
        line,
        field: 'domains',
        reason: 'id_conflict',
        detail: `${domain} is also claimed by ${book.row(other)?.name}, and so matches neither`,
      })),
  )

const areSame = (some: readonly string[], others: readonly string[]) =>
  some.length === others.length && some.every(one => others.includes(one))

function planWrites(seen: readonly string[], stored: AccountBook, book: AccountBook, now: number): Plan {
  const changed = seen.flatMap(id => {
    const before = stored.row(id)
    const after = book.row(id)
    const isChanged = after && (!before || differs(before, after) || !areSame(stored.claims(id), book.claims(id)))
    return isChanged ? [{ ...after, updated_at: now }] : []
  })
  const claims = changed.flatMap(({ account_id }) =>
    book.claims(account_id).map(domain => ({ domain, account_id, source: 'crm' })),
  )
  const claimsLost = changed.flatMap(({ account_id }) => {
    const kept = new Set(book.claims(account_id))
    return deleteClaims(
      account_id,
      stored.claims(account_id).filter(domain => !kept.has(domain)),
    )
  })
  return {
    writes: [
      ...claimsLost,
      insertInto(accounts, changed, replacing(accounts, ['account_id'])),
      insertInto(accountDomains, claims, replacing(accountDomains, ['domain', 'account_id'])),
    ],
    stale: changed.flatMap(({ account_id }) => [...staleBy(stored, account_id), ...staleBy(book, account_id)]),
  }
}

/** Whatever refers to the account, by its id or a domain. */
const staleBy = (book: AccountBook, id: string): Stale[] =>
  [book.row(id)?.external_id ?? [], book.claims(id)].flat().map(key => ({ kind: 'account_ref', key }))
