import { describe, expect, it } from 'vitest'
import type { IdentityLink } from '../../../db/schema.ts'
import { personAt } from '../../../worker/journey/identity.ts'
import { link, MINUTE, START } from './events.ts'

const verified = { trust: 'verified' } as const
const closed = { closed_at: START, closed_by: 'ops', closed_reason: 'wrong person' }

describe('personAt', () => {
  it.each<[string, IdentityLink[], number, string | null]>([
    ['nobody without a link', [], 0, null],
    ['the person of the link', [link('1', 'ann', 10)], 20, 'ann'],
    ['the person at the very moment of the link', [link('1', 'ann', 10)], 10, 'ann'],
    ['the first person before the first link', [link('1', 'ann', 10), link('2', 'bob', 20)], 0, 'ann'],
    ['the first person until the second link', [link('1', 'ann', 10), link('2', 'bob', 20)], 19, 'ann'],
    ['the second person from the second link on', [link('1', 'ann', 10), link('2', 'bob', 20)], 20, 'bob'],
    ['the first person again after a third link', [link('1', 'ann', 10), link('2', 'bob', 20), link('3', 'ann', 30)], 30, 'ann'],
    ['nobody when the link was undone', [link('1', 'ann', 10, closed)], 20, null],
    ['the other person when one link was undone', [link('1', 'ann', 10, closed), link('2', 'bob', 20)], 0, 'bob'],
    ['the later link of one moment', [link('2', 'bob', 10), link('1', 'ann', 10)], 10, 'bob'],
    ['whom a server verified, whatever is claimed later', [link('1', 'ann', 10, verified), link('2', 'bob', 20)], 30, 'ann'],
    ['whom a server verified, whatever was claimed before', [link('1', 'bob', 10), link('2', 'ann', 20, verified)], 5, 'ann'],
    [
      'whoever claimed it when the verified link was undone',
      [link('1', 'ann', 10, { ...closed, ...verified }), link('2', 'bob', 20)],
      5,
      'bob',
    ],
    ['the same with a link that says it twice', [link('1', 'ann', 10), link('2', 'ann', 20)], 25, 'ann'],
  ])('is %s', (_, links, minute, person) => {
    for (const some of [links, links.toReversed()]) expect(personAt(some, START + minute * MINUTE)).toBe(person)
  })
})
