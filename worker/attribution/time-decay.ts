import type { Path } from './journey.ts'
import type { Rule } from './rule.ts'

/**
 * Credit halves with every `days` before the last touch. Measured from the last touch instead of the close, which
 * gives the same shares and keeps 2^-x from running out of digits on old journeys.
 */
export function timeDecay(days: number): Rule {
  const factors = ({ path }: Path) => {
    const last = path.at(-1)!.touch_at
    return path.map(touch => 2 ** (-daysBetween(touch.touch_at, last) / days))
  }
  const halving = `credit halves with every ${days === 1 ? 'day' : `${days} days`} before the last touch`
  return {
    definition: halving,
    weights: factors,
    stated: factors,
    because({ path }, index) {
      const before = daysBetween(path[index]!.touch_at, path.at(-1)!.touch_at)
      return `${before === 0 ? 'no touch is later' : `it came ${before.toFixed(1)} days before the last touch`}; ${halving}`
    },
  }
}

const daysBetween = (from: number, to: number) => (to - from) / 86_400_000
