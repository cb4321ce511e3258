/** Exact fractions of big integers, in lowest terms with a denominator above 0: the judge of floating point. */
export interface Rational {
  readonly top: bigint
  readonly bottom: bigint
}

export function rational(top: bigint, bottom = 1n): Rational {
  const divisor = commonDivisor(top < 0n ? -top : top, bottom < 0n ? -bottom : bottom) * (bottom < 0n ? -1n : 1n)
  return { top: top / divisor, bottom: bottom / divisor }
}

export const ZERO = rational(0n)
export const ONE = rational(1n)

export const minus = (a: Rational, b: Rational) => rational(a.top * b.bottom - b.top * a.bottom, a.bottom * b.bottom)
export const times = (a: Rational, b: Rational) => rational(a.top * b.top, a.bottom * b.bottom)
export const over = (a: Rational, b: Rational) => rational(a.top * b.bottom, a.bottom * b.top)

/** The nearest double of a fraction ≥ 0, to within half of its last digit and 2^-80. */
export function numberOf({ top, bottom }: Rational): number {
  const shift = Math.max(0, 80 + bottom.toString(2).length - top.toString(2).length)
  return Number((top << BigInt(shift)) / bottom) / 2 ** shift
}

/** |estimate − exact| over exact; 0 when both are 0. */
export function relativeError(estimate: number, exact: Rational): number {
  const wanted = numberOf(exact)
  return wanted === 0 ? Math.abs(estimate) : Math.abs(estimate - wanted) / wanted
}

function commonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? (a === 0n ? 1n : a) : commonDivisor(b, a % b)
}
