import { describe, expect, it } from 'vitest'
import { type ChoiceAccount, DAY_MS } from '../../../worker/insight/choice.ts'
import { landmarkPlan, landmarkRows, medianCycleDays } from '../../../worker/insight/landmarks.ts'

const days = (count: number) => count * DAY_MS

function account(
  touchDays: readonly number[],
  winDays: readonly number[] = [],
  opportunityDays: readonly number[] = [],
): ChoiceAccount {
  return {
    account_id: 'a',
    touches: touchDays.map(day => ({ touch_at: days(day), channel: day % 2 === 0 ? 'even' : 'odd' })),
    wins: winDays.map(days),
    opportunities: opportunityDays.map(days),
  }
}

describe('landmarkRows', () => {
  const spans = { horizon_ms: days(20), window_ms: days(30) }

  it.each([
    // what                                        touches            wins   rows of [label, even, odd] at day 100
    ['touches of the window, by channel', [70, 71, 72, 100], [], [[0, 2, 1]]],
    ['a touch after the landmark does not count', [90, 101, 102], [], [[0, 1, 0]]],
    ['a win within the horizon', [90], [120], [[1, 1, 0]]],
    ['a win after the horizon', [90], [121], [[0, 1, 0]]],
    ['a win at the landmark: no longer at risk', [90], [100], []],
    ['an account that nobody has seen yet', [101], [], []],
    ['an account seen long ago', [10], [], [[0, 0, 0]]],
  ] as const)('%s', (_, touches, wins, expected) => {
    const rows = landmarkRows([account(touches, wins)], [days(100)], spans, ['even', 'odd'], days(120))
    const given = Array.from({ length: rows.count }, (_, row) => [
      rows.label[row],
      ...rows.touches.subarray(row * 2, row * 2 + 2),
    ])
    expect(given).toEqual(expected)
  })

  it('leaves out landmarks whose horizon is not over: an open deal is no lost one', () => {
    const rows = landmarkRows([account([90])], [days(100), days(101)], spans, ['even', 'odd'], days(120))
    expect(rows.count).toBe(1)
  })
})

describe('medianCycleDays', () => {
  it.each([
    ['from the last opportunity before the win', [account([], [100], [10, 60, 101])], 40],
    ['half of the deals take longer', [20, 30, 90].map(cycle => account([], [100], [100 - cycle])), 30],
    ['a CRM that writes both on one day', [account([], [100], [100])], 14],
    ['years', [account([], [2000], [100])], 180],
    ['no opportunity is known', [account([], [100])], 60],
  ] as const)('%s', (_, accounts, expected) => {
    expect(medianCycleDays(accounts)).toBe(expected)
  })
})

describe('landmarkPlan', () => {
  const winner = (won: number) => ({ account_id: 'a', deal_id: `d${won}`, won_at: days(won), value: 1, path: [] })

  it('keeps four landmarks after the split, all horizons over, and all training before the split', () => {
    const plan = landmarkPlan([account([0], [100], [80])], [winner(100)], days(300))!
    expect(plan.horizon_ms).toBe(days(20))
    expect(plan.held_out.length).toBeGreaterThanOrEqual(4)
    expect(plan.held_out[0]).toBe(plan.split_at)
    for (const landmark of plan.held_out) expect(landmark + plan.horizon_ms).toBeLessThanOrEqual(days(300))
    for (const landmark of plan.training) expect(landmark + plan.horizon_ms).toBeLessThanOrEqual(plan.split_at)
  })

  it('takes more landmarks only where most deals still come before', () => {
    const early = landmarkPlan([account([0], [100], [80])], [10, 20, 30].map(winner), days(1000))!
    const late = landmarkPlan([account([0], [100], [80])], [10, 890, 900].map(winner), days(1000))!
    expect(early.held_out.length).toBe(12)
    expect(late.held_out.length).toBe(4)
  })

  it.each([
    ['a short history', [account([0])], 150],
    ['no touches', [account([])], 1000],
    ['a short history but for one touch of long ago', [...new Array(200).fill(account([900])), account([0])], 1000],
  ] as const)('is none with %s', (_, accounts, until) => {
    expect(landmarkPlan(accounts, [], days(until))).toBeNull()
  })
})
