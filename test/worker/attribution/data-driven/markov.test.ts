import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { markov } from '../../../../worker/attribution/data-driven/markov.ts'
import type { ChannelPath } from '../../../../worker/attribution/data-driven/paths.ts'
import { exactMarkov } from './exact-markov.ts'
import { path, somePaths, somePathsWithWins, total } from './path-tables.ts'
import { numberOf, relativeError } from './rational.ts'

const PRECISE = 2e-15
const orders = fc.constantFrom(1, 2, 3)

describe('markov', () => {
  it('finds the removal effects of exact fractions, to the last digits', () => {
    fc.assert(
      fc.property(somePathsWithWins, orders, (paths, order) => {
        const found = markov(paths, order)
        const used = paths.filter(({ conversions, nulls }) => conversions + nulls > 0)
        for (const [by, effects] of [
          ['conversions', found.removal_effect],
          ['value', found.removal_effect_value],
        ] as const) {
          const exact = exactMarkov(used, order, by)
          for (const [channel, effect] of effects)
            expect(relativeError(effect, exact.effects.get(channel)!)).toBeLessThan(PRECISE)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('stays precise when journeys go in circles a hundred thousand times', () => {
    const circles = (length: number) => Array.from({ length }, (_, i) => (i % 2 === 0 ? 'A' : 'B'))
    const paths: ChannelPath[] = [
      { channels: circles(100_000), conversions: 1, value: 1, nulls: 0 },
      { channels: ['C', ...circles(3_333)], conversions: 0, value: 0, nulls: 7 },
      path('D > C > A', 1, 1, 2),
      path('B > D', 0, 0, 1),
    ]
    for (const order of [1, 2, 3]) {
      const found = markov(paths, order)
      const exact = exactMarkov(paths, order)
      expect(relativeError(found.p_conversion, exact.expected)).toBeLessThan(PRECISE)
      for (const [channel, effect] of found.removal_effect) {
        expect(relativeError(effect, exact.effects.get(channel)!), `${channel} of order ${order}`).toBeLessThan(PRECISE)
      }
    }
  })

  it('settles when every pair of twelve channels has its own endless circle', () => {
    const names = Array.from({ length: 12 }, (_, i) => `c${i}`)
    const pairs = names.flatMap((a, i) => names.slice(i + 1).map(b => [a, b]))
    const paths = pairs.map((pair, i): ChannelPath => {
      return { channels: Array.from({ length: 5_000 }, (_, at) => pair[at % 2]!), conversions: i % 3, value: 0, nulls: 2 }
    })
    const bridges = pairs.map(
      ([a, b], i): ChannelPath => ({ channels: [a!, names[i % 12]!, b!], conversions: 1, value: 1, nulls: 3 }),
    )
    const all = [...paths, ...bridges]
    const rate = total(all, 'conversions') / (total(all, 'conversions') + total(all, 'nulls'))
    for (const order of [1, 2, 3]) expect(markov(all, order).p_conversion / rate).toBeCloseTo(1, 14)
  })

  it('converts as often as the journeys did, for every order', () => {
    fc.assert(
      fc.property(somePaths, fc.constantFrom(1, 2, 3, 4, Infinity), (paths, order) => {
        const conversions = total(paths, 'conversions')
        const journeys = conversions + total(paths, 'nulls')
        expect(markov(paths, order).p_conversion).toBeCloseTo(journeys === 0 ? 0 : conversions / journeys, 14)
      }),
    )
  })

  it('does not see whether journeys come as one row or as many, nor their order', () => {
    fc.assert(
      fc.property(somePaths, orders, fc.integer({ min: 2, max: 5 }), (paths, order, times) => {
        const split = paths.flatMap(one => [
          { ...one, conversions: 0, value: 0 },
          { ...one, nulls: 0 },
        ])
        expect(markov(split.toReversed(), order)).toEqual(markov(paths, order))
        const repeated = Array.from({ length: times }, () => paths).flat()
        const effects = markov(paths, order).removal_effect
        for (const [channel, effect] of markov(repeated, order).removal_effect) {
          expect(Math.abs(effect - effects.get(channel)!)).toBeLessThan(1e-14)
        }
      }),
    )
  })

  it('loses everything without a channel that every converting path has', () => {
    fc.assert(
      fc.property(somePathsWithWins, orders, (paths, order) => {
        const always = paths.map(one => (one.conversions > 0 ? { ...one, channels: [...one.channels, 'X'] } : one))
        expect(markov(always, Infinity).removal_effect.get('X')).toBe(1)
        const ending = paths.map(one => ({ ...one, channels: [...one.channels, 'X'] }))
        expect(markov(ending, order).removal_effect.get('X')).toBeCloseTo(1, 14)
      }),
    )
  })

  it('with a memory as long as the longest path, loses the conversions whose path has the channel', () => {
    fc.assert(
      fc.property(somePathsWithWins, fc.constantFrom(6, 7, Infinity), (paths, order) => {
        for (const [channel, effect] of markov(paths, order).removal_effect) {
          const having = paths.filter(({ channels }) => channels.includes(channel))
          expect(effect).toBeCloseTo(total(having, 'conversions') / total(paths, 'conversions'), 13)
        }
      }),
    )
  })

  it('of order 1 can credit a channel that is on no converting path', () => {
    const found = markov([path('A', 3), path('X > A', 0, 0, 1)], 1)
    expect(found.removal_effect).toEqual(
      new Map([
        ['A', 1],
        ['X', 1 / 4],
      ]),
    )
  })

  it('gives exactly nothing to channels from which no conversion can be reached', () => {
    const found = markov([path('A > B', 3, 3, 1), path('A > X > Y', 0, 0, 5), path('Z', 0, 0, 2)], 1)
    expect(found.removal_effect).toEqual(
      new Map([
        ['A', 1],
        ['B', 1],
        ['X', 0],
        ['Y', 0],
        ['Z', 0],
      ]),
    )
  })

  it('shares nothing when nothing was won', () => {
    expect(markov([path('A > B', 0, 0, 3)], 1)).toMatchObject({
      p_conversion: 0,
      expected_value: 0,
      removal_effect: new Map([
        ['A', 0],
        ['B', 0],
      ]),
      attributed_conversions: new Map([
        ['A', 0],
        ['B', 0],
      ]),
    })
    expect(markov([], 2)).toMatchObject({ p_conversion: 0, removal_effect: new Map(), transitions: [] })
  })

  it('takes fractional weights for what they are', () => {
    const third = 1 / 3
    const whole = markov([path('A > B', 3, 30, 1), path('B > A > B', 0, 0, 2), path('A', 1, 1, 4)], 2)
    const parts = markov(
      [path('A > B', 3 * third, 30 * third, third), path('B > A > B', 0, 0, 2 * third), path('A', third, third, 4 * third)],
      2,
    )
    for (const [channel, effect] of parts.removal_effect) expect(effect).toBeCloseTo(whole.removal_effect.get(channel)!, 14)
  })

  it.each([0, -1, 1.5, Number.NaN])('refuses the order %s', order => {
    expect(() => markov([path('A', 1)], order)).toThrow(RangeError)
  })

  it('counts 80 channels with a memory of two', () => {
    const paths = Array.from({ length: 2_000 }, (_, i): ChannelPath => {
      const channels = Array.from({ length: 1 + (i % 9) }, (__, at) => `c${(i * 7 + at * at * 13) % 80}`)
      return { channels, conversions: i % 5 === 0 ? 1 : 0, value: 0, nulls: 1 }
    })
    const found = markov(paths, 2)
    expect(found.p_conversion).toBeCloseTo(400 / 2_400, 14)
    expect(found.states).toBeGreaterThan(500)
  })
})

describe('the oracle', () => {
  it('agrees with fractions worked out by hand', () => {
    const exact = exactMarkov([path('A', 3), path('X > A', 0, 0, 1)], 1)
    expect(numberOf(exact.expected)).toBe(0.75)
    expect(numberOf(exact.effects.get('X')!)).toBe(0.25)
  })
})
