import type { Path } from './journey.ts'
import { milestonesAt } from './milestones.ts'
import { ALIKE_BASE, percent, type Rule } from './rule.ts'

/**
 * Fixed shares for milestone touches; other touches share the middle. A touch that is several milestones adds their
 * shares; the share of an unassigned milestone goes to the others in proportion, and so does the middle when there is
 * no touch for it. Without any assigned milestone: linear. (attribution-models.md, section 3)
 *
 * @param shares, middle  numbers ≥ 0, by milestone in the order of a deal's life; only ratios matter
 * @param among           who shares the middle: every other touch of the path, or only those strictly between the
 *                        earliest and the latest milestone touch of this model
 */
export function milestoneShares(shares: Readonly<Record<string, number>>, middle = 0, among: 'all' | 'between' = 'all'): Rule {
  const names = Object.keys(shares)
  const shareOf = (name: string) => shares[name] ?? 0
  const ends = names.reduce((sum, name) => sum + shareOf(name), 0)
  const whole = ends + middle

  return {
    definition: definitionOf(names, name => shareOf(name) / whole, middle / whole, among),
    weights(journey) {
      const { assigned, between, spread } = heldBy(journey, names, among)
      if (assigned.length === 0) return journey.path.map(() => 1)
      // Times the number of middle touches and the assigned share instead of divided by them: whole numbers stay exact.
      const assignedShare = assigned.reduce((sum, name) => sum + shareOf(name), 0)
      const times = middle > 0 && between > 0 ? ends * between : 1
      return spread(name => shareOf(name) * times, middle * assignedShare)
    },
    ...(names.length <= MOST_ALIKE && { likeness: journey => likenessBy(journey, names) }),
    stated(journey) {
      const { assigned, between, spread } = heldBy(journey, names, among)
      return assigned.length === 0 ? null : spread(name => shareOf(name) / whole, middle / whole / between)
    },
    because(journey, index) {
      const { assigned, between } = heldBy(journey, names, among)
      const missing = listed(
        names.filter(name => isMissing(journey, name)),
        'or',
      )
      if (assigned.length === 0) return `no touch holds ${missing}, so every touch earns the same`

      const own = milestonesAt(journey.milestones, index).filter(name => names.includes(name))
      const reasons = [own.length > 0 ? `it holds ${listed(own, 'and')}` : 'it holds no milestone of this model']
      if (missing !== '') reasons.push(`no touch holds ${missing}, so that share went to the other milestones`)
      if (middle > 0 && between === 0) reasons.push('no touch lies between, so that share went to the milestones')
      return reasons.join('; ')
    },
  }
}

/** More milestones make a number that is no safe integer. */
const MOST_ALIKE = 7

function likenessBy({ path, milestones }: Path, names: readonly string[]): number {
  let likeness = path.length
  for (const name of names) likeness = likeness * ALIKE_BASE + (milestones[name] ?? ALIKE_BASE - 1)
  return likeness
}

const isMissing = ({ milestones }: Path, name: string) => (milestones[name] ?? null) === null

interface Held {
  /** The model's milestones that a touch of the path holds. */
  readonly assigned: readonly string[]
  /** How many touches share the middle. */
  readonly between: number
  /** One number per touch: the sum over its milestones, or `forMiddle`, or 0. */
  readonly spread: (forMilestone: (name: string) => number, forMiddle: number) => number[]
}

function heldBy({ path, milestones }: Path, names: readonly string[], among: 'all' | 'between'): Held {
  const assigned: string[] = []
  const indexes: number[] = []
  let touches = 0
  for (const name of names) {
    const index = milestones[name] ?? null
    if (index === null) continue
    if (!indexes.includes(index)) touches += 1
    assigned.push(name)
    indexes.push(index)
  }
  const start = among === 'all' ? 0 : Math.min(...indexes)
  const end = among === 'all' ? path.length : Math.max(...indexes) + 1
  const between = end - start - touches

  const spread: Held['spread'] = (forMilestone, forMiddle) => {
    const weights: number[] = new Array(path.length).fill(0)
    if (between > 0) weights.fill(forMiddle, start, end)
    for (const index of indexes) weights[index] = 0
    assigned.forEach((name, i) => {
      weights[indexes[i]!]! += forMilestone(name)
    })
    return weights
  }
  return { assigned, between, spread }
}

function definitionOf(names: readonly string[], shareOf: (name: string) => number, middle: number, among: string): string {
  const [first, ...others] = names
  if (first === undefined || (others.length === 0 && middle === 0)) return `all credit to the touch of ${listed(names, 'and')}`
  const isEqual = others.every(name => shareOf(name) === shareOf(first))
  const ends = isEqual
    ? `${percent(shareOf(first))} each to ${listed(names, 'and')}`
    : names.map(name => `${percent(shareOf(name))} to ${plainNames[name] ?? name}`).join(', ')
  if (middle === 0) return ends
  return `${ends}, ${percent(middle)} shared by ${among === 'all' ? 'all other touches' : 'the touches between them'}`
}

const plainNames: Readonly<Record<string, string>> = {
  FT: 'the first touch',
  LC: 'lead creation',
  OC: 'opportunity creation',
  CW: 'the close',
}

function listed(names: readonly string[], word: 'and' | 'or'): string {
  const plain = names.map(name => plainNames[name] ?? name)
  return plain.length < 2 ? plain.join('') : `${plain.slice(0, -1).join(', ')} ${word} ${plain.at(-1)}`
}
