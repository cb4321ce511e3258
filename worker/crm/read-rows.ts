/**
 * The rows of a CSV or NDJSON file, as they come in; which of the two it is, its first character says.
 * Nothing is kept but the row that has begun, so a file may have any length.
 */
import { CsvReader, type CsvRow, type Fault, MAX_COLUMNS, separatorOf } from './csv.ts'
import { decode } from './decode.ts'
import { NdjsonReader } from './ndjson.ts'
import { FileRefused } from './report.ts'

export interface SourceRow {
  /** Physical line at which the row starts, from 1. */
  readonly line: number
  /** Column names as written. Rows of a CSV file share one array. */
  readonly names: readonly string[]
  /** In the order of the names: text from CSV, any JSON from NDJSON. */
  readonly cells: readonly unknown[]
  readonly fault: Fault | undefined
}

export interface Piece {
  /** Of a CSV file, with its first piece. */
  readonly header?: {
    readonly line: number
    readonly names: readonly string[]
    /** The cells of lines above it, which a report's title and range are. */
    readonly preamble: readonly string[]
  }
  readonly rows: readonly SourceRow[]
}

/** What has to be seen of a file before its first line counts as endless. UTF-16 code units. */
const MAX_FIRST_LINE = 1_000_000

/**
 * @param isHeader  knows a header that may stand below a few other lines; where none is, the first line is the header
 * @returns as many rows at a time as a piece of the source completes
 * @throws FileRefused csv_empty, csv_bad_encoding, unsupported_media_type, csv_too_many_columns, and what a CSV
 *         header can be broken by
 */
export async function* readRows(
  source: AsyncIterable<Uint8Array>,
  isHeader?: (names: readonly string[]) => boolean,
): AsyncGenerator<Piece> {
  let reader: RowReader | null = null
  let head = ''
  for await (const text of decode(source, isHeader !== undefined)) {
    if (reader) {
      yield reader.read(text)
      continue
    }
    head += text
    reader = readerFor(head, head.length > MAX_FIRST_LINE, isHeader)
    if (reader) yield reader.read(withoutMark(head))
  }
  if (!reader) {
    reader = readerFor(head, true, isHeader)
    yield reader.read(withoutMark(head))
  }
  yield reader.end()
}

/** How UTF-16 begins. */
const MARK = '\ufeff'

const withoutMark = (text: string) => (text.startsWith(MARK) ? text.slice(1) : text)

interface RowReader {
  read(text: string): Piece
  end(): Piece
}

/** @returns null while there is not enough of the file to tell */
function readerFor(head: string, isEnough: true, isHeader: IsHeader): RowReader
function readerFor(head: string, isEnough: boolean, isHeader: IsHeader): RowReader | null
function readerFor(head: string, isEnough: boolean, isHeader: IsHeader): RowReader | null {
  const [, firstLine = '', lineEnd = ''] = /^\s*?([^\s][^\r\n]*)([\r\n]?)/.exec(head) ?? []
  if (firstLine.startsWith('{')) return new NdjsonReader()
  if (!isEnough && lineEnd === '') return null
  if (firstLine === '') throw new FileRefused('csv_empty', 'the file is empty')
  const separator = separatorOf(firstLine)
  if (!isHeader) return new CsvRowReader(separator, 1)
  if (!isEnough && head.length < PREAMBLE_CHARACTERS) return null
  return new CsvRowReader(...headerIn(head.slice(0, PREAMBLE_CHARACTERS), separator, isHeader))
}

type IsHeader = ((names: readonly string[]) => boolean) | undefined

/** How much of a file is looked through for a header below other lines. */
const PREAMBLE_CHARACTERS = 64 * 1024
const PREAMBLE_LINES = 20

/** Above a header other separators may be counted than in it. @returns the separator, and the line of the header */
function headerIn(text: string, usual: string, isHeader: NonNullable<IsHeader>): [separator: string, line: number] {
  const isUtf16 = text.startsWith(MARK)
  const head = isUtf16 ? text.slice(1) : text
  for (const separator of new Set([usual, ',', ';', '\t'])) {
    const rows = new CsvReader(separator).read(`${head}\n`).slice(0, PREAMBLE_LINES)
    const found = rows.find(row => !row.fault && isHeader(row.cells))
    if (found) return [separator, found.line]
  }
  if (isUtf16)
    throw new FileRefused('csv_bad_encoding', 'this is UTF-16 and no export that is known here: save the file as UTF-8')
  return [usual, 1]
}

class CsvRowReader implements RowReader {
  readonly #reader: CsvReader
  #names: readonly string[] | undefined

  readonly #headerLine: number
  readonly #preamble: string[] = []

  constructor(separator: string, headerLine: number) {
    this.#reader = new CsvReader(separator)
    this.#headerLine = headerLine
  }

  read(text: string): Piece {
    return this.#pieceFrom(this.#reader.read(text))
  }

  end(): Piece {
    return this.#pieceFrom(this.#reader.end())
  }

  #pieceFrom(rows: readonly CsvRow[]): Piece {
    if (this.#names) return { rows: namedRows(rows, this.#names) }
    const above = rows.filter(row => row.line < this.#headerLine)
    this.#preamble.push(...above.flatMap(row => row.cells))
    const [first, ...others] = rows.slice(above.length)
    if (!first) return { rows: [] }
    this.#names = namesFrom(first)
    return { header: { line: first.line, names: this.#names, preamble: this.#preamble }, rows: namedRows(others, this.#names) }
  }
}

const namedRows = (rows: readonly CsvRow[], names: readonly string[]): SourceRow[] =>
  rows.filter(isFilled).map(row => ({ ...row, names, fault: row.fault ?? widthFault(row, names) }))

function namesFrom({ line, cells, fault }: CsvRow): readonly string[] {
  if (fault) throw new FileRefused(fault.reason, `in the header: ${fault.detail}`, line)
  if (cells.length > MAX_COLUMNS) throw new FileRefused('csv_too_many_columns', `a file has at most ${MAX_COLUMNS} columns`, line)
  return cells
}

/** Programs that write tables leave lines of blanks at the end. */
const isFilled = ({ cells, fault }: CsvRow) => fault !== undefined || cells.length > 1 || cells[0]?.trim() !== ''

const widthFault = ({ cells }: CsvRow, names: readonly string[]): Fault | undefined =>
  cells.length === names.length
    ? undefined
    : {
        reason: 'csv_column_count',
        detail: `the header has ${names.length} columns, this row has ${cells.length > MAX_COLUMNS ? `more than ${MAX_COLUMNS}` : cells.length}`,
      }
