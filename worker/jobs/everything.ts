/** Everything is stale: each visitor, person and deal, each account, and whatever a subject was published for. */
import type { Database } from '../../db/database.ts'
import {
  accountRefsOfActivities,
  accountRefsOfDeals,
  accountRefsOfPeople,
  accountRefsOfTouches,
  everyAccount,
  everyDeal,
  everyPerson,
  everyPublishedSubject,
  type KeysAfter,
  visitorsWithEvents,
  visitorsWithSessions,
} from '../../db/queries/all-keys.ts'
import type { Lease } from './lease.ts'
import { marksOf, passOn } from './marks.ts'
import { pause } from './pause.ts'
import { markStale, type StaleKind } from './stale.ts'

const sources: readonly (readonly [StaleKind, KeysAfter])[] = [
  ['visitor', visitorsWithEvents],
  ['visitor', visitorsWithSessions],
  ['account_ref', accountRefsOfPeople],
  ['account_ref', accountRefsOfDeals],
  ['account_ref', accountRefsOfActivities],
  ['account_ref', accountRefsOfTouches],
  ['person', everyPerson],
  ['deal_ref', everyDeal],
  ['subject', everyAccount],
  ['subject', everyPublishedSubject],
]

const MARKED_AT_ONCE = 2_000

/**
 * @param after   number of the source and its last key, where an earlier process stopped
 * @param onPage  told that place after each page
 */
export async function markAll(
  db: Database,
  lease: Lease,
  runId: string,
  after: readonly string[],
  onPage: (after: readonly string[]) => Promise<void>,
): Promise<void> {
  const [first = '0', key = ''] = after
  for (const [i, [kind, keysAfter]] of sources.entries()) {
    if (i < Number(first)) continue
    let keys: string[] = []
    do {
      keys = await keysAfter(db, keys.at(-1) ?? (i === Number(first) ? key : ''), MARKED_AT_ONCE)
      const last = keys.at(-1)
      if (last === undefined) break
      await lease.commit(markStale(marksOf(kind, keys), runId))
      await pause()
      await onPage([String(i), last])
    } while (keys.length === MARKED_AT_ONCE)
  }
  await lease.commit(...passOn('everything', [''], [], runId))
}
