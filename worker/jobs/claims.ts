import type { Database } from '../../db/database.ts'
import { accountsByRef, claimsByDomain } from '../../db/queries/accounts-claiming.ts'
import type { Claims } from '../identity/resolve.ts'

/** What accounts say about these references and domains. An external id counts before an id of our own. */
export async function claimsOn(db: Database, refs: Iterable<string>): Promise<Claims> {
  const wanted = [...new Set(refs)]
  const accounts = await accountsByRef(db, wanted)
  const own = accounts.map(({ account_id }) => [account_id, account_id] as const)
  const external = accounts.flatMap(({ account_id, external_id }) =>
    external_id === null ? [] : [[external_id, account_id] as const],
  )
  return {
    ids: new Map([...own, ...external]),
    domains: Map.groupBy(await claimsByDomain(db, wanted), ({ domain }) => domain),
  }
}
