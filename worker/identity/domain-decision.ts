/** Whose a domain is that several accounts claim: somebody decides, with a reason, and can take it back. */
import type { Database } from '../../db/database.ts'
import { accountsById } from '../../db/queries/accounts-claiming.ts'
import { decisionAdded, decisionById, decisionClosed, openDecisions } from '../../db/queries/domain-decisions.ts'
import type { DomainDecision } from '../../db/schema.ts'
import { RequestRefused } from '../errors.ts'
import { markStale } from '../jobs/stale.ts'
import { type Decision, parseReason } from './merge.ts'

export interface DomainOrder extends Decision {
  readonly domain: string
  /** Null: the domain is nobody's. */
  readonly account_id: string | null
}

/** @throws RequestRefused not_found, missing_field, illegal_identity when it is decided already */
export async function decideDomain(
  db: Database,
  order: DomainOrder,
  { now, newId }: { readonly now: () => number; readonly newId: () => string },
): Promise<DomainDecision> {
  const { domain, account_id, actor } = order
  const reason = parseReason(order)
  if (account_id !== null && (await accountsById(db, [account_id])).length === 0)
    throw new RequestRefused('not_found', `there is no account ${account_id}`)
  if ((await openDecisions(db, [domain])).length > 0)
    throw new RequestRefused('illegal_identity', `it is decided already whose ${domain} is; undo that first`)
  const undone = { undone_at: null, undone_by: null, undone_reason: null }
  const decision = { decision_id: `d_${newId()}`, domain, account_id, actor, reason, decided_at: now(), ...undone }
  await db.run(decisionAdded(decision), markStale(staleBy(decision)))
  return decision
}

/** @throws RequestRefused not_found, missing_field, illegal_identity when it is undone already */
export async function undoDecision(db: Database, id: string, decision: Decision, now: number): Promise<DomainDecision> {
  const found = await decisionById(db, id)
  if (!found) throw new RequestRefused('not_found', `there is no decision ${id}`)
  const closing = { undone_at: now, undone_by: decision.actor, undone_reason: parseReason(decision) }
  const [closed = []] = await db.run(decisionClosed(id, closing), markStale(staleBy(found)))
  if (closed.length === 0) throw new RequestRefused('illegal_identity', 'this decision is undone already')
  return { ...found, ...closing }
}

const staleBy = ({ domain, account_id }: DomainDecision) =>
  [domain, ...(account_id === null ? [] : [account_id])].map(key => ({ kind: 'account_ref' as const, key }))
