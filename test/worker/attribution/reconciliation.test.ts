import { describe, expect, it } from 'vitest'
import { type CountedWin, type EarnedCredit, reconcile, type WonFacts } from '../../../worker/attribution/reconciliation.ts'

const facts: WonFacts = {
  won_at: 5,
  amount_minor: 100,
  currency: 'USD',
  base_amount_minor: 90,
  base_currency: 'EUR',
  has_amount: true,
  refused_adjustments: 0,
}
const counted: CountedWin = {
  stage_at: 5,
  amount_minor: 100,
  currency: 'USD',
  base_amount_minor: 90,
  base_currency: 'EUR',
  unattributed_reason: null,
}
const all: EarnedCredit = { credited_minor: 100, unattributed_minor: 0, base_credited_minor: 90, base_unattributed_minor: 0 }
const none: EarnedCredit = { credited_minor: 0, unattributed_minor: 100, base_credited_minor: 0, base_unattributed_minor: 90 }
const line = (...args: Parameters<typeof reconcile>) =>
  reconcile(...args).map(
    ({ won_at, currency, won_minor, credited_minor, unattributed_minor, difference_minor, base, reasons }) => [
      won_at,
      currency,
      [won_minor, credited_minor, unattributed_minor, difference_minor],
      base && [base.won_minor, base.credited_minor, base.unattributed_minor, base.difference_minor],
      reasons.join(' '),
    ],
  )

describe('reconcile', () => {
  it.each<[string, Parameters<typeof reconcile>, ReturnType<typeof line>]>([
    ['a win that touches earned', [facts, counted, all], [[5, 'USD', [100, 100, 0, 0], [90, 90, 0, 0], '']]],
    [
      'a win without a touch',
      [facts, { ...counted, unattributed_reason: 'no_touch' }, none],
      [[5, 'USD', [100, 0, 100, 0], [90, 0, 90, 0], 'no_touch']],
    ],
    [
      'a win without an amount',
      [
        { ...facts, amount_minor: 0, base_amount_minor: 0, has_amount: false },
        { ...counted, amount_minor: 0, base_amount_minor: 0 },
        { ...all, credited_minor: 0, base_credited_minor: 0 },
      ],
      [[5, 'USD', [0, 0, 0, 0], [0, 0, 0, 0], 'no_amount']],
    ],
    [
      'a win without a rate: in its own currency it balances',
      [
        { ...facts, base_amount_minor: null },
        { ...counted, base_amount_minor: null },
        { ...all, base_credited_minor: 0 },
      ],
      [[5, 'USD', [100, 100, 0, 0], null, 'no_rate']],
    ],
    ['a win that no run has seen', [facts, null, null], [[5, 'USD', [100, 0, 0, 100], [90, 0, 0, 90], 'not_computed']]],
    [
      'a win not computed under this model',
      [facts, counted, null],
      [[5, 'USD', [100, 0, 0, 100], [90, 0, 0, 90], 'not_computed']],
    ],
    [
      'an amount that changed since',
      [{ ...facts, amount_minor: 70, base_amount_minor: 63 }, counted, all],
      [[5, 'USD', [70, 100, 0, -30], [63, 90, 0, -27], 'changed']],
    ],
    [
      'a rate that came since',
      [facts, { ...counted, base_amount_minor: null }, { ...all, base_credited_minor: 0 }],
      [[5, 'USD', [100, 100, 0, 0], [90, 0, 0, 90], 'changed']],
    ],
    [
      'a rate that went since',
      [{ ...facts, base_amount_minor: null }, counted, all],
      [[5, 'USD', [100, 100, 0, 0], [0, 90, 0, -90], 'changed no_rate']],
    ],
    [
      'a date that moved since: revenue where it is, credit where it was',
      [{ ...facts, won_at: 8 }, counted, all],
      [
        [8, 'USD', [100, 0, 0, 100], [90, 0, 0, 90], 'changed'],
        [5, 'USD', [0, 100, 0, -100], [0, 90, 0, -90], 'changed'],
      ],
    ],
    ['a deal that is not won any more', [null, counted, all], [[5, 'USD', [0, 100, 0, -100], [0, 90, 0, -90], 'changed']]],
    ['a deal that was never won', [null, null, null], []],
    [
      'an adjustment that is no amount',
      [{ ...facts, refused_adjustments: 1 }, counted, all],
      [[5, 'USD', [100, 100, 0, 0], [90, 90, 0, 0], 'refused_adjustment']],
    ],
  ])('%s', (_, args, expected) => {
    expect(line(...args)).toEqual(expected)
  })
})
