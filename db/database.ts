/**
 * All that the code may ask of a store. Three adapters implement it: sqlite.ts, d1.ts, postgres.ts.
 *
 * D1 has no BEGIN, so writes are decided beforehand and handed over together: `run` is the only write.
 */
import type { SQL } from 'drizzle-orm'
import { getTableConfig, type SQLiteColumn, type SQLiteTable } from 'drizzle-orm/sqlite-core'

export type Row = Record<string, unknown>

export interface Database {
  readonly engine: 'sqlite' | 'd1' | 'postgres'
  /** Rows of one statement. Column names are the keys; numbers are numbers. */
  all<R>(statement: SQL): Promise<R[]>
  /**
   * Runs the writes in order, all or none, and durable when it returns.
   * @returns the rows of each write's `returning`, in the order of the writes
   */
  run(...writes: Write[]): Promise<Row[][]>
  close(): Promise<void>
}

/** A statement, or many rows for one table. */
export type Write = SQL | BulkInsert

/** Many rows at once: the one place where the stores differ, since each has its own fast way. */
export interface BulkInsert {
  readonly table: string
  readonly columns: readonly { readonly name: string; readonly type: 'text' | 'bigint' | 'smallint' }[]
  /** One array per row, in the order of the columns. */
  readonly rows: readonly (readonly Value[])[]
  /** What follows the rows: `on conflict …`, `returning …`. */
  readonly tail: string
}

/** What a column holds. */
type Value = string | number | null

export interface OnConflict<T> {
  /** The unique columns that may collide. */
  readonly on: readonly (keyof T & string)[]
  /** Columns to take from the new row; absent: the old row stays. */
  readonly update?: readonly (keyof T & string)[]
}

/**
 * Rows for a table as a `Write`. An `undefined` field becomes null.
 *
 * @param conflict   what to do with a row that is there already; absent: the write fails
 * @param returning  columns that `run` hands back for each row inserted or updated
 */
export function insertInto<T extends SQLiteTable>(
  table: T,
  rows: readonly T['$inferInsert'][],
  conflict?: OnConflict<T['$inferSelect']>,
  returning: readonly (keyof T['$inferSelect'] & string)[] = [],
): BulkInsert {
  const { name, columns } = getTableConfig(table)
  const names = columns.map(column => column.name)
  const values = rows.map(row => names.map(column => (row as Record<string, Value | undefined>)[column] ?? null))
  return { table: name, columns: columns.map(typed), rows: values, tail: tailOf(conflict, returning) }
}

/** The same from one array per row, in the order of the columns named; a column that is not named gets its default. */
export function insertValues<T extends SQLiteTable>(
  table: T,
  names: readonly (keyof T['$inferSelect'] & string)[],
  rows: BulkInsert['rows'],
  conflict?: OnConflict<T['$inferSelect']>,
): BulkInsert {
  const { name, columns } = getTableConfig(table)
  const named = names.map(wanted => typed(columns.find(column => column.name === wanted)!))
  return { table: name, columns: named, rows, tail: tailOf(conflict, []) }
}

function tailOf(conflict: OnConflict<Row> | undefined, returning: readonly string[]): string {
  const tail = [
    conflict && `on conflict (${conflict.on.join(', ')}) do ${conflict.update?.length ? updates(conflict.update) : 'nothing'}`,
    returning.length > 0 && `returning ${returning.join(', ')}`,
  ]
  return tail.filter(Boolean).join(' ')
}

const updates = (columns: readonly string[]) => `update set ${columns.map(column => `${column} = excluded.${column}`).join(', ')}`

function typed(column: SQLiteColumn): BulkInsert['columns'][number] {
  const { name } = column
  if (column.getSQLType() === 'text') return { name, type: 'text' }
  return { name, type: smallColumns.has(name) ? 'smallint' : 'bigint' }
}

/** PostgreSQL wants to be told; the other two have one integer type. test/db/schema.test.ts checks the list against the DDL. */
export const smallColumns: ReadonlySet<string> = new Set(['replayable', 'scroll_percent', 'ok', 'is_empty'])
