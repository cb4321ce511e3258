/** Channel weights brought back to the touches of one deal. Rules: attribution-models.md, section 4.3. */
import type { Path } from '../journey.ts'
import { compareCodePoints } from '../order.ts'
import { percent, type Rule } from '../rule.ts'
import type { Fit } from './fit.ts'
import { type RateGame, rateSharing } from './rate-game.ts'

/** Each distinct channel of a path earns by its fitted weight; its touches share that equally. */
export function dataDrivenRule(fit: Fit): Rule {
  const weigh = fit.game === null ? fixedWeights(fit) : setWeights(fit.game)
  return {
    definition: fit.game === null ? removalDefinition(fit.model) : rateDefinition,
    weights(journey) {
      const { isEqual, weightOf } = weigh(channelsOf(journey))
      return isEqual ? equalWeights(journey) : spread(journey, weightOf)
    },
    stated(journey) {
      const { isEqual, weightOf } = weigh(channelsOf(journey))
      return isEqual ? null : spread(journey, weightOf)
    },
    because(journey, index) {
      const channels = channelsOf(journey)
      const channel = journey.path[index]!.channel
      const { isEqual, isUnknown, weightOf } = weigh(channels)
      const own = oneOfTouches(journey, channel)
      if (isEqual) return `no channel of this path has earned anything yet, so all earn the same, and ${own}`
      if (isUnknown(channel)) {
        return `${channel} was on no journey of the fit, so it counts as the mean of the others, and ${own}`
      }
      const rank = rankOf(weightOf(channel), channels.map(weightOf))
      const size = percent(weightOf(channel))
      const reason =
        fit.game === null
          ? `${channel} has a removal effect of ${size}${rank}`
          : `${channel} has ${size} of the Shapley value of this path's channels${rank}`
      return `${reason}, and ${own}`
    },
  }
}

/** An equal part for each distinct channel; its touches share that equally. Needs no fit. */
export const shapleyRule: Rule = {
  definition: 'equal credit to every distinct channel, shared by its touches',
  weights: equalWeights,
  stated: journey => {
    const distinct = channelsOf(journey).length
    return spread(journey, () => 1 / distinct)
  },
  because(journey, index) {
    const distinct = channelsOf(journey).length
    const channel = journey.path[index]!.channel
    const part =
      distinct === 1 ? `${channel} is the only channel` : `${channel} is one of ${distinct} channels, which earn the same`
    return `${part}, and ${oneOfTouches(journey, channel)}`
  },
}

interface Weighing {
  /** No channel has a weight above 0. */
  readonly isEqual: boolean
  readonly isUnknown: (channel: string) => boolean
  readonly weightOf: (channel: string) => number
}

/** Channels that no journey of the fit had count as the mean of those with a weight above 0. */
function fixedWeights({ weights }: Fit): (channels: readonly string[]) => Weighing {
  const known = new Map(weights.map(({ channel, weight }) => [channel, weight]))
  const mean = meanOfPositive([...known.values()])
  const weightOf = (channel: string) => known.get(channel) ?? mean
  return channels => ({
    isEqual: channels.every(channel => weightOf(channel) === 0),
    isUnknown: channel => !known.has(channel),
    weightOf,
  })
}

/** The shares of the deal's own set; paths repeat sets, so each is computed once. */
function setWeights(game: RateGame): (channels: readonly string[]) => Weighing {
  const sharesOf = rateSharing(game)
  const indexOf = new Map(game.channels.map((channel, index) => [channel, index]))
  const computed = new Map<string, ReadonlyMap<string, number>>()
  const sharesIn = (channels: readonly string[]) => {
    const known = channels.filter(channel => indexOf.has(channel)).sort(compareCodePoints)
    const key = JSON.stringify(known)
    const before = computed.get(key)
    if (before !== undefined) return before
    const { shares } = known.length === 0 ? { shares: [] } : sharesOf(known.map(channel => indexOf.get(channel)!))
    const named = new Map(known.map((channel, i) => [channel, shares[i]!]))
    computed.set(key, named)
    return named
  }
  return channels => {
    const shares = sharesIn(channels)
    const mean = meanOfPositive([...shares.values()])
    const whole = 1 + mean * (channels.length - shares.size)
    return {
      isEqual: shares.size === 0,
      isUnknown: channel => !indexOf.has(channel),
      weightOf: channel => (shares.get(channel) ?? mean) / whole,
    }
  }
}

function meanOfPositive(weights: readonly number[]): number {
  const positive = weights.filter(weight => weight > 0)
  return positive.length === 0 ? 0 : positive.reduce((sum, weight) => sum + weight, 0) / positive.length
}

function channelsOf({ path }: Path): string[] {
  return [...new Set(path.map(({ channel }) => channel))]
}

function countsOf({ path }: Path): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { channel } of path) counts.set(channel, (counts.get(channel) ?? 0) + 1)
  return counts
}

function spread(journey: Path, weightOf: (channel: string) => number): number[] {
  const counts = countsOf(journey)
  const each = new Map(Array.from(counts, ([channel, count]) => [channel, weightOf(channel) / count]))
  return journey.path.map(({ channel }) => each.get(channel)!)
}

/** Times a common multiple of the counts instead of divided by them: whole numbers stay exact, while they fit. */
function equalWeights(journey: Path): number[] {
  const counts = countsOf(journey)
  let multiple = 1
  for (const count of counts.values()) multiple *= count / commonDivisor(multiple, count)
  const isExact = multiple * counts.size <= Number.MAX_SAFE_INTEGER
  return spread(journey, () => (isExact ? multiple : 1))
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b)
}

function rankOf(weight: number, weights: readonly number[]): string {
  if (weights.length === 1) return ''
  if (weights.every(other => other === weight)) return ', as the other channels of this path'
  if (weights.every(other => other <= weight)) return ', the largest on this path'
  return weights.every(other => other >= weight) ? ', the smallest on this path' : ''
}

function oneOfTouches({ path }: Path, channel: string): string {
  const count = path.filter(touch => touch.channel === channel).length
  return count === 1 ? 'this is its only touch' : `this is one of its ${count} touches`
}

function removalDefinition(model: Fit['model']): string {
  const memory = model === 'markov_1' ? 'the channel' : `the last ${model === 'markov_2' ? 'two' : 'three'} channels`
  return `credit by removal effect: the part of won deals that would be lost without the channel, when each step depends on ${memory} before it`
}

const rateDefinition =
  'credit by what each channel adds to the conversion rate of the accounts that met the same channels, averaged over all orders (Shapley)'
