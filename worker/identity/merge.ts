/**
 * "These two are one person", "these two are one company", and the way back. Nothing that is merged is rewritten: a merge
 * is a row, resolved when something is read (merged.ts), so that closing the row restores what was.
 */
import type { Database } from '../../db/database.ts'
import { claimsByAccount } from '../../db/queries/accounts-claiming.ts'
import {
  countMerges,
  type KnownRecord,
  mergeAdded,
  mergeById,
  mergeClosed,
  type OpenMerge,
  openMerges,
  recordsToMerge,
} from '../../db/queries/merges.ts'
import type { Merge } from '../../db/schema.ts'
import { RequestRefused } from '../errors.ts'
import { markStale, type Stale } from '../jobs/stale.ts'
import { mergedFrom } from './merged.ts'

/** Who decided something, and why. */
export interface Decision {
  /** `rule` when no person did. */
  readonly actor: string
  readonly reason: string
}

export interface MergeOrder extends Decision {
  /** The record that counts as the other one from now on. */
  readonly from_id: string
  readonly into_id: string
  /** Somebody has said that two people whom the CRM keeps apart are one. */
  readonly is_sure?: boolean
}

/** @throws RequestRefused not_found, missing_field, illegal_identity, id_conflict when the CRM knows both */
export const mergePeople = (db: Database, order: MergeOrder, now: number): Promise<Merge> => merge(db, 'person', order, now)

/** @throws RequestRefused not_found, missing_field, illegal_identity */
export const mergeAccounts = (db: Database, order: MergeOrder, now: number): Promise<Merge> => merge(db, 'account', order, now)

/** @throws RequestRefused not_found, missing_field, illegal_identity when it is undone already */
export async function undoMerge(db: Database, mergeId: string, decision: Decision, now: number): Promise<Merge> {
  const undone_reason = parseReason(decision)
  const found = await mergeById(db, mergeId)
  if (!found) throw new RequestRefused('not_found', `there is no merge ${mergeId}`)
  const closing = { undone_at: now, undone_by: decision.actor, undone_reason }
  const stale = await staleByMerge(db, found, await openMerges(db))
  const [closed = []] = await db.run(mergeClosed(mergeId, closing), markStale(stale))
  if (closed.length === 0) throw new RequestRefused('illegal_identity', `merge ${mergeId} is undone already`)
  return { ...found, ...closing }
}

/** What a person typed as the reason of a decision. @throws RequestRefused missing_field */
export function parseReason({ reason }: Decision): string {
  const text = reason.trim().slice(0, MAX_REASON).toWellFormed()
  if (text === '') throw new RequestRefused('missing_field', 'a reason is needed: somebody will ask later')
  return text
}

const MAX_REASON = 500

/** Two that decide at the same moment take turns; more than a few in a row is no coincidence. */
const MAX_TRIES = 5

async function merge(db: Database, kind: Merge['kind'], order: MergeOrder, now: number): Promise<Merge> {
  const { from_id, into_id, actor } = order
  const reason = parseReason(order)
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    // The number first: whatever is read after it is as new, or the number is taken.
    const merge_id = `m_${(await countMerges(db)) + 1}`
    const open = await openMerges(db)
    const records = await recordsToMerge(db, kind, mergedFrom(open, kind).recordsOf([from_id, into_id]))
    refuseWrongMerge(kind, order, open, records)

    const row: Merge = {
      merge_id,
      kind,
      from_id,
      into_id,
      actor,
      reason,
      merged_at: now,
      undone_at: null,
      undone_by: null,
      undone_reason: null,
    }
    const [added = []] = await db.run(mergeAdded(row), markStale(await staleByMerge(db, row, open)))
    if (added.length > 0) return row
  }
  throw new RequestRefused('overloaded', 'others are merging at the same time; try again')
}

/** Whether an order may be followed. @param records  all that either side stands for */
function refuseWrongMerge(
  kind: Merge['kind'],
  { from_id, into_id, actor, is_sure }: MergeOrder,
  open: readonly OpenMerge[],
  records: readonly KnownRecord[],
): void {
  const known = new Map(records.map(record => [record.id, record]))
  for (const id of [from_id, into_id]) if (!known.has(id)) throw new RequestRefused('not_found', `there is no ${kind} ${id}`)
  const { rootOf, recordsOf } = mergedFrom(open, kind)
  if (rootOf(from_id) === rootOf(into_id)) throw new RequestRefused('illegal_identity', `these are the same ${kind} already`)
  if (rootOf(from_id) !== from_id)
    throw new RequestRefused('illegal_identity', `this ${kind} is merged into another one already; undo that first`)

  const isKnownToCrm = (id: string) => recordsOf([id]).some(record => known.get(record)?.external_id != null)
  const isByPerson = actor !== 'rule' && is_sure === true
  if (kind === 'person' && isKnownToCrm(from_id) && isKnownToCrm(into_id) && !isByPerson)
    throw new RequestRefused('id_conflict', 'the CRM knows both as different people: somebody has to say that they are one')
}

/** The job finds out from these what was whose, before and after. @param open  with the merge or without it */
async function staleByMerge(db: Database, { kind, from_id, into_id }: OpenMerge, open: readonly OpenMerge[]): Promise<Stale[]> {
  if (kind === 'person') return [from_id, into_id].map(key => ({ kind: 'person', key }))
  const below = mergedFrom(open, kind)
  const moved = below.recordsOf([from_id, into_id])
  const records = await recordsToMerge(db, kind, moved)
  const claims = await claimsByAccount(db, moved)
  const refs = [
    ...records.flatMap(({ id, external_id }) => (external_id === null ? [id] : [id, external_id])),
    ...claims.map(claim => claim.domain),
  ]
  return refs.map(key => ({ kind: 'account_ref', key }))
}
