import type { Path } from './journey.ts'
import type { Rule } from './rule.ts'

/**
 * Credit halves with every `days` before the last touch. Measured from the last touch instead of the close, which
 * gives the same shares and keeps 2^-x from running out of digits on old journeys.
 */
export function timeDecay(days: number): Rule {
  const factors = ({ path }: Path) => path.map((_, i) => 2 ** (-daysBeforeLast(path, i) / days))
  const halving = `credit halves with every ${days === 1 ? 'day' : `${days} days`} before the last touch`
  return {
    definition: halving,
    weights: factors,
    stated: factors,
    because({ path }, index) {
      const before = daysBeforeLast(path, index)
      return `${before === 0 ? 'no touch is later' : `it came ${before.toFixed(1)} days before the last touch`}; ${halving}`
    },
  }
}

function daysBeforeLast(path: Path['path'], index: number): number {
  return (path.at(-1)!.touch_at - path[index]!.touch_at) / 86_400_000
}
