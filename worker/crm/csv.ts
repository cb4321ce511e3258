/**
 * CSV text into rows (RFC 4180), piece by piece: nothing is kept but the row that has begun. A broken row names its
 * fault, and the line after it is read as if nothing had been.
 *
 * Our own and not csv-parse: that one says where a row ends and not where it starts, counts a CRLF inside quotes as
 * two lines, gives up the rest of the file after one wrong quote, and outside Node reads only its own Buffer. The
 * tests hold this one against csv-stringify.
 */
import type { Reason } from '../errors.ts'

export interface CsvRow {
  /** Physical line at which the row starts, from 1. */
  readonly line: number
  /** Cells beyond MAX_COLUMNS + 1 are dropped: that many are enough to see that a row is too wide. */
  readonly cells: readonly string[]
  readonly fault: Fault | undefined
}

export interface Fault {
  readonly reason: Reason
  readonly detail: string
}

export const MAX_COLUMNS = 200

/** UTF-16 code units. */
export const MAX_FIELD = 64 * 1024

const QUOTE = 0x22
const LF = 0x0a
const CR = 0x0d

export class CsvReader {
  readonly #separator: number
  #state: 'row' | 'cell' | 'plain' | 'quoted' | 'closed' = 'row'
  #rows: CsvRow[] = []
  #cells: string[] = []
  #field = ''
  #fault: Fault | undefined
  #line = 1
  #rowLine = 1
  #quoteLine = 1
  #wasCr = false

  /** @param separator  one character */
  constructor(separator: string) {
    this.#separator = separator.charCodeAt(0)
  }

  /** @returns the rows that this piece of text completes; blank lines are none */
  read(text: string): CsvRow[] {
    for (let at = 0; at < text.length; ) at = this.#state === 'quoted' ? this.#readQuoted(text, at) : this.#readPlain(text, at)
    return this.#takeRows()
  }

  /** @returns the last row, when no line end followed it */
  end(): CsvRow[] {
    if (this.#state === 'quoted') {
      this.#refuse(
        'csv_unclosed_quote',
        `the quote opened on line ${this.#quoteLine} is never closed; what follows it was not read`,
      )
    }
    if (this.#state !== 'row') this.#endRow()
    return this.#takeRows()
  }

  /** Outside quotes. @returns where to go on */
  #readPlain(text: string, at: number): number {
    const code = text.charCodeAt(at)
    const isSecondOfCrLf = code === LF && this.#wasCr
    this.#wasCr = code === CR
    if (isSecondOfCrLf) {
      // Counted with the CR.
    } else if (code === LF || code === CR) {
      this.#line++
      if (this.#state !== 'row') this.#endRow()
      this.#rowLine = this.#line
    } else if (code === this.#separator) {
      this.#endCell()
      this.#state = 'cell'
    } else if (code === QUOTE && this.#state === 'closed') {
      this.#add('"')
      this.#state = 'quoted'
    } else if (code === QUOTE && this.#state !== 'plain') {
      this.#quoteLine = this.#line
      this.#state = 'quoted'
    } else {
      return this.#readUnquoted(text, at)
    }
    return at + 1
  }

  #readUnquoted(text: string, at: number): number {
    if (this.#state === 'closed') this.#refuse('csv_bad_quote', 'text follows the closing quote of a field')
    this.#state = 'plain'
    let end = at
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end)
      if (code === this.#separator || code === LF || code === CR) break
      if (code === QUOTE) this.#refuse('csv_bad_quote', 'a quote stands inside a field that does not start with one')
    }
    this.#add(text.slice(at, end))
    return end
  }

  #readQuoted(text: string, at: number): number {
    let end = at
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end)
      if (code === QUOTE) break
      if (code === CR || (code === LF && !this.#wasCr)) this.#line++
      this.#wasCr = code === CR
    }
    this.#add(text.slice(at, end))
    if (end === text.length) return end
    this.#wasCr = false
    this.#state = 'closed'
    return end + 1
  }

  #add(text: string): void {
    if (this.#field.length + text.length <= MAX_FIELD) this.#field += text
    else this.#refuse('csv_field_too_long', `a field holds at most ${MAX_FIELD} characters`)
  }

  #endCell(): void {
    if (this.#cells.length <= MAX_COLUMNS) this.#cells.push(this.#field)
    this.#field = ''
  }

  #endRow(): void {
    this.#endCell()
    this.#rows.push({ line: this.#rowLine, cells: this.#cells, fault: this.#fault })
    this.#cells = []
    this.#fault = undefined
    this.#state = 'row'
  }

  /** The first fault of a row is the one that counts, but that a quote swallowed the rest explains all others. */
  #refuse(reason: Reason, detail: string): void {
    if (!this.#fault || reason === 'csv_unclosed_quote') this.#fault = { reason, detail }
  }

  #takeRows(): CsvRow[] {
    const rows = this.#rows
    this.#rows = []
    return rows
  }
}

/** Comma, semicolon (Excel in much of Europe) or tab: whichever the first line has most of outside quotes. */
export function separatorOf(firstLine: string): string {
  const bare = firstLine.replace(/"[^"]*"/g, '')
  const counted = [',', ';', '\t'].map(separator => ({ separator, count: bare.split(separator).length }))
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).separator
}
