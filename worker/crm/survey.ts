/**
 * A file looked through before it is imported: which export it is, and what its dates and numbers mean, which often
 * only the whole file can say. 3/5/2026 is May or March until a line has 3/25/2026.
 */
import type { Translation } from './import.ts'
import type { ImportSettings } from './kind.ts'
import type { KindName } from './kinds.ts'
import { type Decimal, dateOrderIn, decimalIn, type Formats } from './presets/formats.ts'
import type { DateOrder } from './presets/preset.ts'
import { isPlain, matchesOf, type Reading, readingFrom, type Wish } from './presets/reading.ts'
import { Translator } from './presets/translate.ts'
import { type Piece, readRows, type SourceRow } from './read-rows.ts'
import { FileRefused, RowRefused } from './report.ts'

export interface FileWish extends Wish {
  readonly date_order?: DateOrder | undefined
  readonly decimal?: Decimal | undefined
  /** Whether dates and numbers of other forms are read where no preset is: for files whose columns were chosen by hand. */
  readonly isLenient?: boolean
}

export interface Survey {
  readonly reading: Reading
  readonly formats: Formats
  /** Of the header. */
  readonly line: number
  readonly preamble: readonly string[]
  readonly rows: number
  /** The first ones. */
  readonly sample: readonly SourceRow[]
}

export const SAMPLE_ROWS = 10

/**
 * Reads the file through once.
 * @param kind  chosen from the column names when it is a function
 * @returns null for NDJSON, and for a file that has our names and form already
 * @throws FileRefused
 */
export async function surveyFile(
  source: AsyncIterable<Uint8Array>,
  kind: KindName | ((names: readonly string[]) => KindName),
  wish: FileWish = {},
): Promise<Survey | null> {
  let found: Omit<Survey, 'formats' | 'rows' | 'sample'> | null = null
  const evidence = new Evidence()
  const sample: SourceRow[] = []
  let rows = 0
  for await (const piece of readRows(source, isHeaderFor(typeof kind === 'string' ? kind : null))) {
    if (piece.header) found = headOf(piece.header, kind, wish)
    if (found && isOurs(found.reading, wish)) return null
    for (const row of piece.rows) {
      rows++
      if (sample.length < SAMPLE_ROWS && !row.fault) sample.push(row)
      if (found && !row.fault) evidence.look(found.reading, row)
    }
  }
  return found && { ...found, formats: formatsOf(found.reading, evidence, wish), rows, sample }
}

function headOf(
  { line, names, preamble }: NonNullable<Piece['header']>,
  kind: KindName | ((names: readonly string[]) => KindName),
  wish: FileWish,
) {
  try {
    return { line, preamble, reading: readingFrom(typeof kind === 'string' ? kind : kind(names), names, wish) }
  } catch (error) {
    throw error instanceof RowRefused ? new FileRefused(error.reason, error.message, line) : error
  }
}

/**
 * A file's column names and nothing else; null for NDJSON.
 * @throws FileRefused
 */
export async function headerOf(source: AsyncIterable<Uint8Array>, kind: KindName | null): Promise<readonly string[] | null> {
  for await (const { header, rows } of readRows(source, isHeaderFor(kind))) {
    if (header) return header.names
    if (rows.length > 0) return null
  }
  return null
}

/** A header that some preset knows, or that has our own names. */
export const isHeaderFor = (kind: KindName | null) => (names: readonly string[]) =>
  matchesOf(names).some(({ layout }) => kind === null || layout.kind === kind) || (kind !== null && isPlain(kind, names))

/** How importRows is to read the file; what was found out beforehand, or what can be known without. */
export function translationOf(kind: KindName, settings: ImportSettings, wish: FileWish, survey: Survey | null): Translation {
  return {
    isHeader: isHeaderFor(kind),
    open(names, preamble) {
      const reading = survey?.reading ?? readingFrom(kind, names, wish)
      if (isOurs(reading, wish)) return null
      const formats = survey?.formats ?? formatsOf(reading, new Evidence(), wish)
      return new Translator(reading, formats, settings, preamble)
    },
  }
}

/** Nothing in it needs to be translated. */
const isOurs = (reading: Reading, wish: FileWish) => !reading.layout && !wish.isLenient && !wish.date_order && !wish.decimal

const formatsOf = (reading: Reading, evidence: Evidence, wish: FileWish): Formats => ({
  date_order: wish.date_order ?? reading.layout?.date_order ?? evidence.date_order,
  decimal: wish.decimal ?? evidence.decimal,
  usual_decimal: reading.usual_decimal,
})

/** Numbers that may have decimals; the others are counts and ids. */
const MONEY = new Set(['amount', 'actual', 'estimated', 'rate'])

/** What cells give away. Cells that say different things say nothing. */
class Evidence {
  readonly #orders = new Set<DateOrder>()
  readonly #decimals = new Set<Decimal>()

  look({ places, others, layout }: Reading, { cells }: SourceRow): void {
    const text = (place: number) => {
      const cell = cells[place]
      return typeof cell === 'string' ? cell.trim() : ''
    }
    for (const [column, place] of places) {
      const order = dateOrderIn(text(place))
      if (order) this.#orders.add(order)
      const decimal = MONEY.has(column) ? decimalIn(text(place)) : null
      if (decimal) this.#decimals.add(decimal)
    }
    if (!layout?.takes) return
    for (const { name, place } of others) {
      const order = layout.takes.test(name) ? dateOrderIn(text(place)) : null
      if (order) this.#orders.add(order)
    }
  }

  get date_order(): DateOrder | null {
    return onlyOf(this.#orders)
  }

  get decimal(): Decimal | null {
    return onlyOf(this.#decimals)
  }
}

const onlyOf = <One>(found: ReadonlySet<One>): One | null => (found.size === 1 ? ([...found][0] ?? null) : null)
