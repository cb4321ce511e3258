/** The whole of it, on workspaces whose truth is known. */
import { describe, expect, it } from 'vitest'
import { chooseModel } from '../../../worker/insight/model-choice.ts'
import { distanceToTruth } from '../../../worker/insight/scorecard.ts'
import { defaultChannels, type SimulationSettings, simulate } from '../../../worker/insight/simulate.ts'
import { rules } from './rules.ts'

function choiceOn(settings: SimulationSettings) {
  const simulation = simulate(settings)
  const { accounts, deals, observed_until } = simulation
  return {
    simulation,
    choice: chooseModel(rules, accounts, deals, { observedUntil: observed_until, seed: 'choice', resamples: 100 }),
  }
}

/** Three channels cause what marketing causes; touches are rare, so that few hide the one that counted. */
const fewCauses = defaultChannels.map(channel => ({
  ...channel,
  weekly_rate: channel.weekly_rate / 2,
  effect: channel.effect < 0.003 ? 0 : channel.effect * 3,
}))

const noEffect = defaultChannels.map(channel => ({ ...channel, effect: 0 }))

describe('without confounding', () => {
  const { simulation, choice } = choiceOn({ scenario: 'clean', accounts: 4_000, seed: 'clear', channels: fewCauses })
  const models = choice.back_test!.models
  const distances = rules.map(rule => distanceToTruth(rule, simulation))

  it('ranks models as their closeness to the truth does', () => {
    const losses = models.map(({ log_loss }) => log_loss)
    expect(rankCorrelation(losses, distances)).toBeGreaterThan(0.7)
  })

  it('finds one of the closest best', () => {
    const best = models.findIndex(({ behind_best }) => behind_best.log_loss === 0)
    const closer = distances.filter(distance => distance < distances[best]!)
    expect(closer.length).toBeLessThan(3)
  })

  it('recommends one that beats both baselines, and raises no flag', () => {
    expect(choice.decision).toMatchObject({ verdict: 'recommended', flags: [] })
    const chosen = models.find(({ model }) => model === choice.decision.model)!
    expect(chosen.over_touch_count.log_loss.low).toBeGreaterThan(0)
    expect(chosen.over_constant_rate.log_loss.low).toBeGreaterThan(0)
  })

  it('says the same whatever the order in which accounts and deals come', () => {
    const { accounts, deals, observed_until } = simulate({ scenario: 'clean', accounts: 600, seed: 'order' })
    const options = { observedUntil: observed_until, seed: 'choice', resamples: 20 }
    const again = chooseModel(rules, accounts.toReversed(), deals.toReversed(), options)
    expect(again).toEqual(chooseModel(rules, accounts, deals, options))
  })
})

it.each(['intent_confounded', 'both'] as const)('flags intent and recommends nothing: %s', scenario => {
  const { decision } = choiceOn({ scenario, accounts: 1_500, seed: 'confounded' }).choice
  expect(decision).toMatchObject({ verdict: 'cannot_tell', model: null })
  expect(decision.flags).toContain('intent_confounded')
  expect(decision.reasons[0]).toMatch(/Direct/)
})

it.each(['a', 'b', 'c'])('cannot tell where touches have nothing to do with winning (%s)', seed => {
  const { decision } = choiceOn({ scenario: 'clean', accounts: 1_500, seed: `noise ${seed}`, channels: noEffect }).choice
  expect(decision).toMatchObject({ verdict: 'cannot_tell', model: null })
  expect(decision.flags).toContain('not_distinguishable')
  expect(decision.flags).not.toContain('intent_confounded')
})

it('says so when fewer than 100 deals were won', () => {
  const { choice } = choiceOn({ scenario: 'clean', accounts: 400, seed: 'few' })
  expect(choice.won_deals).toBeLessThan(100)
  expect(choice.decision.verdict).toBe('too_few_deals')
  expect(choice.decision.flags).toContain('too_few_deals')
})

/** Spearman's. */
function rankCorrelation(some: readonly number[], others: readonly number[]): number {
  const [a, b] = [ranks(some), ranks(others)]
  const mean = (some.length - 1) / 2
  const product = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, one, i) => sum + (one - mean) * (y[i]! - mean), 0)
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b))
}

function ranks(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b)
  return values.map(value => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2)
}
