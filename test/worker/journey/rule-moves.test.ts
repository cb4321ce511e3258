import { expect, it } from 'vitest'
import { type ChannelRule, nothingKnown } from '../../../worker/journey/custom-rules.ts'
import { movesUnder, releasedBy } from '../../../worker/journey/rule-moves.ts'

const rule = (channel: string, source: string): ChannelRule => ({
  channel,
  when: [{ field: 'source', operator: 'is', value: source }],
})
const visit = (id: string, channel: string, source: string) => ({ ...nothingKnown, id, at: 0, channel, source })
const visits = [
  visit('1', 'Referral', 'g2'),
  visit('2', 'Referral', 'g2'),
  visit('3', 'Reviews', 'g2'),
  visit('4', 'Partners', 'acme'),
  visit('5', 'Direct', 'x'),
]

it('counts what would move from which channel to which, with examples, and what each rule decides', () => {
  const found = movesUnder(visits, [rule('Reviews', 'g2'), rule('Never', 'y')], () => null)
  expect(found).toEqual({
    moved: 2,
    moves: [{ from: 'Referral', to: 'Reviews', visits: 2, examples: visits.slice(0, 2) }],
    decided: [3, 0],
  })
})

it('leaves to the built-in rules what no rule decides any more', () => {
  const before = [rule('Reviews', 'g2'), rule('Partners', 'acme')]
  expect(releasedBy(visits, before, [rule('Other', 'g2')]).map(({ id }) => id)).toEqual(['4'])
  const found = movesUnder(visits, [], ({ id }) => (id === '4' ? 'Referral' : null))
  expect(found.moves.map(({ from, to, visits: n }) => [from, to, n])).toEqual([['Partners', 'Referral', 1]])
})
