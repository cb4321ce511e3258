/** What a dataset is: columns with a kind, a statement that yields them, and an order to page by. */
import type { SQL } from 'drizzle-orm'
import type { Database, Row } from '../../db/database.ts'

/** `time` is UTC ms in the store and RFC 3339 outside; `share` is of 10^15 in the store and decimal outside. */
export type ColumnKind = 'text' | 'integer' | 'time' | 'share' | 'json'

export interface Column {
  readonly name: string
  readonly kind: ColumnKind
}

/** UTC ms, `from` inclusive, `to` exclusive. */
export interface Filter {
  readonly model?: string | undefined
  readonly stage?: string | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
}

export type FilterName = keyof Filter

export interface Dataset {
  /** In the order of the file. */
  readonly columns: readonly Column[]
  /** Columns that name a row and order the file, known to the statement under these names. */
  readonly key: readonly string[]
  /** Which filters it understands; another one is misuse. */
  readonly filters: readonly FilterName[]
  /** A select that yields every column. */
  readonly rows: (filter: Filter) => SQL
  /** When one stored row is several of the file. */
  readonly expand?: (db: Database, rows: readonly Row[]) => Promise<Row[]>
}

/** `deal_id stage_at:time …` → columns; text unless told. */
export function columnsOf(text: string): Column[] {
  return text
    .trim()
    .split(/\s+/)
    .map(word => {
      const [name = '', kind = 'text'] = word.split(':')
      if (!isKind(kind)) throw new RangeError(`no kind of column: ${word}`)
      return { name, kind }
    })
}

const isKind = (kind: string): kind is ColumnKind => ['text', 'integer', 'time', 'share', 'json'].includes(kind)
