/** What a dataset is: columns with the expressions that yield them, the tables they come from, and the order of its rows. */
import { type SQL, sql } from 'drizzle-orm'
import type { Database, Row } from '../../db/database.ts'

/** `time` is UTC ms in the store and RFC 3339 outside; `share` is of 10^15 in the store and decimal outside. */
export type ColumnKind = 'text' | 'integer' | 'time' | 'share' | 'json'

export interface Column {
  readonly name: string
  readonly kind: ColumnKind
  /** Absent: `expand` fills it in. */
  readonly is?: SQL
}

/** UTC ms, `from` inclusive, `to` exclusive. */
export interface Filter {
  readonly model?: string | undefined
  readonly stage?: string | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
}

export interface Dataset {
  /** In the order of the file. */
  readonly columns: readonly Column[]
  /** Tables and joins. Look-ups are left joins, so that no store turns them round and has to sort. */
  readonly from: SQL
  readonly where?: SQL
  readonly groupBy?: SQL
  /** Expressions that order the rows and tell each from every other. */
  readonly key: readonly SQL[]
  /** Rows alike in so many of the first keys are read by one statement: a run that is published meanwhile cannot tear them. */
  readonly whole?: number
  /** What it can be filtered by: an expression to equal, for `at` one to lie within. */
  readonly filters: { readonly model?: SQL; readonly stage?: SQL; readonly at?: SQL }
  /** When one stored row is several of the file. */
  readonly expand?: {
    /** More expressions that it needs, by name. */
    readonly needs: Readonly<Record<string, SQL>>
    /** What `rows` leaves out itself, since no expression of the store knows it. */
    readonly filters?: readonly ('model' | 'stage' | 'at')[]
    /** Null: the rows have changed meanwhile and must be read again. */
    readonly rows: (db: Database, rows: readonly Row[], filter: Filter) => Promise<Row[] | null>
  }
  /** More rows of the same columns, made of other tables, which follow in the file. */
  readonly next?: Dataset
}

/** Columns of one table by their own names: `stage_at:time`; text unless told. */
export const of = (table: string, names: string): Column[] =>
  given(names).map(column => ({ ...column, is: sql`${sql.identifier(table)}.${sql.identifier(column.name)}` }))

/** Columns that `expand` fills in. */
export const given = (names: string): Column[] =>
  names
    .trim()
    .split(/\s+/)
    .map(word => {
      const [name = '', kind = 'text'] = word.split(':')
      if (!isKind(kind)) throw new RangeError(`no kind of column: ${word}`)
      return { name, kind }
    })

/** A column by another name, or of an expression. */
export const as = (name: string, is: SQL, kind: ColumnKind = 'text'): Column => ({ name, kind, is })

const isKind = (kind: string): kind is ColumnKind => ['text', 'integer', 'time', 'share', 'json'].includes(kind)
