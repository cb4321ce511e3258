import { percent, type Rule } from './rule.ts'

export const linear: Rule = {
  definition: 'equal credit to every touch',
  weights: ({ path }) => path.map(() => 1),
  likeness: ({ path }) => path.length,
  stated: () => null,
  because: () => 'every touch earns the same',
}

/**
 * Fixed shares for the first and the last touch; the touches between share the middle. Of two touches the middle is
 * left out and the rest normalised, as Adobe Analytics does: 20/20/60 becomes 25/75.
 *
 * @param first, middle, last  whole numbers ≥ 0; only ratios matter
 */
export function position(first: number, middle: number, last: number): Rule {
  const whole = first + middle + last

  const spread = (length: number, forEnds: number, forMiddle: number): number[] => {
    if (length === 1) return [whole * forEnds]
    const weights: number[] = new Array(length).fill(middle * forMiddle)
    weights[0] = first * forEnds
    weights[length - 1] = last * forEnds
    return weights
  }

  return {
    definition: `${percent(first / whole)} to the first touch, ${percent(last / whole)} to the last, ${percent(middle / whole)} shared by those between`,
    // Times (n - 2) instead of divided by it: whole numbers stay exact.
    weights: ({ path }) => spread(path.length, Math.max(1, path.length - 2), 1),
    likeness: ({ path }) => path.length,
    stated: ({ path }) => spread(path.length, 1 / whole, 1 / whole / Math.max(1, path.length - 2)),
    because({ path }, index) {
      if (path.length === 1) return 'it is the only touch'
      if (index === 0) return 'it is the first touch'
      if (index === path.length - 1) return 'it is the last touch'
      return path.length === 3 ? 'it is the one touch between' : `it is one of ${path.length - 2} touches between`
    },
  }
}
