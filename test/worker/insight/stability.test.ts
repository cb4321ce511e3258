import { describe, expect, it } from 'vitest'
import type { ChoiceModel } from '../../../worker/insight/choice.ts'
import { simulate } from '../../../worker/insight/simulate.ts'
import { agreementOf, stabilityOf } from '../../../worker/insight/stability.ts'
import { rules } from './rules.ts'

const { accounts, deals } = simulate({ scenario: 'clean', accounts: 1_000, seed: 'stability' })
const ruleNamed = (name: string) => rules.find(rule => rule.name === name)!
const learned = (rule: ChoiceModel): ChoiceModel => ({ ...rule, isDataDriven: true })

describe('stabilityOf', () => {
  it('gives each channel an interval around its share, narrower with more deals', () => {
    const whole = stabilityOf(ruleNamed('first_touch'), accounts, deals, { seed: 's' })!
    const quarter = stabilityOf(ruleNamed('first_touch'), accounts.slice(0, 250), deals.slice(0, deals.length / 4), {
      seed: 's',
    })!
    for (const { low, value, high } of whole.channels) expect(low <= value && value <= high).toBe(true)
    expect(quarter.mean_width / whole.mean_width).toBeGreaterThan(1.5)
    expect(quarter.mean_width / whole.mean_width).toBeLessThan(2.6)
    expect(whole.resamples).toBe(500)
  })

  it('finds a rule that spreads credit steadier than one that gives it to a single touch', () => {
    const linear = stabilityOf(ruleNamed('linear'), accounts, deals, { seed: 's' })!
    const first = stabilityOf(ruleNamed('first_touch'), accounts, deals, { seed: 's' })!
    expect(linear.widest).toBeLessThan(first.widest)
  })

  it('comes to the same by fitting anew on resampled accounts as by weighing', () => {
    const options = { seed: 's', resamples: 100, refits: 100 }
    const weighed = stabilityOf(ruleNamed('last_touch'), accounts, deals, options)!
    const refitted = stabilityOf(learned(ruleNamed('last_touch')), accounts, deals, options)!
    expect(refitted.channels.map(({ channel }) => channel)).toEqual(weighed.channels.map(({ channel }) => channel))
    refitted.channels.forEach(({ low, high }, i) => {
      expect(low).toBeCloseTo(weighed.channels[i]!.low, 12)
      expect(high).toBeCloseTo(weighed.channels[i]!.high, 12)
    })
  })

  it('gives accounts that are drawn twice ids of their own', () => {
    const linear = ruleNamed('linear')
    const seen: boolean[] = []
    const watching: ChoiceModel = {
      ...learned(linear),
      fit(someDeals, someAccounts) {
        seen.push(new Set(someAccounts.map(({ account_id }) => account_id)).size === someAccounts.length)
        return linear.fit(someDeals, someAccounts)
      },
    }
    stabilityOf(watching, accounts, deals, { seed: 's', refits: 5 })
    expect(new Set(seen)).toEqual(new Set([true]))
  })

  it('sees drift when the later deals came another way', () => {
    const path = (channel: string) => [{ channel, touch_at: 0 }]
    const changing = deals.map((deal, i) => ({ ...deal, won_at: i, path: path(i < deals.length / 2 ? 'Email' : 'Event') }))
    expect(stabilityOf(ruleNamed('linear'), accounts, changing, { seed: 's', resamples: 10 })!.drift).toBeGreaterThan(0.99)
    const steady = changing.map(deal => ({ ...deal, path: path('Email') }))
    expect(stabilityOf(ruleNamed('linear'), accounts, steady, { seed: 's', resamples: 10 })).toMatchObject({
      drift: 0,
      top_channel_kept: 1,
      widest: 0,
    })
  })

  it('has nothing to say without a deal', () => {
    expect(stabilityOf(ruleNamed('linear'), accounts, [], { seed: 's' })).toBeNull()
  })
})

it('tells how far models are apart, each pair once', () => {
  const [first, last] = [ruleNamed('first_touch'), ruleNamed('last_touch')]
  const agreement = agreementOf([first, { ...first, name: 'again' }, last], accounts, deals)
  expect(agreement.map(({ models }) => models)).toEqual([
    ['first_touch', 'again'],
    ['first_touch', 'last_touch'],
    ['again', 'last_touch'],
  ])
  expect(agreement[0]!.distance).toBe(0)
  expect(agreement[1]!.distance).toBeGreaterThan(0.05)
})
