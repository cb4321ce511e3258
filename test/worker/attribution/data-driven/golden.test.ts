import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { markov } from '../../../../worker/attribution/data-driven/markov.ts'
import type { ChannelPath } from '../../../../worker/attribution/data-driven/paths.ts'
import { rateGame, rateSharing } from '../../../../worker/attribution/data-driven/rate-game.ts'
import { shapleyOrdered, shapleySimplified } from '../../../../worker/attribution/data-driven/shapley.ts'
import { total } from './path-tables.ts'

interface Exact {
  readonly exact: string
  readonly value: number
}

type Figures = Readonly<Record<string, Exact>>

interface MarkovFigures {
  readonly p_conversion: Exact
  readonly expected_value: Exact
  readonly removal_effect: Figures
  readonly removal_effect_value: Figures
  readonly attributed_conversions: Figures
  readonly attributed_value: Figures
  readonly transitions: Figures
}

interface Case {
  readonly rows: readonly { path: string; conversions: number; value: number; nulls: number }[]
  readonly markov_order_1: MarkovFigures
  readonly markov_order_2: MarkovFigures
  readonly markov_order_3: MarkovFigures
  readonly markov_order_inf: MarkovFigures
  readonly shapley_simplified_conversions: Figures
  readonly shapley_simplified_value: Figures
  readonly shapley_ordered_conversions: Figures
  readonly shapley_rate_exactset_floor_conversions: Figures
}

const golden: Record<string, Case> = JSON.parse(readFileSync('test/fixtures/data-driven.json', 'utf8'))

describe.each(Object.entries(golden))('%s', (_, fixture) => {
  const paths = fixture.rows.map(({ path, ...weights }): ChannelPath => ({ channels: path.split(' > '), ...weights }))

  it.each([
    ['1', 1],
    ['2', 2],
    ['3', 3],
    ['inf', Infinity],
  ] as const)('Markov of order %s', (name, order) => {
    const wanted = fixture[`markov_order_${name}`]
    const found = markov(paths, order)
    expectClose([['p', found.p_conversion]], { p: wanted.p_conversion })
    expectClose([['value', found.expected_value]], { value: wanted.expected_value })
    expectClose(found.removal_effect, wanted.removal_effect)
    expectClose(found.removal_effect_value, wanted.removal_effect_value)
    expectClose(found.attributed_conversions, wanted.attributed_conversions)
    expectClose(found.attributed_value, wanted.attributed_value)
    const named = found.transitions.map(({ from, to, probability }): [string, number] => [
      `${from.join(' > ') || '(start)'} -> ${to.join(' > ')}`,
      probability,
    ])
    expectClose(named, wanted.transitions)
  })

  it('Shapley, simplified', () => {
    const { conversions, value } = shapleySimplified(paths)
    expectClose(conversions, fixture.shapley_simplified_conversions)
    expectClose(value, fixture.shapley_simplified_value)
  })

  it('Shapley, ordered', () => {
    const found = shapleyOrdered(paths).map(({ channel, position, conversions }): [string, number] => [
      `${channel}@${position}`,
      conversions,
    ])
    expectClose(found, fixture.shapley_ordered_conversions)
  })

  it('Shapley of bare rates', () => {
    expectClose(attributed(paths, 0), fixture.shapley_rate_exactset_floor_conversions)
  })
})

it('covers all tables', () => {
  expect(Object.keys(golden)).toHaveLength(5)
})

/** Same names, and the numbers to 1e-14 of their size. */
function expectClose(found: Iterable<readonly [string, number]>, wanted: Figures): void {
  const numbers = new Map(found)
  expect([...numbers.keys()].sort()).toEqual(Object.keys(wanted).sort())
  for (const [name, { value }] of Object.entries(wanted)) {
    expect(Math.abs(numbers.get(name)! - value), name).toBeLessThanOrEqual(1e-14 * Math.max(1, value))
  }
}

function attributed(paths: readonly ChannelPath[], priorJourneys: number): Map<string, number> {
  const game = rateGame(paths, priorJourneys)
  const sharesOf = rateSharing(game)
  const sums = new Map(game.channels.map(channel => [channel, 0]))
  for (const { channels, conversions } of game.sets) {
    const { shares } = sharesOf(channels)
    channels.forEach((channel, i) => {
      const name = game.channels[channel]!
      sums.set(name, sums.get(name)! + conversions * shares[i]!)
    })
  }
  expect([...sums.values()].reduce((a, b) => a + b)).toBeCloseTo(total(paths, 'conversions'), 12)
  return sums
}
