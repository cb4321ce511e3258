import { describe, expect, it } from 'vitest'
import { BULK, moveNotices, type SeenDeal } from '../../../worker/alerts/moves.ts'
import { NOW } from '../../engines.ts'

const DAY_MS = 86_400_000

const deal = (fields: Partial<SeenDeal> = {}): SeenDeal => ({
  deal_id: 'd1',
  status: 'open',
  stage: 'Demo',
  closed_at: null,
  updated_at: NOW,
  account_id: 'acme',
  before: { status: 'open', stage: 'Demo' },
  ...fields,
})
const open = (stage: string) => ({ status: 'open', stage })

describe('moveNotices', () => {
  it.each([
    ['a stage change', deal({ stage: 'Offer' }), [NOW]],
    ['a win', deal({ status: 'won', closed_at: NOW - DAY_MS }), [NOW - DAY_MS]],
    ['a loss without a date', deal({ status: 'lost' }), [NOW]],
    ['a win dated to the end of today', deal({ status: 'won', closed_at: NOW + DAY_MS - 1 }), [NOW]],
    ['a deal that is open again', deal({ before: { status: 'lost', stage: 'Demo' } }), [NOW]],
    ['a deal seen for the first time', deal({ before: null }), []],
    [
      'one that has just been won, seen for the first time',
      deal({ before: null, status: 'won', closed_at: NOW - DAY_MS }),
      [NOW - DAY_MS],
    ],
    ['a win of last year, seen for the first time', deal({ before: null, status: 'won', closed_at: NOW - 300 * DAY_MS }), []],
    ['a win of last year that was written down now', deal({ status: 'won', closed_at: NOW - 8 * DAY_MS }), []],
    ['a stage that we did not know before', deal({ before: open('') }), []],
    ['a stage that is not said any more', deal({ stage: null }), []],
    ['a change that we look at late', deal({ stage: 'Offer', updated_at: NOW - 8 * DAY_MS }), []],
    ['nothing', deal(), []],
  ])('%s', (_, seen, times) => {
    expect(moveNotices([seen], NOW).map(({ happened_at }) => happened_at)).toEqual(times)
  })

  it('tells of many alike at once as one, for somebody has edited them together', () => {
    const many = Array.from({ length: BULK + 1 }, (_, i) => deal({ deal_id: `d${i}`, stage: 'Offer' }))
    const lone = deal({ deal_id: 'lone', stage: 'Contract' })
    expect(moveNotices([...many, lone], NOW).map(({ facts }) => [facts.deal_id, facts.deals, facts.to.stage])).toEqual([
      [null, BULK + 1, 'Offer'],
      ['lone', 1, 'Contract'],
    ])
    expect(moveNotices(many.slice(1), NOW)).toHaveLength(BULK)
  })

  it('tells of many wins one by one as long as they came from different stages', () => {
    const many = Array.from({ length: BULK + 1 }, (_, i) => deal({ deal_id: `d${i}`, status: 'won', before: open(`stage ${i}`) }))
    expect(moveNotices(many, NOW)).toHaveLength(BULK + 1)
  })

  it('keys a move by the deal and the write that brought it', () => {
    expect(moveNotices([deal({ stage: 'Offer' })], NOW)[0]?.alert_key).toBe(`deal.moved d1 ${NOW}`)
  })
})
