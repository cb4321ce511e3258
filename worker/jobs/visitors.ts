/** Stale visitors → their sessions and reads anew, and the people they ever were become stale. */
import { type Database, insertInto } from '../../db/database.ts'
import { peopleOfVisitors } from '../../db/queries/affected.ts'
import { networksOfVisitors } from '../../db/queries/known-networks.ts'
import { eventsOfVisitors, sessionsRemoved } from '../../db/queries/visitor-facts.ts'
import { reads as readsTable, sessions as sessionsTable } from '../../db/schema.ts'
import { type SessionConfig, sessionsFrom } from '../journey/sessions.ts'
import type { Lease } from './lease.ts'
import { marksOf, passOn } from './marks.ts'

export async function renewVisitors(
  db: Database,
  lease: Lease,
  runId: string,
  visitorIds: readonly string[],
  config: SessionConfig,
): Promise<void> {
  const byVisitor = Map.groupBy(await eventsOfVisitors(db, visitorIds), event => event.visitor_id)
  const made = [...byVisitor.values()].map(events => sessionsFrom(events, config))
  const people = await peopleOfVisitors(db, visitorIds)
  const networks = [...(await networksOfVisitors(db, visitorIds)), ...made.flatMap(({ sessions }) => sessions)]

  await lease.commit(
    ...sessionsRemoved(visitorIds),
    insertInto(
      sessionsTable,
      made.flatMap(({ sessions }) => sessions),
    ),
    insertInto(
      readsTable,
      made.flatMap(({ reads }) => reads),
    ),
    ...passOn('visitor', visitorIds, [...marksOf('person', people), ...marksOf('account_ref', refsOf(networks))], runId),
  )
}

const refsOf = (sessions: readonly { readonly account_ref: string | null }[]) =>
  sessions.flatMap(({ account_ref }) => account_ref ?? [])
