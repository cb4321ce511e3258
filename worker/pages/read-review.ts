/** What waits for somebody's decision, and what was decided. */
import type { Database } from '../../db/database.ts'
import { claimsByDomain } from '../../db/queries/accounts-claiming.ts'
import { ambiguousDomains } from '../../db/queries/ambiguous-domains.ts'
import { allDecisions } from '../../db/queries/domain-decisions.ts'
import { recordNames } from '../../db/queries/merges.ts'
import { type SharedDevice, sharedDevices } from '../../db/queries/shared-devices.ts'
import type { DomainDecision } from '../../db/schema.ts'
import type { Frame } from './frame.ts'
import { type Conflicts, readConflicts } from './read-conflicts.ts'

export interface ReviewProps extends Conflicts {
  readonly frame: Frame
  readonly domains: readonly WaitingDomain[]
  readonly decisions: readonly (DomainDecision & { readonly account_name: string | null })[]
  readonly devices: readonly SharedDevice[]
}

export interface WaitingDomain {
  readonly domain: string
  /** Who belong nowhere because of it. */
  readonly people: number
  readonly accounts: readonly { readonly account_id: string; readonly name: string }[]
}

const SHOWN = 50

export async function readReview(db: Database, frame: Frame): Promise<ReviewProps> {
  const [ambiguous, decisions, devices, conflicts] = await Promise.all([
    ambiguousDomains(db),
    allDecisions(db, SHOWN),
    sharedDevices(db, SHOWN),
    readConflicts(db),
  ])
  const decided = new Set(decisions.filter(({ undone_at }) => undone_at === null).map(({ domain }) => domain))
  const waiting = ambiguous.filter(({ domain }) => !decided.has(domain)).slice(0, SHOWN)
  const claims = await claimsByDomain(
    db,
    waiting.map(({ domain }) => domain),
  )
  const ids = [...claims, ...decisions].flatMap(({ account_id }) => account_id ?? [])
  const names = await recordNames(db, 'account', ids)
  const nameOf = (id: string) => names.get(id) ?? id
  return {
    ...conflicts,
    frame,
    domains: waiting.map(({ domain, people }) => ({
      domain,
      people,
      accounts: claims
        .filter(claim => claim.domain === domain)
        .map(({ account_id }) => ({ account_id, name: nameOf(account_id) })),
    })),
    decisions: decisions.map(one => ({ ...one, account_name: one.account_id === null ? null : nameOf(one.account_id) })),
    devices,
  }
}
