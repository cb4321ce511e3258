import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DataDrivenName, fitFrom } from '../../../../worker/attribution/data-driven/fit.ts'
import { fitOf } from '../../../../worker/attribution/data-driven/read-fit.ts'
import { dataDrivenRule, shapleyRule } from '../../../../worker/attribution/data-driven/rule.ts'
import { unitsFrom } from '../../../../worker/attribution/weights.ts'
import { journeyOf, touch } from '../histories.ts'
import { path, somePaths } from './path-tables.ts'

const models: readonly DataDrivenName[] = ['markov_1', 'markov_2', 'markov_3', 'shapley_rate']

/** `journey('A B A')` */
const journey = (channels: string) => journeyOf(channels.split(' ').map((channel, i) => touch(`t${i}`, i, { channel })))

// Removal effects 3/4 and 1/2: golden table google_ads_mailing.
const published = [path('ads', 2), path('mail', 1), path('ads > mail', 1), path('ads', 0, 0, 1)]

describe('dataDrivenRule', () => {
  it.each([
    ['by removal effect', 'ads mail', [6e14, 4e14]],
    ['in equal parts to the touches of a channel', 'ads mail ads', [3e14, 4e14, 3e14]],
    ['all to the only channel', 'mail mail', [5e14, 5e14]],
    ['an unknown channel as the mean of the others', 'ads new mail', [4e14, 333_333_333_333_333, 266_666_666_666_667]],
    ['equally when no channel is known', 'new newer new', [250_000_000_000_000, 5e14, 250_000_000_000_000]],
  ])('shares %s', (_, channels, units) => {
    const found = unitsFrom(dataDrivenRule(fitFrom('markov_1', published)).weights(journey(channels)))
    for (const [i, unit] of units.entries()) expect(Math.abs(found[i]! - unit)).toBeLessThanOrEqual(2)
  })

  it('shares equally when nothing was won', () => {
    for (const model of models) {
      const rule = dataDrivenRule(fitFrom(model, [path('ads > mail', 0, 0, 3)]))
      const units = unitsFrom(rule.weights(journey('ads mail ads')))
      expect(units.map(unit => Math.round(unit / 1e11))).toEqual([2500, 5000, 2500])
    }
  })

  it('says in plain words why a touch earns what it does', () => {
    const rule = dataDrivenRule(fitFrom('markov_1', published))
    expect(rule.because(journey('ads mail ads'), 0)).toBe(
      'ads has a removal effect of 75 %, the largest on this path, and this is one of its 2 touches',
    )
    expect(rule.because(journey('ads mail ads'), 1)).toBe(
      'mail has a removal effect of 50 %, the smallest on this path, and this is its only touch',
    )
    expect(rule.because(journey('mail'), 0)).toBe('mail has a removal effect of 50 %, and this is its only touch')
    expect(rule.because(journey('mail new'), 1)).toBe(
      'new was on no journey of the fit, so it counts as the mean of the others, and this is its only touch',
    )
    expect(dataDrivenRule(fitFrom('markov_1', [])).because(journey('mail'), 0)).toBe(
      'no channel of this path has earned anything yet, so all earn the same, and this is its only touch',
    )
    const rate = dataDrivenRule(
      fitFrom('shapley_rate', [path('A', 50, 50, 50), path('B', 10, 10, 90), path('A > B', 50, 50, 50)]),
    )
    expect(rate.because(journey('B A'), 1)).toMatch(
      /^A has \d+(\.\d)? % of the Shapley value of this path's channels, the largest on this path, and this is its only touch$/,
    )
  })

  it('states removal effects before normalising', () => {
    const rule = dataDrivenRule(fitFrom('markov_1', published))
    expect(rule.stated(journey('ads mail ads'))).toEqual([0.375, 0.5, 0.375])
    expect(dataDrivenRule(fitFrom('markov_1', [])).stated(journey('ads'))).toBeNull()
  })

  it('of rates, shares an unknown channel as the mean, and stays whole', () => {
    const rule = dataDrivenRule(fitFrom('shapley_rate', [path('A', 5, 5, 5), path('B', 2, 2, 8), path('A > B', 5, 5, 5)]))
    const [a, b, unknown] = rule.weights(journey('A B new'))
    expect(a! + b! + unknown!).toBeCloseTo(1, 14)
    expect(unknown).toBeCloseTo((a! + b!) / 2, 14)
    expect(rule.because(journey('A new'), 1)).toContain('new was on no journey of the fit')
  })
})

describe('fitFrom', () => {
  it('gives the same bytes for the same journeys in any order', () => {
    fc.assert(
      fc.property(somePaths, fc.constantFrom(...models), (paths, model) => {
        const text = JSON.stringify(fitFrom(model, paths))
        expect(JSON.stringify(fitFrom(model, paths.toReversed()))).toBe(text)
        const read = fitOf(JSON.parse(text))
        expect(JSON.stringify(read)).toBe(text)
        const route = journey('A B C A D')
        expect(dataDrivenRule(read).weights(route)).toEqual(dataDrivenRule(fitFrom(model, paths)).weights(route))
      }),
    )
  })

  it('counts what it was fitted on', () => {
    expect(fitFrom('markov_2', published)).toMatchObject({
      model: 'markov_2',
      weights: [
        { channel: 'ads', weight: 0.75, share: 0.6 },
        { channel: 'mail', weight: 0.5, share: 0.4 },
      ],
      conversions: 4,
      value: 4,
      nulls: 1,
      p_conversion: 0.8,
      paths: 3,
      states: 3,
      journeys_per_state: 5 / 3,
      standard_error: null,
      game: null,
    })
  })

  it.each([
    ['markov_1', [path('A', 100, 100, 100)], []],
    ['markov_1', published, ['few_journeys_per_state']],
    ['markov_1', [path('A', 0, 0, 100)], ['no_conversions']],
    ['shapley_rate', [path('A', 100)], ['no_nulls']],
    ['shapley_rate', [path(Array.from({ length: 13 }, (_, i) => `c${i}`).join(' > '), 1, 1, 1)], ['sampled']],
    ['markov_1', [], ['no_conversions', 'few_journeys_per_state']],
  ] as const)('%s warns: %#', (model, paths, codes) => {
    const { warnings } = fitFrom(model, paths)
    expect(warnings.map(({ code }) => code)).toEqual(codes)
  })
})

describe('fitOf', () => {
  const fit = fitFrom('shapley_rate', [path('A > B', 3, 3, 1), path('B', 1, 1, 1)])

  it.each([
    ['nothing', null],
    ['a list', []],
    ['an unknown model', { ...fit, model: 'markov_4' }],
    ['a Markov model with a game', { ...fit, model: 'markov_1' }],
    ['Shapley without a game', { ...fit, game: null }],
    ['weights that are no list', { ...fit, weights: {} }],
    ['a weight below 0', { ...fit, weights: [{ channel: 'A', weight: -1, share: 0 }] }],
    ['a weight that is no number', { ...fit, weights: [{ channel: 'A', weight: '1', share: 0 }] }],
    ['a channel that is no text', { ...fit, weights: [{ channel: 1, weight: 1, share: 0 }] }],
    ['a set beyond the channels', { ...fit, game: { ...fit.game, sets: [{ channels: [2], conversions: 1, nulls: 0 }] } }],
    ['a set out of order', { ...fit, game: { ...fit.game, sets: [{ channels: [1, 0], conversions: 1, nulls: 0 }] } }],
    ['a missing effect', { ...fit, game: { ...fit.game, effects: [0] } }],
  ])('refuses %s', (_, value) => {
    expect(() => fitOf(value)).toThrow(RangeError)
  })
})

describe('shapleyRule', () => {
  it.each([
    ['A', [1]],
    ['A B', [1, 1]],
    ['A B A', [1, 2, 1]],
    ['A A A B B', [2, 2, 2, 3, 3]],
  ])('weighs %s in whole numbers', (channels, weights) => {
    expect(shapleyRule.weights(journey(channels))).toEqual(weights)
  })

  it('splits exactly, also where fractions have no end', () => {
    expect(unitsFrom(shapleyRule.weights(journey('A B A C A')))).toEqual([
      111_111_111_111_111, 333_333_333_333_334, 111_111_111_111_111, 333_333_333_333_333, 111_111_111_111_111,
    ])
  })

  it('takes fractions when no whole numbers fit', () => {
    const primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47]
    const channels = primes.flatMap((prime, i) => Array.from({ length: prime }, () => `c${i}`)).join(' ')
    const units = unitsFrom(shapleyRule.weights(journey(channels)))
    expect(units.reduce((a, b) => a + b)).toBe(1e15)
    expect(units[0]! * 2).toBeCloseTo(1e15 / 15, -1)
  })

  it('says why', () => {
    expect(shapleyRule.because(journey('A B A'), 2)).toBe(
      'A is one of 2 channels, which earn the same, and this is one of its 2 touches',
    )
    expect(shapleyRule.because(journey('A'), 0)).toBe('A is the only channel, and this is its only touch')
    expect(shapleyRule.stated(journey('A B A'))).toEqual([0.25, 0.5, 0.25])
  })
})
