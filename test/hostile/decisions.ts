/** What a store holds after a story, in a form that two stores can be compared by. */
import { hash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Database } from '../../db/database.ts'

/** Tables that collection writes. */
const TABLES = ['events', 'dead_letters', 'ledger', 'received_events', 'people', 'identity_links', 'visitor_refs', 'stale_marks']

/** A SHA-256 over the rows of each table, as they are stored. */
export async function canonicalRows(db: Database): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {}
  for (const table of TABLES) {
    const rows = await db.all<Record<string, unknown>>(sql`select * from ${sql.identifier(table)}`)
    hashes[table] = `${rows.length} rows ${hash('sha256', rows.map(canonical).sort().join())}`
  }
  return hashes
}

/** A visitor of the day is known by a salt that is made by chance, and a mark's token is chance altogether. */
const canonical = ({ token: _, ...row }: Record<string, unknown>): string =>
  JSON.stringify(
    Object.entries(row)
      .map(([name, value]) => [name, typeof value === 'string' && value.startsWith('day:') ? 'day:' : value])
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  )

/** Rows of the ledger must add up to what came, whatever came. */
export async function ledgerDifference(db: Database): Promise<number> {
  const [row] = await db.all<{ difference: number }>(sql`
    select
        (select coalesce(sum(events), 0) from received_events)
        - (select coalesce(sum(events), 0) from ledger) as difference
  `)
  return row?.difference ?? Number.NaN
}
