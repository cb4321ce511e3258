import type { Database } from '../../db/database.ts'
import { claimsByDomain } from '../../db/queries/accounts-claiming.ts'
import { siteDomains } from '../../db/queries/visitor-facts.ts'
import { type MatchRules, matchRulesFrom } from '../identity/match-rules.ts'
import { readSettings } from '../settings.ts'
import type { MergedRecords } from './merged.ts'

export const readMatchRules = async (db: Database): Promise<MatchRules> =>
  matchRulesFrom(await readSettings(db), await siteDomains(db))

/** The workspace's own company, where the CRM knows it: its visits are nobody's interest. */
export async function ownAccounts(db: Database, { accounts }: MergedRecords): Promise<ReadonlySet<string>> {
  const { own } = await readMatchRules(db)
  const claims = await claimsByDomain(db, [...own])
  return new Set(claims.map(({ account_id }) => accounts.rootOf(account_id)))
}
