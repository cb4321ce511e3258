import { describe, expect, it } from 'vitest'
import { modelNamed } from '../../../worker/attribution/models.ts'
import { compare, type DealMoney, moneyByChannel } from '../../../worker/pages/before-after.ts'
import { UNATTRIBUTED } from '../../../worker/pages/credit-table.ts'
import { journeyOf, touch } from '../attribution/histories.ts'

const deal = (ref: string, byChannel: Record<string, number>): DealMoney => ({
  deal_id: `id-${ref}`,
  ref,
  name: null,
  byChannel: new Map(Object.entries(byChannel)),
})

describe('moneyByChannel', () => {
  it('adds up to the amount, to the minor unit, whatever its sign', () => {
    const journey = journeyOf(['Email', 'Event', 'Email'].map((channel, i) => touch(`t${i}`, i, { channel })))
    const linear = modelNamed('linear')!
    expect(moneyByChannel(journey, linear, 1_00)).toEqual(
      new Map([
        ['Email', 67],
        ['Event', 33],
      ]),
    )
    expect(moneyByChannel(journey, linear, -1_00)).toEqual(
      new Map([
        ['Email', -67],
        ['Event', -33],
      ]),
    )
    expect(moneyByChannel(journey, modelNamed('first_touch')!, 1_00)).toEqual(new Map([['Email', 1_00]]))
    expect(moneyByChannel(journeyOf([]), linear, 5_00)).toEqual(new Map([[UNATTRIBUTED, 5_00]]))
  })
})

describe('compare', () => {
  it('says what each channel wins and loses, and which deals move most', () => {
    const before = [deal('a', { Email: 100, Sales: 50 }), deal('b', { Sales: 30 }), deal('c', { [UNATTRIBUTED]: 10 })]
    const after = [deal('a', { Email: 20, Sales: 60, Video: 70 }), deal('b', { Sales: 30 }), deal('c', { [UNATTRIBUTED]: 10 })]
    expect(compare(before, after)).toEqual({
      deals: 3,
      before: 190,
      after: 190,
      moved: 80,
      moved_deals: 1,
      channels: [
        { channel: 'Sales', isUnattributed: false, before: 80, after: 90 },
        { channel: 'Video', isUnattributed: false, before: 0, after: 70 },
        { channel: 'Email', isUnattributed: false, before: 100, after: 20 },
        { channel: UNATTRIBUTED, isUnattributed: true, before: 10, after: 10 },
      ],
      most: [{ ref: 'a', name: null, moved: 80, from: 'Email', to: 'Video' }],
    })
  })

  it('takes a deal that comes or goes as a whole', () => {
    const comparison = compare([deal('a', { Email: 100 })], [deal('b', { Sales: 40 })])
    expect(comparison).toMatchObject({ deals: 2, before: 100, after: 40, moved: 140, moved_deals: 2 })
    expect(comparison.most.map(({ ref, from, to }) => [ref, from, to])).toEqual([
      ['a', 'Email', null],
      ['b', null, 'Sales'],
    ])
  })

  it('names three deals at most, the largest first, and of equals the first by its id', () => {
    const sizes = { d: 5, c: 5, a: 1, b: 9, e: 4 }
    const before = Object.entries(sizes).map(([ref, amount]) => deal(ref, { Email: amount }))
    const after = Object.entries(sizes).map(([ref, amount]) => deal(ref, { Sales: amount }))
    expect(compare(before, after).most.map(({ ref }) => ref)).toEqual(['b', 'c', 'd'])
  })

  it('has nothing to say about nothing', () => {
    expect(compare([], [])).toMatchObject({ deals: 0, before: 0, after: 0, moved: 0, channels: [], most: [] })
  })
})
