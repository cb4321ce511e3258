/** Whole parts that add up exactly: the largest-remainder method (Hamilton, 1792) in integer arithmetic. */

/**
 * Splits an amount by weight into whole minor units that add up to it exactly.
 *
 *   apportion(100_00, [1, 1, 1])   →  [33_34, 33_33, 33_33]
 *   apportion(-100_00, [1, 1, 1])  →  [-33_34, -33_33, -33_33]
 *
 * @param totalMinor  whole minor units of either sign, a safe integer; or a bigint, of any size
 * @param weights     n ≥ 1 safe integers ≥ 0 with a sum > 0; only ratios matter
 * @returns           n whole parts, in the order of the weights and the type of the total
 * @throws RangeError when an argument breaks the rules above
 *
 * Round down, then hand the missing units to the largest remainders, the earlier one first when they are equal.
 * A negative amount is split as its opposite. A weight of 0 earns nothing.
 */
export function apportion(totalMinor: number, weights: readonly number[]): number[]
export function apportion(totalMinor: bigint, weights: readonly number[]): bigint[]
export function apportion(totalMinor: number | bigint, weights: readonly number[]): number[] | bigint[] {
  const sum = sumOfWeights(weights)
  return typeof totalMinor === 'bigint' ? splitLarge(totalMinor, weights) : apportionBySum(totalMinor, weights, sum)
}

/**
 * The same for weights that are known to be whole and to have this sum, which therefore are not looked at once more.
 * @throws RangeError when the total is not a safe integer
 */
export function apportionBySum(totalMinor: number, weights: readonly number[], sum: number): number[] {
  if (!Number.isSafeInteger(totalMinor)) throw new RangeError(`not a whole amount: ${totalMinor}`)
  const isLarge = Math.abs(totalMinor) > LARGEST_EXACT || sum > LARGEST_EXACT
  return isLarge ? splitLarge(BigInt(totalMinor), weights).map(Number) : splitExact(totalMinor, weights, sum)
}

/**
 * What to book on each touch after a refund or an amendment: its part of the net so far, less what is booked.
 * The lines add up to the change, and every touch ends at 0 when everything was refunded.
 */
export function linesToBook(netMinor: number, weights: readonly number[], bookedMinor: readonly number[]): number[] {
  return apportion(netMinor, weights).map((part, i) => part - (bookedMinor[i] ?? 0))
}

/**
 * Adds one to the parts with the largest remainders, the earlier part first when remainders are equal. Stretches of
 * neighbours that have the same remainder are served as one.
 *
 * @param ends        where each stretch ends, ascending; the last is the number of parts
 * @param remainders  numbers ≥ 0, one per stretch; used up
 * @param missing     how many parts get one more, 0 to the number of parts
 */
export function handOut(parts: number[], ends: readonly number[], remainders: number[], missing: number): void {
  const order = remainders.length > SHORT ? byRemainder(remainders) : null
  let left = missing
  for (let turn = 0; left > 0; turn++) {
    const stretch = order === null ? largestOf(remainders) : order[turn]!
    remainders[stretch] = SERVED
    const start = stretch === 0 ? 0 : ends[stretch - 1]!
    const end = Math.min(ends[stretch]!, start + left)
    for (let i = start; i < end; i++) parts[i]! += 1
    left -= end - start
  }
}

/** Up to this length looking for the largest again and again beats a sort; this is the inner loop of a run. */
const SHORT = 24
const SERVED = -1

/** The index of the largest, the first of them when there are several. */
function largestOf(numbers: readonly number[]): number {
  let largest = 0
  for (let i = 1; i < numbers.length; i++) if (numbers[i]! > numbers[largest]!) largest = i
  return largest
}

const byRemainder = (remainders: readonly number[]): number[] =>
  remainders.map((_, i) => i).sort((a, b) => remainders[b]! - remainders[a]! || a - b)

/** Up to here an estimated quotient is off by at most one, and every term below 2^53. */
const LARGEST_EXACT = 2 ** 51

function sumOfWeights(weights: readonly number[]): number {
  let sum = 0
  for (const weight of weights) {
    if (!(Number.isSafeInteger(weight) && weight >= 0)) throw new RangeError(`not a weight: ${weight}`)
    sum += weight
  }
  if (sum === 0) throw new RangeError('no weight above 0')
  return sum
}

function splitExact(totalMinor: number, weights: readonly number[], sum: number): number[] {
  const total = Math.abs(totalMinor)
  const parts: number[] = new Array(weights.length)
  // Neighbours mostly weigh the same: one stretch, divided once.
  const ends: number[] = []
  const remainders: number[] = []
  let missing = total
  let end = 0
  while (end < weights.length) {
    const start = end
    const weight = weights[start]!
    let part = Math.floor((total * weight) / sum)
    let remainder = differenceOfProducts(total, weight, part, sum)
    if (remainder < 0) {
      part -= 1
      remainder += sum
    } else if (remainder >= sum) {
      part += 1
      remainder -= sum
    }
    do {
      parts[end++] = part
    } while (end < weights.length && weights[end] === weight)
    ends.push(end)
    remainders.push(remainder)
    missing -= part * (end - start)
  }
  handOut(parts, ends, remainders, missing)
  return totalMinor < 0 ? parts.map(part => 0 - part) : parts
}

/** a·b − c·d without rounding, when all are safe integers and the result is one. BigInt takes twenty times as long. */
function differenceOfProducts(a: number, b: number, c: number, d: number): number {
  const left = a * b
  const right = c * d
  return left - right + (productError(a, b, left) - productError(c, d, right))
}

/** a·b − product, the part that rounding cut off: Dekker 1971, "A floating-point technique for extending the available precision". */
export function productError(a: number, b: number, product: number): number {
  const aSpread = a * SPLITTER
  const aHigh = aSpread - (aSpread - a)
  const aLow = a - aHigh
  const bSpread = b * SPLITTER
  const bHigh = bSpread - (bSpread - b)
  const bLow = b - bHigh
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow)
}

/** Cuts the 53 bits of a double into two halves. */
const SPLITTER = 2 ** 27 + 1

function splitLarge(totalMinor: bigint, weights: readonly number[]): bigint[] {
  const total = totalMinor < 0n ? -totalMinor : totalMinor
  const exact = weights.map(BigInt)
  const sum = exact.reduce((a, b) => a + b, 0n)
  const parts = exact.map(weight => (total * weight) / sum)
  const missing = Number(total - parts.reduce((a, b) => a + b, 0n))
  const byRemainder = exact.map((weight, i) => ({ i, remainder: (total * weight) % sum }))
  byRemainder.sort((a, b) => (a.remainder === b.remainder ? a.i - b.i : a.remainder < b.remainder ? 1 : -1))
  for (const { i } of byRemainder.slice(0, missing)) parts[i]! += 1n
  return totalMinor < 0n ? parts.map(part => -part) : parts
}
