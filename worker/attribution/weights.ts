import type { Path } from './journey.ts'
import type { Model } from './models.ts'
import { LONGEST_ALIKE } from './rule.ts'
import { apportion, apportionBySum, handOut } from './split.ts'

/** The whole credit of a journey, in integer units. */
export const WHOLE_E15 = 1e15

/** One finite number ≥ 0 per touch of a path; only ratios matter. Whole numbers are split exactly. */
export type Weights = readonly number[]

/** The model's integer weights over the path; they sum to 10^15. Empty for an empty path. */
export function weightsUnder(model: Model, journey: Path): readonly number[] {
  const { length } = journey.path
  if (length === 0) return []
  if (!model.likeness || length > LONGEST_ALIKE) return unitsFrom(model.weights(journey))

  const kept = keptOf(model)
  const likeness = model.likeness(journey)
  const known = kept.get(likeness)
  if (known) return known
  const units = unitsFrom(model.weights(journey))
  if (kept.size >= MOST_KEPT) kept.clear()
  kept.set(likeness, units)
  return units
}

/** For each model the weights of paths that were alike: a run weighs the same few shapes again and again. */
const keptWeights = new WeakMap<Model, Map<number, readonly number[]>>()
const MOST_KEPT = 2000

function keptOf(model: Model): Map<number, readonly number[]> {
  const before = keptWeights.get(model)
  if (before) return before
  const kept = new Map<number, readonly number[]>()
  keptWeights.set(model, kept)
  return kept
}

/**
 * Weights as integers that sum to 10^15: rounded down, then the missing units to the largest fractions, the earlier
 * touch first when they are equal. When all weights are 0, all are equal.
 *
 * @throws RangeError when a weight is negative or not finite
 */
export function unitsFrom(weights: Weights): number[] {
  let sum = 0
  let isWhole = true
  for (const weight of weights) {
    if (!(weight >= 0 && weight < Infinity)) throw new RangeError('a weight is negative or not finite')
    if (!Number.isSafeInteger(weight)) isWhole = false
    sum += weight
  }
  if (sum === 0) return apportion(WHOLE_E15, new Array(weights.length).fill(1))
  return isWhole ? apportionBySum(WHOLE_E15, weights, sum) : unitsFromFractions(weights)
}

function unitsFromFractions(weights: Weights): number[] {
  const total = compensatedSum(weights)
  const units: number[] = new Array(weights.length)
  const ends: number[] = new Array(weights.length)
  const fractions: number[] = new Array(weights.length)
  let missing = WHOLE_E15
  for (let i = 0; i < weights.length; i++) {
    const exact = (weights[i]! * WHOLE_E15) / total
    const unit = Math.floor(exact)
    units[i] = unit
    ends[i] = i + 1
    fractions[i] = exact - unit
    missing -= unit
  }
  handOut(units, ends, fractions, missing)
  return units
}

/**
 * Neumaier 1974. The plain sum of 100,000 terms can be off by 10^4 units of 10^15; with this one the shares add up
 * to 10^15 within a third of a unit, so that `missing` lies between 0 and n.
 */
function compensatedSum(terms: readonly number[]): number {
  let sum = 0
  let lost = 0
  for (const term of terms) {
    const next = sum + term
    lost += sum >= term ? sum - next + term : term - next + sum
    sum = next
  }
  return sum + lost
}
