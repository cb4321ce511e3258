import { type SQL, sql } from 'drizzle-orm'
import { ledger, receivedEvents } from '../schema.ts'

export type LedgerEntry = typeof ledger.$inferSelect
export type ReceivedEntry = typeof receivedEvents.$inferSelect

/** D1 allows 100 parameters. */
const CHUNK = 15

/** Adds to the counts, which may be negative: a correction. The same key may come more than once. */
export function addToLedger(entries: readonly LedgerEntry[]): SQL[] {
  const rows = summed(entries, entry => `${entry.hour_at} ${entry.site_id} ${entry.outcome} ${entry.reason}`)
  const statements: SQL[] = []
  for (let i = 0; i < rows.length; i += CHUNK) {
    const values = rows
      .slice(i, i + CHUNK)
      .map(row => sql`(${row.hour_at}, ${row.site_id}, ${row.outcome}, ${row.reason}, ${row.events})`)
    statements.push(sql`
      insert into ${ledger} (hour_at, site_id, outcome, reason, events)
      values ${sql.join(values, sql`, `)}
      on conflict (hour_at, site_id, outcome, reason) do update set events = ledger.events + excluded.events
    `)
  }
  return statements
}

/** Adds to the other side of the ledger. */
export function addToReceived(entries: readonly ReceivedEntry[]): SQL[] {
  const rows = summed(entries, entry => `${entry.hour_at} ${entry.site_id}`)
  const statements: SQL[] = []
  for (let i = 0; i < rows.length; i += CHUNK) {
    const values = rows.slice(i, i + CHUNK).map(row => sql`(${row.hour_at}, ${row.site_id}, ${row.events})`)
    statements.push(sql`
      insert into ${receivedEvents} (hour_at, site_id, events)
      values ${sql.join(values, sql`, `)}
      on conflict (hour_at, site_id) do update set events = received_events.events + excluded.events
    `)
  }
  return statements
}

/** One row per key, in one order for all writers, so that two transactions cannot wait for each other. */
function summed<Entry extends ReceivedEntry>(entries: readonly Entry[], keyOf: (entry: Entry) => string): Entry[] {
  const byKey = new Map<string, Entry>()
  for (const entry of entries) {
    const key = keyOf(entry)
    byKey.set(key, { ...entry, events: entry.events + (byKey.get(key)?.events ?? 0) })
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, entry]) => (entry.events === 0 ? [] : [entry]))
}
