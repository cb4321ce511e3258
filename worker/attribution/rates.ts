import { compareCodePoints } from './order.ts'

export interface RateRow {
  readonly currency: string
  /** `YYYY-MM-DD`, or empty: all days. */
  readonly day: string
  /** Decimal text: base-currency units for one unit. */
  readonly rate: string
}

/** Rates by currency, the one for all days first, then by day. */
export type Rates = ReadonlyMap<string, readonly RateRow[]>

export function ratesFrom(rows: Iterable<RateRow>): Rates {
  const rates = new Map<string, RateRow[]>()
  for (const row of rows) {
    const known = rates.get(row.currency)
    if (known) known.push(row)
    else rates.set(row.currency, [row])
  }
  for (const known of rates.values()) known.sort((a, b) => compareCodePoints(a.day, b.day))
  return rates
}

/**
 * The rate of a day: that day's own, else the one for all days, else the latest earlier one, else undefined. `day` in
 * the answer is the day of the rate that was taken, empty for the one for all days. The base currency needs no rate.
 */
export function rateFor(rates: Rates, currency: string, day: string): { rate: string; day: string } | undefined {
  const known = rates.get(currency) ?? []
  const latest = known[countUntil(known, day) - 1]
  const chosen = latest?.day === day || known[0]?.day !== '' ? latest : known[0]
  return chosen && { rate: chosen.rate, day: chosen.day }
}

/** How many rows lie at or before the day: binary search, as a workspace may hold ten years of daily rates. */
function countUntil(rows: readonly RateRow[], day: string): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (rows[middle]!.day <= day) low = middle + 1
    else high = middle
  }
  return low
}
