/** NDJSON text into rows: one JSON object per line. A line that is none names its fault, and the next one is read. */
import type { Fault } from './csv.ts'
import type { Piece, SourceRow } from './read-rows.ts'

/** UTF-16 code units. */
const MAX_LINE = 1_000_000
const MAX_DEPTH = 16
const MAX_KEYS = 255
const MAX_KEY = 128

export class NdjsonReader {
  #rest = ''
  #line = 1
  #isTooLong = false

  /** @returns the rows that this piece of text completes; blank lines are none */
  read(text: string): Piece {
    const rows: SourceRow[] = []
    let from = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      rows.push(...this.#endLine(text.slice(from, end)))
      from = end + 1
    }
    this.#keep(text.slice(from))
    return { rows }
  }

  /** @returns the last row, when no line end followed it */
  end(): Piece {
    return { rows: this.#endLine('') }
  }

  #keep(text: string): void {
    this.#isTooLong ||= this.#rest.length + text.length > MAX_LINE
    this.#rest = this.#isTooLong ? '' : this.#rest + text
  }

  #endLine(text: string): SourceRow[] {
    this.#keep(text)
    const isTooLong = this.#isTooLong
    const line = this.#line++
    const json = this.#rest.trim()
    this.#rest = ''
    this.#isTooLong = false
    if (isTooLong) return [broken(line, { reason: 'body_too_large', detail: `a line holds at most ${MAX_LINE} characters` })]
    return json === '' ? [] : [parseRow(line, json)]
  }
}

function parseRow(line: number, json: string): SourceRow {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return broken(line, { reason: 'invalid_json', detail: 'this line is not JSON' })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return broken(line, { reason: 'wrong_type', detail: 'a row is a JSON object' })
  }
  const names = Object.keys(value)
  if (names.length > MAX_KEYS) return broken(line, { reason: 'too_many_keys', detail: `a row has at most ${MAX_KEYS} keys` })
  if (names.some(name => name.length > MAX_KEY))
    return broken(line, { reason: 'key_too_long', detail: `a key has at most ${MAX_KEY} characters` })
  // JSON.stringify, which writes the properties later, breaks on what JSON.parse has taken.
  if (isDeeperThan(value, MAX_DEPTH))
    return broken(line, { reason: 'too_deep', detail: `a row nests at most ${MAX_DEPTH} levels` })
  return { line, names, cells: Object.values(value), fault: undefined }
}

const broken = (line: number, fault: Fault): SourceRow => ({ line, names: [], cells: [], fault })

const isDeeperThan = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some(inner => isDeeperThan(inner, levels - 1)))
