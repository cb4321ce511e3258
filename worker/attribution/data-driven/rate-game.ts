/**
 * Shapley values of conversion rates, one game per set of channels. Rules: attribution-models.md, section 4.2.
 *
 * A coalition is worth the conversion rate of the journeys with exactly its channels, drawn towards what a logistic
 * regression on the channels expects of it; the empty one is worth nothing.
 */
import { logistic, mainEffects } from './logistic.ts'
import { PairIndex } from './pair-index.ts'
import { type ChannelPath, folded, type PathTable } from './paths.ts'
import { channelSets } from './shapley.ts'

/** Plain JSON: all it takes to share any set of channels, also one that no journey had. */
export interface RateGame {
  /** In code-point order. */
  readonly channels: readonly string[]
  /** How many journeys the expectation counts as. */
  readonly prior_journeys: number
  readonly intercept: number
  /** By channel, in log-odds. */
  readonly effects: readonly number[]
  readonly sets: readonly ChannelSet[]
}

export interface ChannelSet {
  /** Ascending indexes into the game's channels. */
  readonly channels: readonly number[]
  readonly conversions: number
  readonly nulls: number
}

export interface SetShares {
  /** In the order of the set's channels; they are ≥ 0 and sum to 1. */
  readonly shares: readonly number[]
  /** The largest of the shares' Monte-Carlo standard errors; 0 when they are exact. */
  readonly standard_error: number
}

export const PRIOR_JOURNEYS = 20

/** @param priorJourneys  0: bare rates, and 0 for a set that no journey had */
export function rateGame(paths: Iterable<ChannelPath>, priorJourneys = PRIOR_JOURNEYS): RateGame {
  const sets = channelSets(folded(paths))
  const { intercept, effects } = priorJourneys > 0 ? mainEffects(sets) : { intercept: 0, effects: sets.channels.map(() => 0) }
  return { channels: sets.channels, prior_journeys: priorJourneys, intercept, effects, sets: listed(sets) }
}

/** @returns a function from ascending indexes of at least one channel to their shares */
export function rateSharing(game: RateGame): (channels: readonly number[]) => SetShares {
  const worth = worthIn(game)
  return channels => (channels.length <= MOST_EXACT ? exactShares(channels, worth) : sampledShares(channels, worth))
}

/** Up to this many channels, all coalitions are counted. */
const MOST_EXACT = 12

/** Orders of arrival that are drawn for larger sets, each with its reverse. */
const DRAWN_ORDERS = 500

function listed(sets: PathTable): ChannelSet[] {
  return Array.from({ length: sets.size }, (_, set) => ({
    channels: Array.from(sets.steps.subarray(sets.starts[set], sets.starts[set + 1])),
    conversions: sets.conversions[set]!,
    nulls: sets.nulls[set]!,
  }))
}

interface Worth {
  /** The coalition with one more, higher channel. Coalition −1 is the empty one, −2 stands for all without a journey. */
  readonly joined: (coalition: number, channel: number) => number
  readonly of: (coalition: number, logOdds: number) => number
  readonly intercept: number
  readonly effects: readonly number[]
}

function worthIn({ channels, sets, prior_journeys, intercept, effects }: RateGame): Worth {
  const nodes = new PairIndex(channels.length)
  const setAt = new Map(
    sets.map(set => [set.channels.reduce((node, channel) => nodes.number(node + 1, channel), -1), set] as const),
  )
  return {
    joined: (coalition, channel) => {
      if (coalition === -2) return -2
      const node = nodes.find(coalition + 1, channel)
      return node < 0 ? -2 : node
    },
    of: (coalition, logOdds) => {
      const { conversions, nulls } = setAt.get(coalition) ?? { conversions: 0, nulls: 0 }
      const journeys = conversions + nulls + prior_journeys
      const expected = prior_journeys > 0 ? prior_journeys * logistic(logOdds) : 0
      return journeys > 0 ? (conversions + expected) / journeys : 0
    },
    intercept,
    effects,
  }
}

function exactShares(channels: readonly number[], worth: Worth): SetShares {
  const n = channels.length
  const coalitions = new Int32Array(1 << n).fill(-1)
  const logOdds = new Float64Array(1 << n).fill(worth.intercept)
  const worths = new Float64Array(1 << n)
  const sizes = new Uint8Array(1 << n)
  channels.forEach((channel, i) => {
    for (let without = 0; without < 1 << i; without++) {
      const mask = without | (1 << i)
      coalitions[mask] = worth.joined(coalitions[without]!, channel)
      logOdds[mask] = logOdds[without]! + worth.effects[channel]!
      worths[mask] = worth.of(coalitions[mask]!, logOdds[mask]!)
      sizes[mask] = sizes[without]! + 1
    }
  })
  // |S|! (n − |S| − 1)! / n!
  const weights = Array.from({ length: n }, () => 1 / n)
  for (let size = 1; size < n; size++) weights[size] = (weights[size - 1]! * size) / (n - size)
  const values = channels.map((_, i) => {
    let value = 0
    for (let mask = 0; mask < 1 << n; mask++) {
      if ((mask & (1 << i)) === 0) value += weights[sizes[mask]!]! * (worths[mask | (1 << i)]! - worths[mask]!)
    }
    return value
  })
  return { shares: sharesFrom(values), standard_error: 0 }
}

/** Draws orders of arrival; each channel's value is what it adds to those before it, on average. */
function sampledShares(channels: readonly number[], worth: Worth): SetShares {
  const n = channels.length
  const random = seeded(SEED)
  const order = channels.map((_, i) => i)
  const sums = new Float64Array(n)
  const squares = new Float64Array(n)
  for (let draw = 0; draw < DRAWN_ORDERS; draw++) {
    for (let i = n - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1))
      const moved = order[i]!
      order[i] = order[j]!
      order[j] = moved
    }
    const there = addedBy(order, channels, worth)
    const back = addedBy(order.toReversed(), channels, worth)
    for (let i = 0; i < n; i++) {
      const added = (there[i]! + back[i]!) / 2
      sums[i]! += added
      squares[i]! += added * added
    }
  }
  const means = Array.from(sums, sum => sum / DRAWN_ORDERS)
  const errors = means.map((mean, i) => Math.sqrt(Math.max(0, squares[i]! / DRAWN_ORDERS - mean * mean) / (DRAWN_ORDERS - 1)))
  const total = means.reduce((sum, mean) => sum + Math.max(0, mean), 0)
  return { shares: sharesFrom(means), standard_error: total > 0 ? Math.max(...errors) / total : 0 }
}

/** @param order  places in `channels`, in which they arrive */
function addedBy(order: readonly number[], channels: readonly number[], worth: Worth): Float64Array {
  const added = new Float64Array(channels.length)
  const isIn = new Uint8Array(channels.length)
  let before = 0
  for (const arriving of order) {
    isIn[arriving] = 1
    let coalition = -1
    let logOdds = worth.intercept
    for (let i = 0; i < channels.length; i++) {
      if (isIn[i] === 0) continue
      coalition = worth.joined(coalition, channels[i]!)
      logOdds += worth.effects[channels[i]!]!
    }
    const now = worth.of(coalition, logOdds)
    added[arriving] = now - before
    before = now
  }
  return added
}

/** Negative values count as 0; when nothing remains, all are equal. */
function sharesFrom(values: readonly number[]): number[] {
  const positive = values.map(value => Math.max(0, value))
  const sum = positive.reduce((a, b) => a + b, 0)
  return positive.map(value => (sum > 0 ? value / sum : 1 / values.length))
}

const SEED = 20180405

/** Mulberry32: the same numbers in [0, 1) for the same seed. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }
}
