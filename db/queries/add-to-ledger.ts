import { type SQL, sql } from 'drizzle-orm'
import { ledger } from '../schema.ts'

export type LedgerEntry = typeof ledger.$inferSelect

/** D1 allows 100 parameters. */
const CHUNK = 15

/** Adds to the counts, which may be negative: a correction. The same key may come more than once. */
export function addToLedger(entries: readonly LedgerEntry[]): SQL[] {
  const rows = summed(entries)
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

/** One row per key, in one order for all writers, so that two transactions cannot wait for each other. */
function summed(entries: readonly LedgerEntry[]): LedgerEntry[] {
  const byKey = new Map<string, LedgerEntry>()
  for (const entry of entries) {
    const key = `${entry.hour_at} ${entry.site_id} ${entry.outcome} ${entry.reason}`
    byKey.set(key, { ...entry, events: entry.events + (byKey.get(key)?.events ?? 0) })
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry)
}
