import { describe, expect, it } from 'vitest'
import type { CreditPart } from '../../../db/queries/credit-totals.ts'
import { creditLines, dealsBehind, UNATTRIBUTED } from '../../../worker/pages/credit-table.ts'

const part = (deal_id: string, key: string | null, base_minor: number, more: Partial<CreditPart> = {}): CreditPart => ({
  deal_id,
  run_id: 'r',
  model: 'linear',
  key,
  is_unattributed: 0,
  base_minor,
  touches: 1,
  ...more,
})
const none = (deal_id: string, base_minor: number) => part(deal_id, null, base_minor, { is_unattributed: 1, touches: 0 })

describe('creditLines', () => {
  it('puts the largest first and what no touch earned last, even when it is the largest or nothing', () => {
    const lines = creditLines('channel', 'linear', [part('a', 'Email', 5), part('a', 'Video', 7), none('b', 99)])
    expect(lines.map(line => [line.label, line.byModel.get('linear')])).toEqual([
      ['Video', 7],
      ['Email', 5],
      [UNATTRIBUTED, 99],
    ])
    expect(creditLines('channel', 'linear', []).map(line => line.label)).toEqual([UNATTRIBUTED])
  })

  it('tells a missing campaign from what no touch earned', () => {
    const lines = creditLines('campaign', 'linear', [part('a', null, 3), none('b', 4)])
    expect(lines.map(line => line.label)).toEqual(['(no campaign)', UNATTRIBUTED])
  })

  it('counts deals and touches of the chosen model only', () => {
    const lines = creditLines('channel', 'first_touch', [part('a', 'Email', 5), part('b', 'Email', 9, { model: 'first_touch' })])
    expect(lines[0]).toMatchObject({ deals: 1, touches: 1 })
  })
})

describe('dealsBehind', () => {
  it('adds up what one line earned of each deal', () => {
    const deals = ['a', 'b'].map(deal_id => ({
      deal_id,
      run_id: 'r',
      external_id: deal_id,
      deal_name: null,
      account_id: null,
      account_name: null,
      stage_at: 1,
      amount_minor: 1,
      currency: 'EUR',
      base_amount_minor: 1,
      path_length: 1,
    }))
    const parts = [part('a', 'x.example', 1), part('a', 'x.example', 2), part('b', 'x.example', 9), part('b', 'y.example', 7)]
    expect(
      dealsBehind('content', 'x.example', 'linear', parts, deals).map(found => [
        found.deal.deal_id,
        found.base_minor,
        found.touches,
      ]),
    ).toEqual([
      ['b', 9, 1],
      ['a', 3, 2],
    ])
  })
})
