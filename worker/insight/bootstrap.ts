/** The bootstrap (Efron 1979): accounts are drawn again with replacement, since an account's rows hang together. */

export const RESAMPLES = 500

/** A figure with the range that holds it in 95 of 100 resamples. */
export interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** Fills `times` with how often each of its places is drawn. */
export function drawAgain(times: Uint16Array, random: () => number): void {
  times.fill(0)
  for (let i = 0; i < times.length; i++) times[Math.floor(random() * times.length)]! += 1
}

/** @param resampled  what the resamples gave; without any the range is the value itself */
export function estimateOf(value: number, resampled: Float64Array): Estimate {
  const sorted = resampled.toSorted()
  return { value, low: quantile(sorted, 0.025) ?? value, high: quantile(sorted, 0.975) ?? value }
}

export function standardDeviation(values: Float64Array): number {
  if (values.length < 2) return 0
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}

function quantile(sorted: Float64Array, share: number): number | undefined {
  const place = share * (sorted.length - 1)
  const below = sorted[Math.floor(place)]
  const above = sorted[Math.ceil(place)]
  return below === undefined || above === undefined ? undefined : below + (above - below) * (place - Math.floor(place))
}
