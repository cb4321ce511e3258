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

export async function markAll(db: Database, lease: Lease, runId: string): Promise<void> {
  for (const [kind, keysAfter] of sources) {
    let keys: string[] = []
    do {
      keys = await keysAfter(db, keys.at(-1) ?? '', MARKED_AT_ONCE)
      if (keys.length === 0) break
      await lease.commit(markStale(marksOf(kind, keys), runId))
      await pause()
    } while (keys.length === MARKED_AT_ONCE)
  }
  await lease.commit(...passOn('everything', [''], [], runId))
}
