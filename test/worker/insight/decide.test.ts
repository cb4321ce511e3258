import { describe, expect, it } from 'vitest'
import type { BackTest, ModelScore } from '../../../worker/insight/back-test.ts'
import { CREDIT_IS_NO_PROOF, decide, type Evidence } from '../../../worker/insight/decide.ts'
import type { ModelStability } from '../../../worker/insight/stability.ts'

const scores = {
  auc: 0.6,
  log_loss: 0.1,
  calibration: { intercept: 0, slope: 1 },
  deciles: [],
  top_decile_lift: 1.5,
}

interface Made {
  readonly log_loss?: number
  readonly standard_error?: number
  readonly is_data_driven?: boolean
  readonly standing?: ModelScore['standing']
  /** Least gain over one rate for all. */
  readonly overRate?: number
  readonly direct?: number
}

function score(model: string, made: Made = {}): ModelScore {
  const {
    log_loss = 0.1,
    standard_error = 0.001,
    is_data_driven = false,
    standing = 'better',
    overRate = 0.001,
    direct = 0.1,
  } = made
  const gain = (low: number) => ({ log_loss: { value: low + 0.01, low, high: low + 0.02 }, auc: { value: 0, low: 0, high: 0 } })
  return {
    ...scores,
    model,
    is_data_driven,
    log_loss,
    standing,
    channels: [
      { channel: 'Direct', credit_share: direct, touch_share: direct, rho: 1 },
      { channel: 'Email', credit_share: 1 - direct, touch_share: 1 - direct, rho: 1 },
    ],
    over_touch_count: gain(standing === 'better' ? 0.001 : -0.01),
    over_constant_rate: gain(overRate),
    behind_best: { log_loss: 0, standard_error },
  }
}

function evidence(models: readonly ModelScore[], widths: Readonly<Record<string, number>> = {}, wonDeals = 500): Evidence {
  const backTest: BackTest = {
    split_at: 0,
    horizon_days: 30,
    window_days: 30,
    landmarks: [0, 1, 2, 3],
    training_deals: 100,
    accounts: 1000,
    rows: 4000,
    wins: 100,
    resamples: 500,
    touch_count: scores,
    constant_rate: scores,
    models,
  }
  const stability = models.map(({ model }, i): ModelStability => {
    const widest = widths[model] ?? 0.05
    const email = 0.5 + i / 10
    const interval = (channel: string, value: number) => ({ channel, value, low: value - widest / 2, high: value + widest / 2 })
    return {
      model,
      channels: [interval('Email', email), interval('Direct', 1 - email)],
      mean_width: widest,
      widest,
      top_channel_kept: 1,
      drift: 0,
      resamples: 500,
    }
  })
  return { wonDeals, backTest, stability }
}

const markov = (made: Made = {}) => score('markov_1', { is_data_driven: true, ...made })

describe('decide', () => {
  it.each([
    // what                                             evidence                                                                     verdict         model       flags
    ['the best rule', evidence([score('first'), score('last', { log_loss: 0.09 })]), 'recommended', 'last', []],
    [
      'a data-driven model that is clearly best',
      evidence([score('last'), markov({ log_loss: 0.09 })]),
      'recommended',
      'markov_1',
      [],
    ],
    ['a rule as good as a data-driven one', evidence([score('last'), markov({ log_loss: 0.0995 })]), 'recommended', 'last', []],
    [
      'a steady model as good as the best',
      evidence([score('first', { log_loss: 0.1005 }), score('last')], { last: 0.11 }),
      'recommended',
      'first',
      [],
    ],
    ['no steady model', evidence([score('last')], { last: 0.11 }), 'cannot_tell', null, ['unstable']],
    ['shares ten points wide', evidence([score('last')], { last: 0.1 }), 'recommended', 'last', []],
    [
      'no better than counting',
      evidence([score('last', { standing: 'not_distinguishable' })]),
      'cannot_tell',
      null,
      ['not_distinguishable'],
    ],
    ['worse than counting', evidence([score('last', { standing: 'worse' })]), 'cannot_tell', null, ['not_distinguishable']],
    ['no better than one rate', evidence([score('last', { overRate: -0.001 })]), 'cannot_tell', null, ['not_distinguishable']],
    [
      'intent in the best model',
      evidence([score('first'), score('u'), score('last', { log_loss: 0.09, direct: 0.4 })]),
      'cannot_tell',
      null,
      ['intent_confounded'],
    ],
    [
      'intent in half of the models',
      evidence([score('first', { direct: 0.4 }), score('last', { log_loss: 0.09 })]),
      'cannot_tell',
      null,
      ['intent_confounded'],
    ],
    [
      'intent in one poor model',
      evidence([score('first', { direct: 0.4 }), score('u'), score('last', { log_loss: 0.09 })]),
      'recommended',
      'last',
      [],
    ],
    [
      '99 deals: rules only',
      evidence([score('last'), markov({ log_loss: 0.05 })], {}, 99),
      'too_few_deals',
      'last',
      ['too_few_deals'],
    ],
    [
      '99 deals, data-driven models only',
      evidence([markov()], {}, 99),
      'too_few_deals',
      null,
      ['too_few_deals', 'too_little_history'],
    ],
    [
      '99 deals and no steady rule',
      evidence([score('last')], { last: 0.2 }, 99),
      'too_few_deals',
      null,
      ['too_few_deals', 'unstable'],
    ],
    ['100 deals', evidence([score('last'), markov({ log_loss: 0.05 })], {}, 100), 'recommended', 'markov_1', []],
    ['no back-test', { ...evidence([score('last')]), backTest: null }, 'cannot_tell', null, ['too_little_history']],
  ] as const)('%s', (_, given, verdict, model, flags) => {
    const decision = decide(given)
    expect({ verdict: decision.verdict, model: decision.model, flags: decision.flags }).toEqual({ verdict, model, flags })
    expect(decision.reasons.length).toBeGreaterThan(0)
    for (const reason of decision.reasons) expect(reason).toMatch(/\.$/)
  })

  it('trusts an experiment before any score', () => {
    const given = evidence([score('first', { log_loss: 0.05 }), score('u'), score('last', { direct: 0.9 })], {}, 20)
    const experiments = [
      { channel: 'Email', share: 0.71, standard_error: 0.02 },
      { channel: 'Direct', share: 0.9, standard_error: 10 },
    ]
    expect(decide({ ...given, experiments })).toMatchObject({
      verdict: 'recommended',
      model: 'last',
      flags: ['measured_by_experiment'],
    })
  })
})

it('ships the sentence that credit is no proof', () => {
  expect(CREDIT_IS_NO_PROOF).toMatch(/accounting rule.*without an experiment.*causal/)
})
