import type { Database } from '../../db/database.ts'
import { accountsByRef, claimsByDomain } from '../../db/queries/accounts-claiming.ts'
import { openDecisions } from '../../db/queries/domain-decisions.ts'
import type { Claims } from '../identity/resolve.ts'
import { readMerged } from './merged.ts'

/**
 * What accounts say about these references and domains. An external id counts before an id of our own; an account that is
 * merged into another one speaks for that one.
 */
export async function claimsOn(db: Database, refs: Iterable<string>): Promise<Claims> {
  const wanted = [...new Set(refs)]
  const { rootOf } = (await readMerged(db)).accounts
  const accounts = await accountsByRef(db, wanted)
  const own = accounts.map(({ account_id }) => [account_id, rootOf(account_id)] as const)
  const external = accounts.flatMap(({ account_id, external_id }) =>
    external_id === null ? [] : [[external_id, rootOf(account_id)] as const],
  )
  const decisions = await openDecisions(db, wanted)
  const claims = (await claimsByDomain(db, wanted)).map(claim => ({ ...claim, account_id: rootOf(claim.account_id) }))
  return {
    ids: new Map([...own, ...external]),
    decided: new Map(decisions.map(({ domain, account_id }) => [domain, account_id === null ? null : rootOf(account_id)])),
    domains: Map.groupBy(claims, ({ domain }) => domain),
  }
}
