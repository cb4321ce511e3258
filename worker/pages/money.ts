/** Amounts for reading. They come as integer minor units; the digits are the currency's own. */
import { decimalFrom, exponentOf } from '../attribution/currency.ts'
import { NARROW_SPACE } from './figures.ts'

/**
 * Every digit there is.
 *
 *   exactMoney(124000050, 'EUR')  →  '€1,240,000.50'
 *   exactMoney(-1234, 'JPY')      →  '-¥1,234'
 */
export function exactMoney(minor: number, currency: string): string {
  const digits = exponentOf(currency) ?? 2
  // As text: Intl then formats all digits of the decimal, a number above 2^53 would lose some.
  return formatOf(currency, digits, digits).format(decimalFrom(minor, currency) as Intl.StringNumericLiteral)
}

/**
 * No more digits than carry meaning; the exact amount stands in a title beside it.
 *
 *   shortMoney(124000050, 'EUR')  →  '€1.24 M'
 *   shortMoney(8423000, 'EUR')    →  '€84.2 k'
 *   shortMoney(42000, 'EUR')      →  '€420'
 */
export function shortMoney(minor: number, currency: string): string {
  const amount = Number(decimalFrom(minor, currency))
  const { divisor, letter } = scaleOf(Math.abs(amount))
  if (divisor === 1)
    return amount === 0 || Math.abs(amount) >= 10 ? formatOf(currency, 0, 0).format(amount) : exactMoney(minor, currency)
  const digits = Number((amount / divisor).toPrecision(3))
  return `${formatOf(currency, 0, 2).format(digits)}${NARROW_SPACE}${letter}`
}

const scales = [
  { divisor: 1e12, letter: 'T' },
  { divisor: 1e9, letter: 'B' },
  { divisor: 1e6, letter: 'M' },
  { divisor: 1e3, letter: 'k' },
]

/** 999,960 is a million when it is shown with three digits. */
function scaleOf(amount: number): { divisor: number; letter: string } {
  const shown = Number(amount.toPrecision(3))
  return scales.find(scale => shown >= scale.divisor) ?? { divisor: 1, letter: '' }
}

const formats = new Map<string, Intl.NumberFormat>()

function formatOf(currency: string, least: number, most: number): Intl.NumberFormat {
  const key = `${currency} ${least} ${most}`
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    minimumFractionDigits: least,
    maximumFractionDigits: most,
  })
  formats.set(key, made)
  return made
}
