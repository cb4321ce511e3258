/**
 * Accounts that nobody imported: a business domain that no account claims gets one when somebody's e-mail or a
 * reference of the CRM names it, and loses it when nothing does any more. So the accounts, too, do not depend on when
 * the job ran: a domain that was mistyped for a day leaves no company behind.
 */
import { type Database, insertInto, type Write } from '../../db/database.ts'
import { needlessAccounts, needlessAccountsRemoved, refsInUse } from '../../db/queries/made-accounts.ts'
import { accountDomains, accounts } from '../../db/schema.ts'
import { isBusinessDomain, registrableDomain } from '../identity/domains.ts'
import type { MatchRules } from '../identity/match-rules.ts'
import { claimsOn } from './claims.ts'
import type { Lease } from './lease.ts'
import { marksOf } from './marks.ts'
import { markStale } from './stale.ts'

export interface AccountMaker {
  readonly now: () => number
  readonly newId: () => string
  readonly rules: MatchRules
}

/** New account ids by domain. */
export type MadeAccounts = ReadonlyMap<string, string>

export const newAccounts = (domains: Iterable<string>, { newId }: Pick<AccountMaker, 'newId'>): MadeAccounts =>
  new Map([...new Set(domains)].map(domain => [domain, `c_${newId()}`]))

export function accountsMade(made: MadeAccounts, { now }: AccountMaker): Write[] {
  const rows = [...made].map(([domain, account_id]) => ({ domain, account_id }))
  const at = now()
  return [
    insertInto(
      accounts,
      rows.map(({ domain, account_id }) => ({
        account_id,
        name: domain,
        properties: '{}',
        source: 'domain',
        date_only: '',
        recorded_at: at,
        updated_at: at,
      })),
    ),
    insertInto(
      accountDomains,
      rows.map(row => ({ ...row, source: 'email' })),
    ),
  ]
}

/** Those of the references that are business domains of others, stand in some fact, and mean no account. */
export async function unclaimedDomains(db: Database, refs: readonly string[], own: MatchRules['own']): Promise<string[]> {
  const domains = refs.filter(ref => registrableDomain(ref) === ref && isBusinessDomain(ref) && !own.has(ref))
  const claims = await claimsOn(db, domains)
  const unclaimed = domains.filter(
    domain => !claims.ids.has(domain) && !claims.domains.has(domain) && !claims.decided?.has(domain),
  )
  const used = await refsInUse(db, unclaimed)
  return unclaimed.filter(domain => used.has(domain))
}

/** @returns how many were taken back; what referred to their domains is stale now */
export async function withdrawAccounts(db: Database, lease: Lease, runId: string): Promise<number> {
  const found = await needlessAccounts(db, runId, WITHDRAWN_AT_ONCE)
  if (found.length === 0) return 0
  const stale = marksOf(
    'account_ref',
    found.flatMap(({ domain }) => domain ?? []),
  )
  await lease.commit(...needlessAccountsRemoved(found.map(account => account.account_id)), markStale(stale, runId))
  return found.length
}

const WITHDRAWN_AT_ONCE = 200
