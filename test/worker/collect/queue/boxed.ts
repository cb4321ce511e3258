/** A queue in memory, and what a store holds, for the tests of this folder. */
import { sql } from 'drizzle-orm'
import { type Database, insertInto } from '../../../../db/database.ts'
import { sites } from '../../../../db/schema.ts'
import { type Delivery, deliver } from '../../../../worker/collect/queue/deliver.ts'
import { queuedStore } from '../../../../worker/collect/queue/send.ts'
import { webSha256 } from '../../../../worker/collect/sha256.ts'
import { arrivalStore } from '../../../../worker/collect/store.ts'
import { NOW } from '../../../engines.ts'
import { type Collector, startCollector } from '../collector.ts'

const deps = { newId: () => crypto.randomUUID(), sha256: webSha256 }

export interface Boxed extends Collector {
  /** What waits in the queue. */
  readonly messages: string[]
  readonly reports: string[]
}

/** A collector whose answers wait for the queue alone. */
export async function startBoxed(db: Database, more: Parameters<typeof startCollector>[1] = {}): Promise<Boxed> {
  const messages: string[] = []
  const reports: string[] = []
  const direct = arrivalStore({ ...deps, db })
  const store = queuedStore({
    ...deps,
    send: async message => void messages.push(message),
    store: arrival => direct([arrival]),
    report: error => void reports.push(String(error)),
  })
  await addKnownSite(db)
  return { ...(await startCollector(db, { ...more, store })), messages, reports }
}

/** The same in every store, so that two of them can be compared. */
export const addKnownSite = (db: Database) =>
  db.run(
    insertInto(sites, [{ site_id: 'site', domain: 'example.com', site_key: 'pk_site', created_at: NOW }], { on: ['domain'] }),
  )

/** What a queue was told about each message: acknowledged, to be retried after so many seconds, or nothing. */
export interface Told {
  readonly acked: string[]
  readonly retried: Map<string, number | undefined>
}

let deliveries = 0

/** Hands messages over as a queue does. @param beforeAck  may throw, as a consumer does that is killed there */
export async function handOver(
  db: Database,
  bodies: readonly unknown[],
  { by = deliver, attempts = 1, beforeAck = (_: number) => {} } = {},
): Promise<Told & { reports: string[] }> {
  const told: Told = { acked: [], retried: new Map() }
  const reports: string[] = []
  const batch = bodies.map((body, i): Delivery => {
    const id = `delivery-${++deliveries}`
    return {
      id,
      body,
      attempts,
      ack() {
        beforeAck(i)
        told.acked.push(String(body))
      },
      retry: options => void told.retried.set(String(body), options?.delaySeconds),
    }
  })
  await by(batch, {
    db,
    store: arrivalStore({ ...deps, db }),
    now: () => NOW,
    report: error => void reports.push(String(error)),
  })
  return { ...told, reports }
}

/** Everything that collecting writes, without the ids that are made by chance. */
export async function written(db: Database) {
  const rows = <R>(text: string) => db.all<R>(sql.raw(text))
  return {
    events: await rows('select * from events order by event_id'),
    letters: await rows(`
      select site_id, received_at, reason, field, detail, event_id, head, sha256, bytes, replayable, kind, seen, events
      from dead_letters order by received_at, reason, sha256, event_id, head`),
    people: await rows('select external_id, email, name, title, source from people order by email, external_id'),
    links: await rows(`
      select link_id, visitor_id, email, linked_at, method, trust, evidence, closed_at, closed_by, closed_reason
      from identity_links inner join people on people.person_id = identity_links.person_id order by link_id`),
    refs: await rows('select * from visitor_refs order by 1, 2, 3, 4'),
    marks: await rows(`select kind, mark_key from stale_marks order by 1, 2`),
    ledger: await rows('select * from ledger order by 1, 2, 3, 4'),
    received: await rows('select * from received_events order by 1, 2'),
  }
}

/** `received` less all that became of it: 0, or something was lost or counted twice. */
export async function imbalance(db: Database): Promise<number> {
  const [row] = await db.all<{ difference: number }>(sql`
    select cast(
        coalesce((select sum(events) from received_events), 0) - coalesce((select sum(events) from ledger), 0) as bigint
    ) as difference`)
  return row?.difference ?? Number.NaN
}
