import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Adjustment, Deal } from '../../../db/schema.ts'
import { bookingsOf, type NetSoFar } from '../../../worker/attribution/bookings.ts'
import { decimalFrom } from '../../../worker/attribution/currency.ts'
import { ratesFrom } from '../../../worker/attribution/rates.ts'
import { apportion } from '../../../worker/attribution/split.ts'
import { dealMoney, netsOf } from '../../../worker/jobs/deal-money.ts'

interface GoldenMoney {
  refund_sequence: { weights: number[]; steps: { net: number; booked_lines: number[] }[] }[]
}
const golden: GoldenMoney = JSON.parse(readFileSync('test/fixtures/money.json', 'utf8'))

const net = (net_minor: number, at = 0, kind: NetSoFar['kind'] = 'amendment'): NetSoFar => ({
  kind,
  at,
  net_minor,
  base_net_minor: null,
})

describe('bookingsOf', () => {
  it.each(golden.refund_sequence)('books over $weights what was published', ({ weights, steps }) => {
    const booked = bookingsOf(
      0,
      steps.map(step => net(step.net)),
      weights,
    )
    expect(booked.map(booking => booking.lines.map(line => line.amount_minor))).toEqual(steps.map(step => step.booked_lines))
  })

  it('books nothing before the stage', () => {
    const booked = bookingsOf(50, [net(9, 50, 'original'), net(8, 20), net(7, 60)], [1])
    expect(booked.map(({ booked_at, amount_minor }) => [booked_at, amount_minor])).toEqual([
      [50, 9],
      [50, -1],
      [60, -1],
    ])
  })
})

const CLOSE = Date.UTC(2026, 0, 5)
const berlin = { currency: 'EUR', timezone: 'Europe/Berlin' }
const rates = ratesFrom([
  { currency: 'JPY', day: '', rate: '0.00611' },
  { currency: 'KWD', day: '', rate: '2.9871' },
])
const dealOf = (currency: string, amount_minor: number | null): Deal => ({
  deal_id: 'd',
  external_id: 'D',
  account_ref: null,
  name: null,
  amount_minor,
  currency,
  status: 'won',
  stage: null,
  created_at: 0,
  closed_at: CLOSE,
  owner_email: null,
  primary_contact: null,
  properties: '{}',
  date_only: '',
  recorded_at: 0,
  updated_at: 0,
})
const adjustment = (currency: string, minor: number, i: number, adjusted_at = i): Adjustment => ({
  adjustment_id: `j${i}`,
  deal_ref: 'D',
  amount: decimalFrom(minor, currency),
  adjusted_at,
  kind: minor < 0 ? 'refund' : 'amendment',
  date_only: '',
})

describe('bookings of a deal', () => {
  const anyMinor = fc.oneof(fc.integer({ min: -300, max: 300 }), fc.integer({ min: -(10 ** 12), max: 10 ** 12 }))
  const anyWeights = fc
    .array(fc.integer({ min: 0, max: 10 ** 15 }), { minLength: 1, maxLength: 9 })
    .filter(weights => weights.some(weight => weight > 0))

  it.each(['EUR', 'JPY', 'KWD', 'CHF'])('in %s sum to the credit of each touch, and end at 0 after a full refund', currency => {
    fc.assert(
      fc.property(
        anyMinor,
        fc.array(fc.tuple(anyMinor, fc.nat(9)), { maxLength: 6 }),
        anyWeights,
        fc.boolean(),
        (amount, changes, weights, isRefunded) => {
          const deal = dealOf(currency, amount)
          const adjustments = changes.map(([minor, at], i) => adjustment(currency, minor, i, CLOSE + at))
          const left = changes.reduce((sum, [minor]) => sum + minor, amount)
          if (isRefunded) adjustments.push(adjustment(currency, -left, 99, CLOSE + 99))
          const money = dealMoney(deal, adjustments, rates, berlin)
          const nets = netsOf({ stage_at: CLOSE, ...money }, deal, adjustments.toReversed())
          const booked = bookingsOf(CLOSE, nets ?? [], weights)
          const sums = weights.map((_, i) => booked.reduce((sum, { lines }) => sum + lines[i]!.amount_minor, 0))
          const baseSums = weights.map((_, i) => booked.reduce((sum, { lines }) => sum + (lines[i]!.base_amount_minor ?? 0), 0))
          expect(sums).toEqual(apportion(money.amount_minor, weights))
          expect(baseSums).toEqual(apportion(money.base_amount_minor ?? 0, weights))
          expect(booked.every(({ base_amount_minor }) => (base_amount_minor === null) === (currency === 'CHF'))).toBe(true)
          for (const { amount_minor, lines } of booked)
            expect(lines.reduce((sum, line) => sum + line.amount_minor, 0)).toBe(amount_minor)
          if (isRefunded) expect(sums.every(sum => sum === 0)).toBe(true)
        },
      ),
    )
  })

  it('are unknown when the deal has changed since its journey was computed', () => {
    const deal = dealOf('EUR', 100)
    const journey = { stage_at: CLOSE, ...dealMoney(deal, [], rates, berlin) }
    expect(netsOf(journey, deal, [])).toHaveLength(1)
    expect(netsOf(journey, deal, [adjustment('EUR', -1, 1)])).toBeNull()
    expect(netsOf(journey, { ...deal, currency: 'JPY' }, [])).toBeNull()
  })

  it('leave out an adjustment that is no amount in the deal’s currency, as the credit does', () => {
    const deal = dealOf('JPY', 500)
    const adjustments = [adjustment('JPY', -100, 1), { ...adjustment('JPY', 0, 2), amount: '-0.50' }]
    const journey = { stage_at: CLOSE, ...dealMoney(deal, adjustments, rates, berlin) }
    expect(netsOf(journey, deal, adjustments)?.map(one => one.net_minor)).toEqual([500, 400])
  })

  it('count an unknown amount as 0, and go on where the base currency has no room', () => {
    const deal = dealOf('KWD', null)
    const adjustments = [adjustment('KWD', 10 ** 15, 1), adjustment('KWD', -(10 ** 15) + 1000, 2)]
    const journey = {
      stage_at: CLOSE,
      ...dealMoney(deal, adjustments, ratesFrom([{ currency: 'KWD', day: '', rate: '99' }]), berlin),
    }
    expect(netsOf(journey, deal, adjustments)?.map(one => [one.net_minor, one.base_net_minor])).toEqual([
      [0, 0],
      [10 ** 15, 0],
      [1000, 9900],
    ])
  })
})
