/** Chance with a seed: the same seed and the same calls give the same story on every machine. */
import { seededNumbers } from '../../worker/insight/random.ts'

export interface Random {
  /** In [0, 1). */
  next(): number
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
  /** @param items  at least one, with weights ≥ 0 that are not all 0 */
  weighted<T>(items: readonly (readonly [item: T, weight: number])[]): T
  shuffled<T>(items: readonly T[]): T[]
  /** An id as the snippet makes them: 22 of `A-Za-z0-9_-`. */
  id(): string
  /** Hexadecimal digits. */
  hex(length: number): string
  /** A stream of its own: what one account does never moves what another one does. */
  fork(label: string): Random
}

const ID_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'

export function seededRandom(seed: string): Random {
  const next = seededNumbers(seed)
  const whole = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  const pick = <T>(items: readonly T[]): T => {
    const item = items[whole(0, items.length - 1)]
    if (item === undefined) throw new RangeError('nothing to pick from')
    return item
  }
  return {
    next,
    whole,
    pick,
    chance: probability => next() < probability,
    weighted(items) {
      let left = next() * items.reduce((sum, [, weight]) => sum + weight, 0)
      const found = items.find(([, weight]) => {
        left -= weight
        return left < 0
      })
      if (!found) throw new RangeError('nothing to pick from')
      return found[0]
    },
    shuffled(items) {
      const keyed = items.map(item => ({ item, key: next() }))
      return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item)
    },
    id: () => Array.from({ length: 22 }, () => ID_LETTERS.charAt(whole(0, 63))).join(''),
    hex: length => Array.from({ length }, () => whole(0, 15).toString(16)).join(''),
    fork: label => seededRandom(`${seed}/${label}`),
  }
}
