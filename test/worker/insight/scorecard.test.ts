import { expect, it } from 'vitest'
import type { ChoiceModel } from '../../../worker/insight/choice.ts'
import { distanceToTruth, scorecard } from '../../../worker/insight/scorecard.ts'
import { simulate } from '../../../worker/insight/simulate.ts'
import { rules } from './rules.ts'

it('has every scenario and every model, with distances between 0 and 1', () => {
  const scores = scorecard(rules, { accounts: 300, seed: 'card' })
  expect(scores.map(({ scenario }) => scenario)).toEqual(['clean', 'spill_over', 'intent_confounded', 'both'])
  for (const { models, won_deals } of scores) {
    expect(won_deals).toBeGreaterThan(0)
    expect(models.map(({ model }) => model)).toEqual(rules.map(({ name }) => name))
    for (const { distance } of models) expect(distance > 0 && distance < 1).toBe(true)
  }
})

it('measures no distance from a model that credits what is true', () => {
  const simulation = simulate({ scenario: 'clean', accounts: 300, seed: 'truth' })
  const truth = new Map(simulation.truth.channels.map(({ channel, share }) => [channel, share]))
  const path = simulation.truth.channels.map(({ channel }) => ({ channel, touch_at: 0 }))
  const oracle: ChoiceModel = {
    name: 'oracle',
    isDataDriven: false,
    fit: () => deal => deal.path.map(one => truth.get(one.channel)!),
  }
  const deals = [{ account_id: 'a', deal_id: 'd', won_at: 0, value: 1, path }]
  expect(distanceToTruth(oracle, { ...simulation, deals })).toBeCloseTo(0, 12)
})

it('leaves direct out on both sides', () => {
  const simulation = simulate({ scenario: 'clean', accounts: 300, seed: 'direct' })
  const distance = (directShare: number) =>
    distanceToTruth(
      {
        name: 'two',
        isDataDriven: false,
        fit: () => () => [directShare, 1 - directShare],
      },
      {
        ...simulation,
        deals: [
          {
            account_id: 'a',
            deal_id: 'd',
            won_at: 0,
            value: 1,
            path: [
              { channel: 'Direct', touch_at: 0 },
              { channel: 'Email', touch_at: 1 },
            ],
          },
        ],
      },
    )
  expect(distance(0.9)).toBeCloseTo(distance(0), 12)
})
