import { drawAgain, estimateOf, RESAMPLES } from './bootstrap.ts'
import { seededNumbers } from './random.ts'
import type { ChannelInterval } from './stability.ts'

/** More clusters than this are resampled in groups, so that the cost is bounded; the spread stays the same. */
const MOST_CLUSTERS = 1_000

export interface SharePart {
  /** What is drawn as a whole: the account. */
  readonly cluster: string
  readonly channel: string
  /** Signed minor units, or credits in deals. */
  readonly amount: number
}

/**
 * Each channel's share of the sum with its 95 % interval over resampled clusters, largest first; the order of the parts
 * is of no account when amounts are whole. Empty when the sum is not above 0.
 */
export function shareIntervals(parts: readonly SharePart[], seed: string, resamples = RESAMPLES): ChannelInterval[] {
  const channels = [...new Set(parts.map(({ channel }) => channel))].sort()
  const index = new Map(channels.map((channel, c) => [channel, c]))
  const clusters = [...new Set(parts.map(({ cluster }) => cluster))].sort()
  const groups = Math.min(clusters.length, MOST_CLUSTERS)
  const groupOf = new Map(clusters.map((cluster, i) => [cluster, i % MOST_CLUSTERS]))
  const width = channels.length
  const amounts = new Float64Array(groups * width)
  for (const { cluster, channel, amount } of parts) amounts[groupOf.get(cluster)! * width + index.get(channel)!]! += amount

  const whole = sharesOf(amounts, new Uint16Array(groups).fill(1), width)
  if (whole === null) return []
  const random = seededNumbers(seed)
  const times = new Uint16Array(groups)
  const resampled = Array.from({ length: resamples }, () => {
    drawAgain(times, random)
    return sharesOf(amounts, times, width)
  }).filter(shares => shares !== null)
  return channels
    .map((channel, c) => ({
      channel,
      ...estimateOf(
        whole[c]!,
        Float64Array.from(resampled, shares => shares[c]!),
      ),
    }))
    .sort((a, b) => b.value - a.value)
}

/** Null when refunds leave nothing to share. */
function sharesOf(amounts: Float64Array, times: Uint16Array, width: number): Float64Array | null {
  const sums = new Float64Array(width)
  for (let group = 0; group < times.length; group++) {
    const weight = times[group]!
    if (weight > 0) for (let c = 0; c < width; c++) sums[c]! += weight * amounts[group * width + c]!
  }
  const total = sums.reduce((sum, one) => sum + one, 0)
  return total > 0 ? sums.map(one => one / total) : null
}
