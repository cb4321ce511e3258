import { describe, expect, it } from 'vitest'
import { backTest } from '../../../worker/insight/back-test.ts'
import type { ChoiceModel } from '../../../worker/insight/choice.ts'
import { simulate } from '../../../worker/insight/simulate.ts'
import { rules } from './rules.ts'

const { accounts, deals, started_at, observed_until } = simulate({ scenario: 'clean', accounts: 1_000, seed: 'back-test' })
const options = { observedUntil: observed_until, seed: 's', resamples: 60 }
const linear = rules.find(({ name }) => name === 'linear')!

describe('backTest', () => {
  it('says the same for the same seed', () => {
    expect(backTest(rules, accounts, deals, options)).toEqual(backTest(rules, accounts, deals, options))
  })

  it('shows models nothing that happened after the split', () => {
    const latest: number[] = []
    const watching: ChoiceModel = {
      ...linear,
      fit(someDeals, someAccounts) {
        for (const { won_at } of someDeals) latest.push(won_at)
        for (const { touches, wins, opportunities } of someAccounts)
          latest.push(...wins, ...opportunities, ...touches.map(({ touch_at }) => touch_at))
        return linear.fit(someDeals, someAccounts)
      },
    }
    const { split_at } = backTest([watching], accounts, deals, options)!
    expect(latest.length).toBeGreaterThan(1_000)
    expect(latest.filter(at => at >= split_at)).toEqual([])
  })

  it('has at least four landmarks, and judges every one by a full horizon', () => {
    const { landmarks, horizon_days, rows, wins } = backTest(rules, accounts, deals, options)!
    expect(landmarks.length).toBeGreaterThanOrEqual(4)
    for (const landmark of landmarks) expect(landmark + horizon_days * 86_400_000).toBeLessThanOrEqual(observed_until)
    expect(wins).toBeGreaterThan(0)
    expect(rows).toBeGreaterThan(wins)
  })

  it('gives one rate for all an AUC of ½, and ranks nobody by it', () => {
    const { constant_rate, touch_count } = backTest(rules, accounts, deals, options)!
    expect(constant_rate.auc).toBe(0.5)
    expect(constant_rate.top_decile_lift).toBeCloseTo(1, 12)
    expect(touch_count.auc).toBeGreaterThan(0.5)
  })

  it('finds a model that credits as touches are spread the same as counting touches', () => {
    const one = (channel: string) => (touch: { readonly touch_at: number }) => ({ ...touch, channel })
    const single = accounts.map(account => ({ ...account, touches: account.touches.map(one('Email')) }))
    const singleDeals = deals.map(deal => ({ ...deal, path: deal.path.map(one('Email')) }))
    const [score] = backTest([linear], single, singleDeals, options)!.models
    expect(score!.channels[0]!.rho).toBeCloseTo(1, 12)
    expect(score!.over_touch_count.log_loss).toEqual({ value: 0, low: 0, high: 0 })
    expect(score!.standing).toBe('not_distinguishable')
  })

  it('finds a model that credits what causes wins better than one that credits the rest', () => {
    const channels = [
      { channel: 'Event', weekly_rate: 0.1, effect: 0.02, carry_over: 0.6 },
      { channel: 'Display', weekly_rate: 0.3, effect: 0, carry_over: 0.6 },
    ]
    const crediting = (name: string, channel: string): ChoiceModel => ({
      name,
      isDataDriven: false,
      fit: () => deal => {
        const weights: number[] = deal.path.map(touch => (touch.channel === channel ? 1 : 0.01))
        const total = weights.reduce((sum, weight) => sum + weight, 0)
        return weights.map(weight => weight / total)
      },
    })
    const world = simulate({ scenario: 'clean', accounts: 1_500, seed: 'causal', channels })
    const [good, bad] = backTest(
      [crediting('causal', 'Event'), crediting('idle', 'Display')],
      world.accounts,
      world.deals,
      options,
    )!.models
    expect(good!.standing).toBe('better')
    expect(good!.behind_best.log_loss).toBe(0)
    expect(bad!.standing).toBe('worse')
    expect(bad!.behind_best.log_loss).toBeGreaterThan(0)
  })

  it.each([
    ['a history of weeks', deals, started_at + 80 * 86_400_000],
    ['no deal', [], observed_until],
  ] as const)('does not judge by %s', (_, someDeals, observedUntil) => {
    expect(backTest(rules, accounts, someDeals, { ...options, observedUntil })).toBeNull()
  })
})
