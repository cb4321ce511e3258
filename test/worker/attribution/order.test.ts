import { expect, it } from 'vitest'
import { inTotalOrder } from '../../../worker/attribution/order.ts'
import { touch } from './histories.ts'

it('orders touches by time, then seq, then id', () => {
  const ordered = [
    touch('b', 1),
    touch('a', 2, { seq: 0 }),
    touch('Z', 2, { seq: 1 }),
    touch('a', 2, { seq: 1 }),
    touch('aa', 2, { seq: 1 }),
  ]
  expect(ordered.toReversed().sort(inTotalOrder)).toEqual(ordered)
})

it('orders ids by code points: U+FF21 before U+1F600, which `<` has the other way round', () => {
  expect('\u{1F600}' < '\uFF21').toBe(true)
  const ids = ['z', '\uD7FF', '\uE000', '\uFF21', '\u{10000}', '\u{1F600}', '\u{1F601}']
  const shuffled = ids.toReversed().map(id => touch(id, 0))
  expect(shuffled.sort(inTotalOrder).map(({ touch_id }) => touch_id)).toEqual(ids)
})
