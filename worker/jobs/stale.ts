/**
 * Stale marks: what a write has made out of date. A write adds its marks in its own transaction; the job turns
 * them into the subjects to recompute and removes a mark only while its token is the one that it read, so a
 * write that comes in between is never lost.
 */
import { type BulkInsert, insertInto } from '../../db/database.ts'
import { staleMarks } from '../../db/schema.ts'

/**
 * What a mark's key is:
 * `visitor` visitor_id: its sessions; `person` person_id: whose account, and what hangs on it;
 * `person_ref` and `account_ref`: external id, e-mail or domain as a fact gave it; `deal_ref` a deal's external id;
 * `subject` an account, or a person or deal without one, whose touches and credits are to be computed: the job itself
 * makes these of the others; `model` a model whose new version waits for its credits; `everything`: no key, all of it.
 */
export type StaleKind = 'visitor' | 'person' | 'person_ref' | 'account_ref' | 'deal_ref' | 'subject' | 'model' | 'everything'

export interface Stale {
  readonly kind: StaleKind
  readonly key: string
}

/** Repeated marks cost one row; the token is new on every write. */
export function markStale(marks: readonly Stale[], token: string = crypto.randomUUID()): BulkInsert {
  const distinct = new Map(marks.map(({ kind, key }) => [`${kind} ${key}`, { kind, mark_key: key, token }]))
  // One order for all writers: two PostgreSQL transactions that upsert the same rows cannot then wait for each other.
  const rows = [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
  return insertInto(staleMarks, rows, { on: ['kind', 'mark_key'], update: ['token'] })
}

export const everythingIsStale = (): BulkInsert => markStale([{ kind: 'everything', key: '' }])
