import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { logistic, mainEffects } from '../../../../worker/attribution/data-driven/logistic.ts'
import { type ChannelPath, folded } from '../../../../worker/attribution/data-driven/paths.ts'
import { type RateGame, rateGame, rateSharing } from '../../../../worker/attribution/data-driven/rate-game.ts'
import { channelSets, shapleyOrdered, shapleySimplified } from '../../../../worker/attribution/data-driven/shapley.ts'
import { path, somePaths, total } from './path-tables.ts'

/** Shapley 1953, over all coalitions of the channels. */
function textbook(channels: readonly string[], worth: (coalition: readonly string[]) => number): Map<string, number> {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1))
  return new Map(
    channels.map(channel => {
      const others = channels.filter(other => other !== channel)
      let value = 0
      for (let mask = 0; mask < 2 ** others.length; mask++) {
        const before = others.filter((_, i) => mask & (1 << i))
        const chance = (factorial(before.length) * factorial(others.length - before.length)) / factorial(channels.length)
        value += chance * (worth([...before, channel]) - worth(before))
      }
      return [channel, value]
    }),
  )
}

describe('shapleySimplified', () => {
  it('is the textbook value of the game in which a coalition earns the paths that need nobody else', () => {
    fc.assert(
      fc.property(somePaths, paths => {
        const used = paths.filter(({ conversions, nulls }) => conversions + nulls > 0)
        const channels = [...new Set(used.flatMap(one => one.channels))]
        for (const by of ['conversions', 'value'] as const) {
          const worth = (coalition: readonly string[]) =>
            total(
              used.filter(one => one.channels.every(channel => coalition.includes(channel))),
              by,
            )
          const wanted = textbook(channels, worth)
          for (const [channel, value] of shapleySimplified(paths)[by]) expect(value).toBeCloseTo(wanted.get(channel)!, 8)
        }
      }),
    )
  })
})

describe('shapleyOrdered', () => {
  it('adds up to the simplified values', () => {
    fc.assert(
      fc.property(somePaths, paths => {
        const simplified = shapleySimplified(paths)
        const sums = new Map<string, number>()
        for (const { channel, value } of shapleyOrdered(paths)) sums.set(channel, (sums.get(channel) ?? 0) + value)
        for (const [channel, value] of simplified.value) expect(sums.get(channel)).toBeCloseTo(value, 8)
      }),
    )
  })

  it('shares a channel of several touches by position', () => {
    expect(shapleyOrdered([path('A > B > A', 4, 8)])).toEqual([
      { channel: 'A', position: 1, conversions: 1, value: 2 },
      { channel: 'A', position: 3, conversions: 1, value: 2 },
      { channel: 'B', position: 2, conversions: 2, value: 4 },
    ])
  })
})

describe('rateSharing', () => {
  const names = (game: RateGame, indexes: readonly number[]) => indexes.map(index => game.channels[index]!)

  it('is the textbook value of smoothed rates, negatives cut off, normalised', () => {
    fc.assert(
      fc.property(somePaths, fc.constantFrom(0, 20), (paths, prior) => {
        const game = rateGame(paths, prior)
        const sharesOf = rateSharing(game)
        const worth = (coalition: readonly string[]): number => {
          if (coalition.length === 0) return 0
          const sorted = [...coalition].sort()
          const set = game.sets.find(({ channels }) => names(game, channels).join() === sorted.join())
          const logOdds = sorted.reduce((sum, channel) => sum + game.effects[game.channels.indexOf(channel)]!, game.intercept)
          const journeys = (set?.conversions ?? 0) + (set?.nulls ?? 0) + prior
          return journeys === 0 ? 0 : ((set?.conversions ?? 0) + prior * logistic(logOdds)) / journeys
        }
        for (const { channels } of game.sets) {
          const wanted = [...textbook(names(game, channels), worth).values()].map(value => Math.max(0, value))
          const sum = wanted.reduce((a, b) => a + b, 0)
          const { shares, standard_error } = sharesOf(channels)
          expect(standard_error).toBe(0)
          if (sum > 1e-12) shares.forEach((share, i) => void expect(share).toBeCloseTo(wanted[i]! / sum, 10))
        }
      }),
    )
  })

  it('shares equally when nobody earns', () => {
    const game = rateGame([path('A > B', 0, 0, 4)], 0)
    expect(rateSharing(game)([0, 1])).toEqual({ shares: [0.5, 0.5], standard_error: 0 })
  })

  it('survives JSON, and shares a set that no journey had', () => {
    const game = rateGame([path('A', 5, 5, 5), path('B', 1, 1, 9), path('A > C', 3, 3, 1)])
    const again: RateGame = JSON.parse(JSON.stringify(game))
    const { shares } = rateSharing(again)([0, 1, 2])
    expect(shares).toEqual(rateSharing(game)([0, 1, 2]).shares)
    expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 14)
    expect(shares[0]).toBeGreaterThan(shares[1]!)
  })

  it('samples more than twelve channels within the error that it reports, the same each time', () => {
    const channels = Array.from({ length: 14 }, (_, i) => `c${String(i).padStart(2, '0')}`)
    const paths = channels.flatMap((channel, i): ChannelPath[] => [
      { channels: [channel], conversions: 10 + i * 10, value: 0, nulls: 290 - i * 10 },
      { channels: channels.slice(0, i + 1), conversions: 5, value: 0, nulls: 5 },
    ])
    const game = rateGame(paths)
    const { shares, standard_error } = rateSharing(game)(channels.map((_, i) => i))
    expect(rateSharing(game)(channels.map((_, i) => i)).shares).toEqual(shares)
    expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 12)
    expect(standard_error).toBeGreaterThan(0)
    expect(standard_error).toBeLessThan(0.02)

    const exact = textbookOfGame(game)
    shares.forEach((share, i) => void expect(Math.abs(share - exact[i]!)).toBeLessThan(5 * standard_error))
  })

  /** All 2^n coalitions by bit masks, for sets that the exact way does not take. */
  function textbookOfGame({ channels, sets, intercept, effects, prior_journeys }: RateGame): number[] {
    const n = channels.length
    const known = new Map(sets.map(set => [set.channels.reduce((mask, channel) => mask | (1 << channel), 0), set]))
    const worth = Array.from({ length: 1 << n }, (_, mask) => {
      if (mask === 0) return 0
      const { conversions, nulls } = known.get(mask) ?? { conversions: 0, nulls: 0 }
      const logOdds = effects.reduce((sum, effect, i) => (mask & (1 << i) ? sum + effect : sum), intercept)
      return (conversions + prior_journeys * logistic(logOdds)) / (conversions + nulls + prior_journeys)
    })
    const values = channels.map((_, i) => {
      let value = 0
      for (let mask = 0; mask < 1 << n; mask++) {
        if (mask & (1 << i)) continue
        const size = mask.toString(2).replaceAll('0', '').length
        let chance = 1 / n
        for (let k = 1; k <= size; k++) chance *= k / (n - k)
        value += chance * (worth[mask | (1 << i)]! - worth[mask]!)
      }
      return Math.max(0, value)
    })
    const sum = values.reduce((a, b) => a + b)
    return values.map(value => value / sum)
  }
})

describe('mainEffects', () => {
  const fitted = (paths: readonly ChannelPath[]) => mainEffects(channelSets(folded(paths)))

  it('is maximum likelihood: the expected wins of each channel are its wins', () => {
    const paths = [
      path('A', 30, 0, 70),
      path('B', 10, 0, 90),
      path('A > B', 45, 0, 55),
      path('B > C', 20, 0, 30),
      path('C', 1, 0, 99),
    ]
    const { intercept, effects } = fitted(paths)
    for (const [i, channel] of ['A', 'B', 'C'].entries()) {
      const having = paths.filter(({ channels }) => channels.includes(channel))
      const expected = having.reduce((sum, { channels, conversions, nulls }) => {
        const logOdds = channels.reduce((odds, name) => odds + effects['ABC'.indexOf(name)]!, intercept)
        return sum + (conversions + nulls) * logistic(logOdds)
      }, 0)
      expect(Math.abs(expected - total(having, 'conversions'))).toBeLessThan(0.01)
      expect(Number.isFinite(effects[i])).toBe(true)
    }
  })

  it('stays finite where the journeys do not decide', () => {
    for (const paths of [
      [path('A', 5), path('A > B', 3)],
      [path('A', 0, 0, 5)],
      [path('A', 5, 5, 0), path('B', 0, 0, 5)],
      [path('A > B', 5, 5, 5)],
    ]) {
      const { intercept, effects } = fitted(paths)
      for (const number of [intercept, ...effects]) expect(Math.abs(number)).toBeLessThan(20)
    }
  })

  it('treats alike two channels that only come together', () => {
    const { effects } = fitted([path('A > B', 5, 5, 5), path('C', 1, 1, 9)])
    expect(effects[0]).toBeCloseTo(effects[1]!, 9)
  })
})
