import { isDirect } from './direct.ts'
import type { Path } from './journey.ts'
import { ALIKE_BASE, type Rule } from './rule.ts'

export const firstTouch: Rule = allTo('the first touch', () => 0)

export const lastTouch: Rule = allTo('the last touch', ({ path }) => path.length - 1)

/** When all touches are direct, the last. */
export const lastNonDirect: Rule = allTo('the last touch that is not direct', ({ path }) => {
  const index = path.findLastIndex(touch => !isDirect(touch))
  return index < 0 ? path.length - 1 : index
})

function allTo(whom: string, chosen: (journey: Path) => number): Rule {
  return {
    definition: `all credit to ${whom}`,
    weights(journey) {
      const weights: number[] = new Array(journey.path.length).fill(0)
      weights[chosen(journey)] = 1
      return weights
    },
    likeness: journey => chosen(journey) * ALIKE_BASE + journey.path.length,
    stated: () => null,
    because: (journey, index) => (index === chosen(journey) ? `it is ${whom}` : `it is not ${whom}`),
  }
}
