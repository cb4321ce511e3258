/**
 * Dates and numbers as programs write them for people: turned into the one form that the columns of an import take,
 * or refused where they can mean two things. Pure.
 *
 *   2024-03-05 14:33 · 2024/3/5 · 3/5/2024 2:33 PM · 05.03.2024 · 5 Mar 2024 · 2024年3月5日
 *   1,234.50 · 1.234,50 · 1 234,50 · 1’234.50 · € 1,234.50 · USD 1,234.00 · (12.00)
 */
import { exponentOf } from '../../attribution/currency.ts'
import { instantOn, isCalendarDay } from '../dates.ts'
import { RowRefused } from '../report.ts'
import type { DateOrder } from './preset.ts'

export type Decimal = '.' | ','

/** What a file's dates and numbers mean. */
export interface Formats {
  /** Null: nothing says which, and a date that can be read both ways is refused. */
  readonly date_order: DateOrder | null
  readonly decimal: Decimal | null
  /** As the language of the headers writes numbers; for what the file leaves open. */
  readonly usual_decimal: Decimal
}

/**
 * A time as the `instant` columns take it: RFC 3339, or a date alone. A clock without a zone is the workspace's.
 * What is no time is handed back as it was, for the column to refuse.
 * @throws RowRefused ambiguous_date, bad_timestamp
 */
export function timeFrom(cell: string, { date_order }: Pick<Formats, 'date_order'>, timezone: string): string {
  const found = dateIn(cell, date_order)
  if (!found) return cell
  const [, hourText, minute, second = '00', fraction = '', half, zone] = TIME.exec(found.rest) ?? []
  if (found.rest === '') return found.day
  if (hourText === undefined || minute === undefined) return cell
  const hour = half ? (Number(hourText) % 12) + (/p|午後/i.test(half) ? 12 : 0) : Number(hourText)
  if (hour > 23 || Number(minute) > 59 || Number(second) > 59) return cell
  const clock = `${String(hour).padStart(2, '0')}:${minute}:${second}${fraction.slice(0, 4)}`
  if (zone) return `${found.day}T${clock}${zoneText(zone)}`
  return new Date(instantOn(found.day, clock, timezone)).toISOString()
}

/** A day as `day` columns take it; a clock after it is dropped. */
export const dayFrom = (cell: string, { date_order }: Pick<Formats, 'date_order'>): string =>
  dateIn(cell, date_order)?.day ?? cell

const TIME = /^(\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?\s*([AaPp]\.?[Mm]\.?|午前|午後)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/

const zoneText = (zone: string) => (/^[+-]/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(-2)}` : 'Z')

interface FoundDate {
  readonly day: string
  /** What stands behind it. */
  readonly rest: string
}

function dateIn(cell: string, order: DateOrder | null): FoundDate | null {
  const [, year, month, date, rest = ''] = YEAR_FIRST.exec(cell) ?? []
  if (year && month && date) return dayOrNull(year, month, date, rest)
  const numeric = NUMERIC.exec(cell)
  if (numeric) return fromNumeric(numeric, order)
  const [, before, name, after, namedYear, namedRest = ''] = NAMED.exec(cell) ?? []
  const index = MONTHS.indexOf(name?.slice(0, 3).toLowerCase() ?? '')
  if (!namedYear || index < 0) return null
  return dayOrNull(namedYear, String(index + 1), before ?? after ?? '', namedRest)
}

const YEAR_FIRST = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T,\s]\s*(.*))?$/s
const NUMERIC = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:,?\s+(.*))?$/s
const NAMED = /^(?:(\d{1,2})\.?[\s-])?([A-Za-z]{3,9})\.?[\s-](?:(\d{1,2}),?\s)?(\d{4})(?:,?\s+(.*))?$/s
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

function fromNumeric([, first = '', mark, second = '', year = '', rest = '']: RegExpExecArray, order: DateOrder | null) {
  // Nobody writes the month first with dots.
  const known = mark === '.' ? 'dmy' : (order ?? orderOf(first, second))
  if (known === null) {
    if (Number(first) === Number(second)) return dayOrNull(year, first, second, rest)
    throw new RowRefused('ambiguous_date', 'day or month first? The file does not say: state the order (--date-order dmy or mdy)')
  }
  const found = known === 'dmy' ? dayOrNull(year, second, first, rest) : dayOrNull(year, first, second, rest)
  if (found) return found
  throw new RowRefused('bad_timestamp', `no day of the calendar, read with the ${known === 'dmy' ? 'day' : 'month'} first`)
}

/** What one date says about the order, and null for one that fits both. */
function orderOf(first: string, second: string): DateOrder | null {
  if (Number(first) > 12) return 'dmy'
  return Number(second) > 12 ? 'mdy' : null
}

/** The order that a cell gives away. */
export function dateOrderIn(cell: string): DateOrder | null {
  const [, first = '', mark, second = ''] = NUMERIC.exec(cell) ?? []
  return mark === '/' || mark === '-' ? orderOf(first, second) : null
}

function dayOrNull(year: string, month: string, date: string, rest: string): FoundDate | null {
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
  return isCalendarDay(day) ? { day, rest: rest.trim() } : null
}

/** A number as columns take it, and the currency that stands beside it. */
export interface FoundNumber {
  readonly text: string
  /** A code or a symbol, as written. */
  readonly money: string | null
}

/**
 * A number without its grouping, with a point before its decimals. What is no number is handed back as it was.
 * @param isWhole  a count, which has no decimals
 * @throws RowRefused bad_amount where 1.234 can be two things
 */
export function numberFrom(cell: string, formats: Omit<Formats, 'date_order'>, isWhole = false): FoundNumber {
  const { sign, digits, money } = partsOf(cell)
  const decimal = /[.,]/.test(digits) ? (decimalIn(digits) ?? leftOpen(digits, formats, isWhole)) : null
  const used = decimal && formats.decimal && !isWhole ? formats.decimal : decimal
  const [whole = '', fraction, ...more] = used === null ? [digits] : digits.split(used)
  const grouped = whole.split(used === ',' ? '.' : used === '.' ? ',' : /[.,]/)
  const isGrouped = grouped.every(
    (part, i) => /^\d+$/.test(part) && (i === 0 ? grouped.length === 1 || part.length <= 3 : part.length === 3),
  )
  if (!isGrouped || more.length > 0 || (fraction !== undefined && !/^\d*$/.test(fraction))) return { text: cell, money: null }
  return { text: `${sign}${grouped.join('')}${fraction ? `.${fraction}` : ''}`, money }
}

function partsOf(cell: string): { sign: string; digits: string; money: string | null } {
  const bare = cell.replace(/[\s\u00a0\u202f'’]/g, '').replace('−', '-')
  const [, open, first, before = '', second, digits, after = ''] =
    /^(\(?)(-?)([^\d.,()-]*)(-?)([\d.,]+)([^\d.,()]*)\)?$/.exec(bare) ?? []
  if (digits === undefined || !/\d/.test(digits)) return { sign: '', digits: cell, money: null }
  const money = [before, after].filter(part => part !== '')
  if (money.length > 1) return { sign: '', digits: cell, money: null }
  const isNegative = [open, first, second].some(mark => mark !== '')
  return { sign: isNegative ? '-' : '', digits, money: money[0] ?? null }
}

/** The decimal mark that a number gives away: 1,234.5 and 0,5 do, 1,234 does not. */
export function decimalIn(text: string): Decimal | null {
  const { digits } = partsOf(text)
  const marks = digits.replace(/\d/g, '')
  const last = marks.at(-1)
  if (last !== '.' && last !== ',') return null
  const other = last === '.' ? ',' : '.'
  if (marks.includes(other)) return last
  if (marks.length > 1) return other
  const [whole = '', fraction = ''] = digits.split(last)
  return fraction.length === 3 && whole.length <= 3 && whole !== '' && Number(whole) !== 0 ? null : last
}

/** One mark with three digits behind it, and nothing in the number says whether they are thousands. */
function leftOpen(digits: string, { decimal, usual_decimal }: Omit<Formats, 'date_order'>, isWhole: boolean): Decimal | null {
  const mark = digits.includes('.') ? '.' : ','
  const other = mark === '.' ? ',' : '.'
  if (isWhole) return other
  if (decimal !== null) return decimal
  if (mark !== usual_decimal) return other
  throw new RowRefused('bad_amount', `${digits}: thousands or decimals? The file does not say: state the mark (--decimal . or ,)`)
}

/**
 * The currency of a code or symbol.
 * @param likely  decide where a symbol stands for several: the first of them that it can be
 * @throws RowRefused bad_currency
 */
export function currencyFrom(money: string, likely: readonly string[]): string {
  const code = money.toUpperCase()
  if (exponentOf(code) !== undefined) return code
  const symbol = SYMBOLS[money.toLowerCase()]
  if (symbol === undefined)
    throw new RowRefused('bad_currency', `${JSON.stringify(money.slice(0, 20))} is no currency known here`)
  const [only, ...others] = symbol
  if (only !== undefined && others.length === 0) return only
  const found = likely.find(one => symbol.includes(one))
  if (found !== undefined) return found
  throw new RowRefused('bad_currency', `${money} can be ${symbol.join(', ')}: add the column with the currency to the export`)
}

const SYMBOLS: Readonly<Record<string, readonly string[]>> = {
  '€': ['EUR'],
  '£': ['GBP'],
  us$: ['USD'],
  $us: ['USD'],
  ca$: ['CAD'],
  c$: ['CAD'],
  a$: ['AUD'],
  au$: ['AUD'],
  nz$: ['NZD'],
  hk$: ['HKD'],
  s$: ['SGD'],
  r$: ['BRL'],
  '₹': ['INR'],
  'rs.': ['INR'],
  '₩': ['KRW'],
  '₺': ['TRY'],
  '₪': ['ILS'],
  '₴': ['UAH'],
  zł: ['PLN'],
  kč: ['CZK'],
  ft: ['HUF'],
  'fr.': ['CHF'],
  sfr: ['CHF'],
  円: ['JPY'],
  元: ['CNY'],
  '¥': ['JPY', 'CNY'],
  '￥': ['JPY', 'CNY'],
  $: ['USD', 'CAD', 'AUD', 'NZD', 'SGD', 'HKD', 'MXN'],
  kr: ['SEK', 'NOK', 'DKK', 'ISK'],
  'kr.': ['DKK', 'NOK', 'ISK', 'SEK'],
}
