import { describe, expect, it } from 'vitest'
import type { Adjustment, Deal } from '../../../db/schema.ts'
import { ratesFrom } from '../../../worker/attribution/rates.ts'
import { dealMoney } from '../../../worker/jobs/deal-money.ts'

const rates = ratesFrom([
  { currency: 'USD', day: '', rate: '0.5' },
  { currency: 'USD', day: '2026-03-31', rate: '0.9' },
  { currency: 'JPY', day: '2026-03-01', rate: '0.01' },
  { currency: 'KWD', day: '', rate: '99999999999' },
])
const berlin = { currency: 'EUR', timezone: 'Europe/Berlin' }
/** 31 March in Berlin, 30 March in UTC. */
const CLOSE = Date.UTC(2026, 2, 30, 22, 30)

const deal = (fields: Partial<Deal>): Deal => ({
  deal_id: 'd1',
  external_id: 'D1',
  account_ref: null,
  name: null,
  amount_minor: 100_00,
  currency: 'USD',
  status: 'won',
  stage: null,
  created_at: Date.UTC(2026, 2, 5),
  closed_at: CLOSE,
  owner_email: null,
  primary_contact: null,
  properties: '{}',
  date_only: '',
  recorded_at: 0,
  updated_at: 0,
  ...fields,
})
const adjustment = (amount: string): Adjustment => ({
  adjustment_id: `j ${amount}`,
  deal_ref: 'D1',
  amount,
  adjusted_at: 0,
  kind: 'refund',
  date_only: '',
})
const worth = (fields: Partial<Deal>, ...amounts: string[]) => {
  const { amount_minor, base_amount_minor, rate, rate_day, refused } = dealMoney(
    deal(fields),
    amounts.map(adjustment),
    rates,
    berlin,
  )
  return [amount_minor, base_amount_minor, rate, rate_day, refused.length]
}

describe('dealMoney', () => {
  it.each([
    // what                                                    deal                                          adjustments        amount      base      rate    day           refused
    ['the base currency needs no rate', { currency: 'EUR' }, [], [100_00, 100_00, null, null, 0]],
    ['a won deal takes the rate of its close, there', {}, [], [100_00, 90_00, '0.9', '2026-03-31', 0]],
    ['a lost deal, too', { status: 'lost' }, [], [100_00, 90_00, '0.9', '2026-03-31', 0]],
    ['an open deal takes the rate of its creation', { status: 'open' }, [], [100_00, 50_00, '0.5', '', 0]],
    [
      'a day without a rate takes the latest before it',
      { currency: 'JPY', amount_minor: 1000 },
      [],
      [1000, 10_00, '0.01', '2026-03-01', 0],
    ],
    ['a currency without a rate stays unconverted', { currency: 'GBP' }, [], [100_00, null, null, null, 0]],
    ['adjustments change the amount before it is converted', {}, ['-33.33', '10'], [76_67, 69_00, '0.9', '2026-03-31', 0]],
    ['more refunded than sold is below zero', {}, ['-200'], [-100_00, -90_00, '0.9', '2026-03-31', 0]],
    [
      'an adjustment in digits that the currency has not',
      { currency: 'JPY', amount_minor: 1000 },
      ['-1.5', '-100'],
      [900, 9_00, '0.01', '2026-03-01', 1],
    ],
    ['an unknown amount is nothing, and can be amended', { amount_minor: null }, ['20'], [20_00, 18_00, '0.9', '2026-03-31', 0]],
    ['no date at all takes the rate of all days', { created_at: null, closed_at: null }, [], [100_00, 50_00, '0.5', '', 0]],
    ['beyond what can be counted', { currency: 'KWD', amount_minor: 1e12 }, [], [1e12, null, null, null, 0]],
  ] as const)('%s', (_, fields, amounts, expected) => {
    expect(worth(fields, ...amounts)).toEqual(expected)
  })
})
