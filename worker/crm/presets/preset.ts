/** What a preset is made of: how a vendor's exports call their columns, and what their rows mean to us. */
import type { KindName } from '../kinds.ts'

export interface Preset {
  /** As in `--preset`. */
  readonly name: string
  readonly title: string
  readonly layouts: readonly Layout[]
}

/** One export of a vendor, read as one kind. */
export interface Layout {
  readonly kind: KindName
  /** As the vendor calls it: `deals`, `Opportunity History report`. */
  readonly title: string
  /**
   * The vendor's names, by our column; names that are no column of the kind are inputs of `read`. The first name that
   * the file has counts. A name may be followed by a currency in the file: `Amount spent (EUR)`.
   */
  readonly columns: Readonly<Record<string, Names>>
  /** What a file has to have to be recognised; `a|b`: one of them. Compared to the letter, as vendors write it. */
  readonly known_by: readonly string[]
  /** What such a file never has. */
  readonly not?: readonly string[]
  /** Columns of the kind that `read` makes, each with the inputs of which one has to be there; none: always. */
  readonly makes?: Readonly<Record<string, readonly string[]>>
  /** Columns that may hold what we have no use for (a name instead of an address); they are kept as properties too. */
  readonly keeps?: readonly string[]
  /** In which order the vendor writes dates, whatever the reader's language. */
  readonly date_order?: DateOrder
  /** Columns that `read` takes from `others`, by the vendor's name. */
  readonly takes?: RegExp
  /** One line as fields by our columns, as text of the vendor's form. Absent: the columns as they are. Empty: no row. */
  readonly read?: (row: VendorRow) => readonly Fields[]
  /** For files with several lines for one of our rows: which belong together, and how two become one. */
  readonly joined?: Joined
}

export type Fields = Readonly<Record<string, string>>

export interface Joined {
  /** Columns that the file needs for it, or lines stand alone; none: always. */
  readonly with: readonly string[]
  readonly key: (fields: Fields) => string
  readonly join: (one: Fields, other: Fields) => Fields
}

export type Language = 'en' | 'de' | 'ja'

export type Names = Readonly<Partial<Record<Language, readonly string[]>>>

/** Month or day first: 3/5/2026. Dates that begin with the year need no order. */
export type DateOrder = 'dmy' | 'mdy'

/** A line of the vendor's file. */
export interface VendorRow {
  /** The trimmed cell of one of the layout's columns; empty when the file has none. */
  readonly get: (column: string) => string
  readonly has: (column: string) => boolean
  /** Whether two date columns say the same day; so they do when one is missing. */
  readonly isSameDay: (one: string, other: string) => boolean
  /** The cells of columns that the layout has no name for, by the vendor's. */
  readonly others: () => readonly (readonly [name: string, cell: string])[]
  /** A store for one reading of one file. */
  readonly memory: Map<string, string>
}

/** The columns that the kind has too, as they are. */
export const asIs = (row: VendorRow, columns: readonly string[]): Record<string, string> =>
  Object.fromEntries(columns.filter(row.has).map(column => [column, row.get(column)]))

/** 1, true, yes, in the languages of the presets. */
export const isYes = (cell: string): boolean => /^(1|true|yes|y|ja|wahr|はい)$/i.test(cell)

/** `Anna Lindt (anna@acme.example)` → `anna@acme.example`; empty when there is none. */
export const emailIn = (cell: string): string => /[^\s<>(),;"]+@[^\s<>(),;"]+\.[^\s<>(),;"]+/.exec(cell)?.[0] ?? ''

/** The first of a list that vendors separate with semicolons, commas or line ends. */
export const firstOf = (cell: string): string =>
  cell
    .split(/[;,\n]/)
    .map(part => part.trim())
    .find(part => part !== '') ?? ''

/** A list of vendors' ids as ours. */
export const listOf = (cell: string): string =>
  cell
    .split(/[;,\n]/)
    .map(part => part.trim())
    .filter(part => part !== '')
    .join(';')

/** First and last name; written together, last first, where the columns are Japanese. */
export const fullName = (row: VendorRow): string =>
  row.get('name') || [row.get('first_name'), row.get('last_name')].filter(part => part !== '').join(' ')

/** The kind of activity that a vendor's word for it stands for. */
export function activityKind(word: string): string {
  if (/demo/i.test(word)) return 'demo'
  if (/e-?mail|メール/i.test(word)) return 'email'
  if (/call|anruf|telefon|電話|コール/i.test(word)) return 'call'
  if (/meeting|appointment|event|termin|besprechung|lunch|会議|ミーティング|行動/i.test(word)) return 'meeting'
  return 'other'
}

/** How a deal ended, by the name of its stage; open when the name does not say. */
export function statusOfStage(stage: string): 'open' | 'won' | 'lost' {
  if (/\bclosed?[\s-]*won\b|^won\b|gewonnen|成約|受注|成立/i.test(stage)) return 'won'
  if (/\bclosed?[\s-]*lost\b|^lost\b|verloren|失注|不成立/i.test(stage)) return 'lost'
  return 'open'
}

/** A close date counts for a closed deal; of an open one it is a hope, kept under the name of its column. */
export const closedAt = (status: string, date: string): string => (status === 'open' ? '' : date)
