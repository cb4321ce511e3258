/** Logistic regression on one variable. */

export interface LogisticLine {
  readonly intercept: number
  readonly slope: number
}

/** On the variable scaled to variance 1; far below what any data say, enough to keep separated data finite. */
const RIDGE = 1e-3
const MOST_STEPS = 60

/**
 * log-odds = intercept + slope · x, by Newton's method with halved steps on a penalised likelihood. The penalty pulls
 * the slope to 0 and the intercept to the rate (k + ½) / (n + 1), so the answer is finite even when the variable
 * separates the labels or all labels are the same.
 *
 * @param xs  finite; when all are the same the slope is 0
 */
export function fitLogistic(xs: Float64Array, labels: Uint8Array): LogisticLine {
  const n = xs.length
  const mean = n === 0 ? 0 : xs.reduce((sum, x) => sum + x, 0) / n
  const spread = n === 0 ? 0 : Math.sqrt(xs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n)
  const wins = labels.reduce((sum, label) => sum + label, 0)
  const anchor = Math.log((wins + 0.5) / (n - wins + 0.5))
  if (!(spread > 0)) return { intercept: anchor, slope: 0 }

  const scaled = xs.map(x => (x - mean) / spread)
  let line: LogisticLine = { intercept: anchor, slope: 0 }
  let height = penalised(line, scaled, labels, anchor)
  for (let step = 0; step < MOST_STEPS; step++) {
    const move = newtonStep(line, scaled, labels, anchor)
    let reach = 1
    let next = moved(line, move, reach)
    let nextHeight = penalised(next, scaled, labels, anchor)
    while (nextHeight < height && reach > 1e-6) {
      reach /= 2
      next = moved(line, move, reach)
      nextHeight = penalised(next, scaled, labels, anchor)
    }
    if (!(nextHeight > height)) break
    const isDone = nextHeight - height < 1e-10 * (1 + Math.abs(height))
    line = next
    height = nextHeight
    if (isDone) break
  }
  return { intercept: line.intercept - (line.slope * mean) / spread, slope: line.slope / spread }
}

export function probability(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds))
}

function moved(line: LogisticLine, move: LogisticLine, reach: number): LogisticLine {
  return { intercept: line.intercept + reach * move.intercept, slope: line.slope + reach * move.slope }
}

function newtonStep({ intercept, slope }: LogisticLine, xs: Float64Array, labels: Uint8Array, anchor: number): LogisticLine {
  let byIntercept = -RIDGE * (intercept - anchor)
  let bySlope = -RIDGE * slope
  let twiceIntercept = RIDGE
  let mixed = 0
  let twiceSlope = RIDGE
  for (let i = 0; i < xs.length; i++) {
    const x = xs[i]!
    const p = probability(intercept + slope * x)
    const weight = p * (1 - p)
    byIntercept += labels[i]! - p
    bySlope += (labels[i]! - p) * x
    twiceIntercept += weight
    mixed += weight * x
    twiceSlope += weight * x * x
  }
  const determinant = twiceIntercept * twiceSlope - mixed * mixed
  return {
    intercept: (twiceSlope * byIntercept - mixed * bySlope) / determinant,
    slope: (twiceIntercept * bySlope - mixed * byIntercept) / determinant,
  }
}

function penalised({ intercept, slope }: LogisticLine, xs: Float64Array, labels: Uint8Array, anchor: number): number {
  let sum = (-RIDGE / 2) * ((intercept - anchor) ** 2 + slope ** 2)
  for (let i = 0; i < xs.length; i++) {
    const logOdds = intercept + slope * xs[i]!
    // log p = -log(1 + e^-z), written so that e^… stays small
    const towards = labels[i] === 1 ? -logOdds : logOdds
    sum -= towards > 0 ? towards + Math.log1p(Math.exp(-towards)) : Math.log1p(Math.exp(towards))
  }
  return sum
}
