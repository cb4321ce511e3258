import type { PathTable } from './paths.ts'

export interface MainEffects {
  readonly intercept: number
  /** By channel: what its presence adds to the log-odds. */
  readonly effects: readonly number[]
}

/**
 * Logistic regression of conversion on the channels present, by Newton's method.
 *
 * Maximum likelihood, but for a penalty too weak to move what the journeys determine; it makes the answer finite and
 * unique where they determine nothing: a channel that always converts, two that only come together.
 *
 * @param sets  each with its distinct channels
 */
export function mainEffects(sets: PathTable): MainEffects {
  const size = sets.channels.length + 1
  let coefficients = new Float64Array(size)
  let loss = lossOf(sets, coefficients)
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const step = newtonStep(sets, coefficients)
    let part = 1
    let next = coefficients.map((coefficient, i) => coefficient + step[i]!)
    let nextLoss = lossOf(sets, next)
    while (nextLoss > loss && part > SMALLEST_PART) {
      part /= 2
      const shorter = part
      next = coefficients.map((coefficient, i) => coefficient + shorter * step[i]!)
      nextLoss = lossOf(sets, next)
    }
    if (nextLoss > loss) break
    coefficients = next
    loss = nextLoss
    if (step.every(change => Math.abs(change) < CLOSE)) break
  }
  const [intercept, ...effects] = coefficients
  return { intercept: intercept!, effects }
}

/** The chance at these log-odds. */
export function logistic(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds))
}

/** On half the squared coefficient: a journey's own curvature is about 1/4. What may be the intercept's is the intercept's. */
const penaltyOn = (index: number) => (index === 0 ? 1e-6 : 1e-3)
const MOST_ROUNDS = 100
const CLOSE = 1e-11
const SMALLEST_PART = 2 ** -20

function logOddsOf({ steps, starts }: PathTable, set: number, coefficients: Float64Array): number {
  let sum = coefficients[0]!
  for (let at = starts[set]!; at < starts[set + 1]!; at++) sum += coefficients[steps[at]! + 1]!
  return sum
}

function lossOf(sets: PathTable, coefficients: Float64Array): number {
  let loss = 0
  coefficients.forEach((coefficient, i) => {
    loss += (penaltyOn(i) / 2) * coefficient * coefficient
  })
  for (let set = 0; set < sets.size; set++) {
    const logOdds = logOddsOf(sets, set, coefficients)
    // log(1 + e^x) without overflow.
    const soft = Math.max(logOdds, 0) + Math.log1p(Math.exp(-Math.abs(logOdds)))
    loss += (sets.conversions[set]! + sets.nulls[set]!) * soft - sets.conversions[set]! * logOdds
  }
  return loss
}

function newtonStep(sets: PathTable, coefficients: Float64Array): Float64Array {
  const size = coefficients.length
  const gradient = coefficients.map((coefficient, i) => -penaltyOn(i) * coefficient)
  const curvature = Array.from({ length: size }, (_, i) => {
    const row = new Float64Array(size)
    row[i] = penaltyOn(i)
    return row
  })
  for (let set = 0; set < sets.size; set++) {
    const journeys = sets.conversions[set]! + sets.nulls[set]!
    const chance = logistic(logOddsOf(sets, set, coefficients))
    const slope = sets.conversions[set]! - journeys * chance
    const bend = journeys * chance * (1 - chance)
    const present = [0, ...sets.steps.subarray(sets.starts[set], sets.starts[set + 1]).map(channel => channel + 1)]
    for (const i of present) {
      gradient[i]! += slope
      for (const j of present) if (j <= i) curvature[i]![j]! += bend
    }
  }
  return solvePositive(curvature, gradient)
}

/** Cholesky; the lower half of the matrix is used up. */
function solvePositive(lower: Float64Array[], right: Float64Array): Float64Array {
  const size = right.length
  const solved = right.slice()
  for (let i = 0; i < size; i++) {
    const row = lower[i]!
    for (let j = 0; j <= i; j++) {
      const other = lower[j]!
      let sum = row[j]!
      for (let k = 0; k < j; k++) sum -= row[k]! * other[k]!
      row[j] = i === j ? Math.sqrt(sum) : sum / other[j]!
    }
    for (let k = 0; k < i; k++) solved[i]! -= row[k]! * solved[k]!
    solved[i]! /= row[i]!
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) solved[i]! -= lower[k]![i]! * solved[k]!
    solved[i]! /= lower[i]![i]!
  }
  return solved
}
