import { describe, expect, it } from 'vitest'
import { insertInto } from '../../../db/database.ts'
import { type Person, people } from '../../../db/schema.ts'
import { personAt } from '../../../worker/journey/identity.ts'
import { describeEachEngine, NOW, useStores } from '../../engines.ts'
import { callOf, type SegmentCollector, startSegment } from '../collect/segment/segment.ts'

const MINUTE_MS = 60_000

/** Minutes since the beginning of a story; it ends an hour before now. */
const at = (minute: number) => NOW - 120 * MINUTE_MS + minute * MINUTE_MS

type Sender = 'site' | 'server'
type Said = readonly [Sender, type: string, minute: number, fields: object]

const identify = (minute: number, userId: string, email: string, fields: object = {}, by: Sender = 'site'): Said => [
  by,
  'identify',
  minute,
  { userId, traits: { email: `${email}@acme.example` }, ...fields },
]
const page = (minute: number, ids: object, by: Sender = 'site'): Said => [by, 'page', minute, ids]
const alias = (minute: number, previousId: string, userId: string, by: Sender = 'site'): Said => [
  by,
  'alias',
  minute,
  { previousId, userId },
]

/** `-` stands for nobody. */
const stories: readonly (readonly [
  title: string,
  calls: readonly Said[],
  then: readonly (readonly [string, number, string])[],
])[] = [
  [
    'a user without a browser has a history',
    [identify(1, 'U', 'jane'), page(2, { userId: 'U' })],
    [['claimed user U', 2, 'jane']],
  ],
  [
    'a browser that was seen as the user belongs to the same person',
    [identify(1, 'U', 'jane'), page(2, { anonymousId: 'A', userId: 'U' })],
    [['A', 2, 'jane']],
  ],
  [
    'an identify joins the browser and the user',
    [identify(2, 'U', 'jane', { anonymousId: 'A' }), page(1, { anonymousId: 'B', userId: 'U' })],
    [
      ['A', 1, 'jane'],
      ['B', 1, 'jane'],
    ],
  ],
  ['an alias joins what was before', [alias(3, 'A', 'U'), identify(1, 'U', 'jane')], [['A', 1, 'jane']]],
  [
    'a chain of aliases joins all of it',
    [alias(1, 'A', 'V'), alias(2, 'V', 'U'), identify(3, 'U', 'jane')],
    [
      ['A', 1, 'jane'],
      ['claimed user V', 1, 'jane'],
    ],
  ],
  ['an alias to itself joins nothing', [alias(1, 'U', 'U'), alias(2, 'U', 'U'), identify(3, 'U', 'jane')], [['U', 1, 'jane']]],
  [
    'aliases in a circle end',
    [alias(1, 'V', 'U'), alias(2, 'U', 'V'), identify(3, 'U', 'jane')],
    [
      ['claimed user V', 3, 'jane'],
      ['claimed user U', 3, 'jane'],
    ],
  ],
  [
    'two users of one browser share it in time',
    [
      identify(0, 'U', 'jane'),
      identify(0, 'V', 'ben'),
      ['site', 'identify', 10, { userId: 'U', anonymousId: 'A' }],
      ['site', 'identify', 20, { userId: 'V', anonymousId: 'A' }],
    ],
    [
      ['A', 5, 'jane'],
      ['A', 15, 'jane'],
      ['A', 25, 'ben'],
    ],
  ],
  [
    'somebody who moved to another address is another person from then on',
    [identify(10, 'U', 'jane'), identify(30, 'U', 'jane.doe'), page(5, { userId: 'U', anonymousId: 'A' })],
    [
      ['A', 20, 'jane'],
      ['A', 40, 'jane.doe'],
    ],
  ],
  [
    'what a server says of the user counts for its browsers, too',
    [identify(1, 'U', 'jane', {}, 'server'), page(2, { userId: 'U', anonymousId: 'A' })],
    [['A', 2, 'jane']],
  ],
  [
    'what a page says of the user does not count where a server has said it',
    [identify(1, 'U', 'jane', {}, 'server'), identify(9, 'U', 'evil'), page(2, { userId: 'U', anonymousId: 'A' })],
    [['A', 20, 'jane']],
  ],
  [
    'what a page says of the user does not count for servers',
    [identify(1, 'U', 'evil'), alias(2, 'V', 'U'), page(3, { userId: 'U', anonymousId: 'A' }, 'server')],
    [
      ['A', 3, '-'],
      ['user U', 3, '-'],
    ],
  ],
]

/** Every order of up to four, else there and back. */
function ordersOf<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]]
  return items.flatMap((item, i) => ordersOf(items.toSpliced(i, 1)).map(rest => [item, ...rest]))
}

describe('users of a sender', () => {
  const open = useStores('sqlite')

  it.each(stories)('%s, in whatever order it is said', async (_, calls, then) => {
    const collector = await startSegment(await open())
    const orders = ordersOf(calls)
    for (const [n, order] of orders.entries()) for (const said of order) await say(collector, [said], n)
    await expectStory(collector, then, [...orders.keys()])
  })
})

describeEachEngine('users of a sender', open => {
  it('are the same people in every store, there and back', async () => {
    const collector = await startSegment(await open())
    for (const [n, [, calls]] of stories.entries()) {
      await say(collector, calls, 2 * n)
      await say(collector, calls.toReversed(), 2 * n + 1)
    }
    for (const [n, [, , then]] of stories.entries()) await expectStory(collector, then, [2 * n, 2 * n + 1])
  })

  it('are trusted as far as all who said so', async () => {
    const collector = await startSegment(await open())
    await say(collector, [identify(1, 'U', 'jane', { anonymousId: 'A' }, 'server')], 0)
    await say(collector, [page(2, { userId: 'U', anonymousId: 'B' }, 'server')], 0)
    await say(collector, [page(2, { userId: 'U', anonymousId: 'C' })], 0)
    expect((await collector.links()).map(link => [link.visitor_id, link.method, link.trust])).toEqual([
      ['A.0', 'identify', 'verified'],
      ['B.0', 'user_id', 'verified'],
      ['C.0', 'user_id', 'claimed'],
      ['claimed user U.0', 'user_id', 'claimed'],
      ['user U.0', 'identify', 'verified'],
    ])
  })

  it('are people of the CRM by its id, and never write one', async () => {
    const { db, calls, links, people: all } = await startSegment(await open())
    const crm: Partial<Person> = { person_id: 'p_crm', external_id: 'C7', properties: '{}', source: 'crm', date_only: '' }
    await db.run(insertInto(people, [{ recorded_at: NOW, updated_at: NOW, ...crm } as Person]))
    await calls(callOf('identify', { userId: 'C7' }), callOf('identify', { userId: 'u8', traits: { email: 'ben@acme.example' } }))
    expect(await links()).toMatchObject([
      { visitor_id: 'claimed user C7', person_id: 'p_crm' },
      { visitor_id: 'claimed user u8' },
    ])
    expect((await all()).map(person => [person.email, person.external_id])).toEqual(
      expect.arrayContaining([
        ['ben@acme.example', null],
        [null, 'C7'],
      ]),
    )
  })

  it('cost one link for each browser, however often they are identified', async () => {
    const collector = await startSegment(await open())
    for (let minute = 1; minute < 6; minute++) {
      await say(collector, [identify(minute, 'U', 'jane')], 0)
      await say(collector, [page(minute, { userId: 'U', anonymousId: 'A' })], 0)
    }
    expect((await collector.links()).filter(link => link.visitor_id === 'A.0')).toHaveLength(1)
  })
})

/** Each order of a story has ids of its own. */
const ofOrder = (id: string, n: number) => `${id}.${n}`

/** Calls of one key in a row go out together. */
async function say({ calls, serverCalls }: SegmentCollector, said: readonly Said[], n: number) {
  for (const by of new Set(said.map(([sender]) => sender))) {
    const batch = said.filter(([sender]) => sender === by).map(one => callFrom(one, n))
    const answer = await (by === 'site' ? calls : serverCalls)(...batch)
    expect(answer.rejected).toEqual([])
  }
}

function callFrom([, type, minute, fields]: Said, n: number): object {
  const own = Object.entries(fields).map(([key, value]) => [
    key,
    key === 'traits' ? { email: value.email.replace('@', `.${n}@`) } : ofOrder(value, n),
  ])
  return callOf(type, { ...Object.fromEntries(own), timestamp: new Date(at(minute)).toISOString() })
}

async function expectStory(collector: SegmentCollector, then: (typeof stories)[number][2], orders: readonly number[]) {
  const links = await collector.links()
  const emails = new Map((await collector.people()).map(({ person_id, email }) => [person_id, email]))
  for (const n of orders) {
    const found = then.map(([visitor, minute]) => {
      const person = personAt(
        links.filter(link => link.visitor_id === ofOrder(visitor, n)),
        at(minute),
      )
      return [visitor, minute, person === null ? '-' : emails.get(person)?.replace(/\.\d+@.*/, '')]
    })
    expect(found, `order ${n}`).toEqual(then)
  }
}
