/** Two people whom an event named at once: somebody decides whether they are one (merge.ts), or two, and can take it back. */
import type { Database } from '../../db/database.ts'
import { recordsToMerge } from '../../db/queries/merges.ts'
import { openTwoPeople, twoPeopleAdded, twoPeopleById, twoPeopleClosed } from '../../db/queries/two-people.ts'
import type { TwoPeople } from '../../db/schema.ts'
import { RequestRefused } from '../errors.ts'
import { type Decision, parseReason } from './merge.ts'

export interface TwoPeopleOrder extends Decision {
  readonly people: readonly [string, string]
}

/** Nothing that is counted changes: they were two before. @throws RequestRefused not_found, missing_field, illegal_identity */
export async function decideTwoPeople(
  db: Database,
  order: TwoPeopleOrder,
  { now, newId }: { readonly now: () => number; readonly newId: () => string },
): Promise<TwoPeople> {
  const reason = parseReason(order)
  const [person_a, person_b] = pairOf(order.people)
  if (person_a === person_b) throw new RequestRefused('illegal_identity', 'these are the same person already')
  if ((await recordsToMerge(db, 'person', [person_a, person_b])).length < 2)
    throw new RequestRefused('not_found', 'one of these people is not known')
  if ((await openTwoPeople(db, person_a, person_b)).length > 0)
    throw new RequestRefused('illegal_identity', 'it is decided already that these are two people')
  const undone = { undone_at: null, undone_by: null, undone_reason: null }
  const decided = { decision_id: `t_${newId()}`, person_a, person_b, actor: order.actor, reason, decided_at: now(), ...undone }
  await db.run(twoPeopleAdded(decided))
  return decided
}

/** They are asked about again. @throws RequestRefused not_found, missing_field, illegal_identity when it is undone already */
export async function undoTwoPeople(db: Database, id: string, decision: Decision, now: number): Promise<TwoPeople> {
  const found = await twoPeopleById(db, id)
  if (!found) throw new RequestRefused('not_found', `there is no decision ${id}`)
  const closing = { undone_at: now, undone_by: decision.actor, undone_reason: parseReason(decision) }
  const [closed = []] = await db.run(twoPeopleClosed(id, closing))
  if (closed.length === 0) throw new RequestRefused('illegal_identity', 'this decision is undone already')
  return { ...found, ...closing }
}

/** One order for each two. */
export const pairOf = ([one, other]: readonly [string, string]): readonly [string, string] =>
  one < other ? [one, other] : [other, one]
