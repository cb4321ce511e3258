/**
 * A vendor's lines as rows of a kind: derived fields, dates and numbers in the form that the columns take, lines that
 * are no rows left out and counted. What comes out goes the way of any other file.
 */
import type { Binding, BoundRow } from '../bind.ts'
import type { ImportSettings } from '../kind.ts'
import { kinds } from '../kinds.ts'
import type { SourceRow } from '../read-rows.ts'
import { FileRefused, RowRefused } from '../report.ts'
import { currencyFrom, dayFrom, type Formats, numberFrom, timeFrom } from './formats.ts'
import { emailIn, type Fields, type VendorRow } from './preset.ts'
import type { Reading } from './reading.ts'
import { type Sort, sortOf } from './sorts.ts'

/** Rows that wait for others of the same key; a year of days for 500 campaigns is 180,000. */
const MAX_WAITING = 300_000

interface Waiting {
  readonly line: number
  fields: Fields
  readonly custom: readonly string[]
}

export class Translator {
  /** Lines that are no rows: totals, footers, what a vendor lists and has not happened. */
  skipped = 0
  /** Columns that the kind has no place for. */
  readonly left: readonly string[]
  readonly #reading: Reading
  readonly #formats: Formats
  readonly #settings: ImportSettings
  /** Our columns that the file can fill. */
  readonly #columns: readonly string[]
  readonly #sorts: ReadonlyMap<string, Sort>
  readonly #kept: readonly { readonly name: string; readonly place: number; readonly unless: string | null }[]
  readonly #bindings = new Map<string, Binding>()
  readonly #waiting = new Map<string, Waiting>()
  readonly #memory = new Map<string, string>()
  readonly #currency: string | null
  /** What a symbol of several currencies means here. */
  readonly #likely: readonly string[]

  /** @param preamble  the lines above the header, where a report may name its currency */
  constructor(reading: Reading, formats: Formats, settings: ImportSettings, preamble: readonly string[] = []) {
    this.#reading = reading
    this.#formats = formats
    this.#settings = settings
    this.#columns = columnsOf(reading)
    this.#sorts = new Map(kinds[reading.kind].columns.map(column => [column.name, sortOf(column)]))
    const { layout, places, others } = reading
    const free = others.filter(({ name }) => !layout?.takes?.test(name)).map(other => ({ ...other, unless: null }))
    const soft = (layout?.keeps ?? []).flatMap(column => {
      const place = places.get(column)
      return place === undefined ? [] : [{ name: (reading.header[place] ?? column).trim(), place, unless: column }]
    })
    this.#kept = kinds[reading.kind].keepsUnknown ? [...free, ...soft] : []
    this.left = kinds[reading.kind].keepsUnknown ? [] : free.map(({ name }) => name)
    this.#currency = reading.header_currency ?? currencyAbove(preamble)
    this.#likely = reading.language === 'ja' ? ['JPY', settings.currency] : [settings.currency]
  }

  get preset() {
    const { preset, layout } = this.#reading
    return preset && layout ? { name: preset.name, title: preset.title, layout: layout.title } : null
  }

  /** What the rows will have, for a header to be checked by. */
  get binding(): Binding {
    return this.#bindingFor(this.#columns)
  }

  /** @throws RowRefused with our name of the column */
  rows({ line, cells, names, fault }: Pick<SourceRow, 'line' | 'cells' | 'names' | 'fault'>): BoundRow[] {
    const texts = cells.map(cell => (typeof cell === 'string' ? cell.trim() : ''))
    if (this.#isNoRow(texts, names.length)) {
      this.skipped++
      return []
    }
    if (fault) throw new RowRefused(fault.reason, fault.detail)
    const read = this.#vendorFields(texts)
    if (read.length === 0) this.skipped++
    const rows: BoundRow[] = []
    for (const raw of read) {
      const fields = this.#inOurForm(raw)
      const custom = this.#kept.map(({ place, unless }) => (unless !== null && fields[unless] ? '' : (texts[place] ?? '')))
      if (!this.#waits(line, fields, custom)) rows.push(this.#bound(line, fields, custom))
    }
    return rows
  }

  /** @returns what waited for more lines of the same key */
  end(): BoundRow[] {
    const rows = [...this.#waiting.values()].map(({ line, fields, custom }) => this.#bound(line, fields, custom))
    this.#waiting.clear()
    return rows
  }

  /** Under a preset's rows stand lines of one cell: who ran the report, the copyright. */
  #isNoRow(texts: readonly string[], width: number): boolean {
    if (texts.every(text => text === '')) return true
    return this.#reading.layout !== null && width > 1 && texts.length === 1
  }

  #vendorFields(texts: readonly string[]): readonly Fields[] {
    const { layout, places, others } = this.#reading
    const get = (column: string) => {
      const place = places.get(column)
      return place === undefined ? '' : (texts[place] ?? '')
    }
    if (!layout?.read) return [Object.fromEntries(this.#columns.map(column => [column, get(column)]))]
    const row: VendorRow = {
      get,
      has: column => places.has(column),
      isSameDay: (one, other) =>
        !places.has(one) || !places.has(other) || dayFrom(get(one), this.#formats) === dayFrom(get(other), this.#formats),
      others: () => others.map(({ name, place }) => [name, texts[place] ?? ''] as const),
      memory: this.#memory,
    }
    const chosen = this.#chosenByHand(texts)
    return layout.read(row).map(fields => this.#ofTheFile({ ...fields, ...chosen }))
  }

  /** An empty cell empties; a column that the file has not must not. */
  #ofTheFile(fields: Fields): Fields {
    return Object.fromEntries(Object.entries(fields).filter(([column]) => this.#columns.includes(column)))
  }

  /** Columns that somebody mapped and the layout knows nothing of. */
  #chosenByHand(texts: readonly string[]): Fields {
    const { layout, places } = this.#reading
    const own = [...places].filter(([column]) => this.#sorts.has(column) && !(column in (layout?.columns ?? {})))
    return Object.fromEntries(own.map(([column, place]) => [column, texts[place] ?? '']))
  }

  #inOurForm(raw: Fields): Fields {
    const fields: Record<string, string> = {}
    let money: string | null = null
    for (const [column, text] of Object.entries(raw)) {
      try {
        const found = text === '' ? { text, money: null } : this.#converted(column, text)
        fields[column] = found.text
        money ??= found.money
      } catch (error) {
        throw error instanceof RowRefused ? new RowRefused(error.reason, error.message, column) : error
      }
    }
    return this.#withCurrency(fields, money)
  }

  #converted(column: string, text: string): { readonly text: string; readonly money: string | null } {
    const { timezone } = this.#settings
    const isSoft = this.#reading.layout?.keeps?.includes(column) ?? false
    const plain = (found: string) => ({ text: found, money: null })
    switch (this.#sorts.get(column)) {
      case 'time':
        return plain(timeFrom(text, this.#formats, timezone))
      case 'day':
        return plain(dayFrom(text, this.#formats))
      case 'amount':
        return numberFrom(text, this.#formats)
      case 'rate':
        return plain(numberFrom(text, this.#formats).text)
      case 'count': {
        const found = numberFrom(text.replace(/^--$/, ''), this.#formats, true).text
        return plain(isSoft && !/^\d{1,15}$/.test(found) ? '' : found)
      }
      case 'email':
        return plain(isSoft ? emailIn(text) : text)
      case 'currency':
        return plain(/^[A-Za-z]{3}$/.test(text) ? text : (/\b([A-Z]{3})\b/.exec(text)?.[1] ?? currencyFrom(text, this.#likely)))
      default:
        return plain(text)
    }
  }

  /** The column's currency counts, then the cell's own, then the header's. Two that differ are refused. */
  #withCurrency(fields: Fields, money: string | null): Fields {
    if (!this.#sorts.has('currency') || !fields.amount) return fields
    const stated = fields.currency || this.#currency
    const written = money === null ? null : currencyOrRefuse(money, stated ? [stated] : this.#likely)
    if (written !== null && fields.currency && written !== fields.currency.toUpperCase())
      throw new RowRefused('bad_currency', `the amount says ${money}, the currency column ${fields.currency}`, 'currency')
    const currency = fields.currency || written || this.#currency
    return currency ? { ...fields, currency } : fields
  }

  #waits(line: number, fields: Fields, custom: readonly string[]): boolean {
    const joined = this.#reading.layout?.joined
    if (!joined?.with.every(column => this.#reading.places.has(column))) return false
    const key = joined.key(fields)
    const before = this.#waiting.get(key)
    if (before) before.fields = joined.join(before.fields, fields)
    else this.#waiting.set(key, { line, fields, custom })
    if (this.#waiting.size > MAX_WAITING)
      throw new FileRefused('batch_too_large', `more than ${MAX_WAITING} days of campaigns: split the file`, line)
    return true
  }

  #bound(line: number, fields: Fields, custom: readonly string[]): BoundRow {
    const columns = Object.keys(fields).filter(column => this.#sorts.has(column))
    return { line, cells: [...columns.map(column => fields[column] ?? ''), ...custom], binding: this.#bindingFor(columns) }
  }

  #bindingFor(columns: readonly string[]): Binding {
    const key = columns.join()
    const known = this.#bindings.get(key)
    if (known) return known
    const binding = {
      places: kinds[this.#reading.kind].columns.map(({ name }) => columns.indexOf(name)),
      custom: this.#kept.map(({ name }, i) => ({ name, place: columns.length + i })),
    }
    this.#bindings.set(key, binding)
    return binding
  }
}

function currencyOrRefuse(money: string, likely: readonly string[]): string {
  try {
    return currencyFrom(money, likely)
  } catch (error) {
    throw error instanceof RowRefused ? new RowRefused(error.reason, error.message, 'amount') : error
  }
}

/** Columns of the kind that the file has, or that the layout makes of what it has. */
export function columnsOf({ kind, layout, places }: Reading): readonly string[] {
  const makes = layout?.makes ?? {}
  return kinds[kind].columns
    .map(({ name }) => name)
    .filter(
      name => places.has(name) || (makes[name] && (makes[name].length === 0 || makes[name].some(input => places.has(input)))),
    )
}

function currencyAbove(preamble: readonly string[]): string | null {
  for (const text of preamble) {
    const code = /(?:currency|währung)\W{0,5}([A-Z]{3})\b/i.exec(text)?.[1]
    if (code) return code.toUpperCase()
  }
  return null
}
