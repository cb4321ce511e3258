/** Removal effects as the definition has them, in exact fractions: an oracle of its own, with dense elimination. */
import type { ChannelPath } from '../../../../worker/attribution/data-driven/paths.ts'
import { minus, ONE, over, type Rational, rational, times, ZERO } from './rational.ts'

const START = '(start)'
const CONVERSION = '(conversion)'
const NULL = '(null)'

/** @returns p and, by channel, 1 − P(conversion without it) / P(conversion); whole weights only */
export function exactMarkov(paths: readonly ChannelPath[], order: number, by: 'conversions' | 'value' = 'conversions') {
  const channelsOf = new Map<string, readonly string[]>([[START, []]])
  const counts = new Map<string, Map<string, bigint>>()
  const earned = new Map<string, bigint>()
  const count = (from: string, to: string, weight: number) => {
    const row = counts.get(from) ?? new Map<string, bigint>()
    row.set(to, (row.get(to) ?? 0n) + BigInt(weight))
    counts.set(from, row)
  }
  for (const { channels, conversions, value, nulls } of paths) {
    const size = Math.min(order, channels.length)
    let state = START
    for (let end = size; end <= channels.length; end++) {
      const gram = channels.slice(end - size, end)
      const next = gram.join(' > ')
      channelsOf.set(next, gram)
      if (next !== state) count(state, next, conversions + nulls)
      state = next
    }
    count(state, CONVERSION, conversions)
    count(state, NULL, nulls)
    earned.set(state, (earned.get(state) ?? 0n) + BigInt(by === 'value' ? value : conversions))
  }

  const expected = (removed: string | null): Rational => {
    const states = [...channelsOf.keys()].filter(state => removed === null || !channelsOf.get(state)!.includes(removed))
    const rows = states.map(state => {
      const row = counts.get(state) ?? new Map<string, bigint>()
      const total = [...row.values()].reduce((a, b) => a + b, 0n)
      const chance = (weight: bigint) => rational(weight, total === 0n ? 1n : total)
      const left = states.map(other => minus(other === state ? ONE : ZERO, chance(row.get(other) ?? 0n)))
      return [...left, chance(earned.get(state) ?? 0n)]
    })
    return solved(rows)[states.indexOf(START)]!
  }

  const all = expected(null)
  const channels = [...new Set(paths.flatMap(path => path.channels))]
  const effects = new Map(channels.map(channel => [channel, all.top === 0n ? ZERO : minus(ONE, over(expected(channel), all))]))
  const states = [...channelsOf.keys()].filter(state => state !== START)
  return { expected: all, effects, states: states.length }
}

/** Gauss and Jordan; the last column is the right side. */
function solved(rows: Rational[][]): Rational[] {
  for (let pivot = 0; pivot < rows.length; pivot++) {
    const found = rows.findIndex((row, i) => i >= pivot && row[pivot]!.top !== 0n)
    ;[rows[pivot], rows[found]] = [rows[found]!, rows[pivot]!]
    const head = rows[pivot]!
    for (const [i, row] of rows.entries()) {
      if (i === pivot || row[pivot]!.top === 0n) continue
      const factor = over(row[pivot]!, head[pivot]!)
      for (let column = pivot; column < row.length; column++) {
        row[column] = minus(row[column]!, times(factor, head[column]!))
      }
    }
  }
  return rows.map((row, i) => over(row.at(-1)!, row[i]!))
}
