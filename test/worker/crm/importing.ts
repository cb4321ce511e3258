/** Files as texts, and stores as what is in them. */
import { sql } from 'drizzle-orm'
import type { Database, Row } from '../../../db/database.ts'
import { type ImportOptions, importRows } from '../../../worker/crm/import.ts'
import type { ImportSettings } from '../../../worker/crm/kind.ts'
import type { KindName } from '../../../worker/crm/kinds.ts'
import type { ImportReport } from '../../../worker/crm/report.ts'
import { NOW } from '../../engines.ts'

export interface Importing extends ImportOptions {
  readonly settings?: Partial<ImportSettings>
  /** Bytes at a time; all at once unless told. */
  readonly pieceBytes?: number
  readonly now?: number
}

/** Ids count up through the life of a process, so that no two imports make the same. */
let ids = 0

export function importFile(
  db: Database,
  kind: KindName,
  file: string | Uint8Array,
  options: Importing = {},
): Promise<ImportReport> {
  const { settings, pieceBytes, now = NOW, ...others } = options
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file
  return importRows(
    {
      db,
      now: () => now,
      newId: () => String(++ids).padStart(6, '0'),
      settings: { currency: 'EUR', timezone: 'UTC', ...settings },
    },
    kind,
    piecesOf(bytes, pieceBytes ?? bytes.length),
    others,
  )
}

async function* piecesOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size)
}

/** A file from rows that start with the header. */
export const csv = (...rows: readonly string[]) => `${rows.join('\n')}\n`

/** A table's rows, in an order that depends on nothing but them. */
export async function rowsOf<R = Row>(db: Database, table: string): Promise<R[]> {
  const rows = await db.all<R>(sql`select * from ${sql.identifier(table)}`)
  return rows.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}

/** Marks as `kind key`. */
export async function marksOf(db: Database): Promise<string[]> {
  const rows = await db.all<{ kind: string; mark_key: string }>(sql`select kind, mark_key from stale_marks`)
  return rows.map(({ kind, mark_key }) => `${kind} ${mark_key}`.trim()).sort()
}

export const clearMarks = (db: Database) => db.run(sql`delete from stale_marks`)

/** The counts, and of each rejected row line, field and reason. */
export const summaryOf = ({ imported, updated, unchanged, rejected }: ImportReport) => ({
  imported,
  updated,
  unchanged,
  rejected: rejected.map(({ line, field, reason }) => [line, field, reason]),
})
