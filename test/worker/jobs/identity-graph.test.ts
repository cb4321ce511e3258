/** Who visited, as a graph: what a seller believes of visitors and people, told through the public ways in. */
import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { mergePeople, undoMerge } from '../../../worker/identity/merge.ts'
import { writeSetting } from '../../../worker/settings.ts'
import { NOW, useStores } from '../../engines.ts'
import { personId } from '../identity/records.ts'
import { DAY_MS, form, openWorkspace, page, publishedCredits, publishedTouches, type Workspace } from './workspace.ts'

const VISITORS = { a: 'visitor-a-00000000', b: 'visitor-b-00000000', c: 'visitor-c-00000000' } as const

/**
 * A step: `a` a visit of visitor a; `a=ann` its visitor fills in a form as ann@acme.com; `a#P1` a script names the
 * external id P1, `a#P1=ann` with her address; `+P1=ann` the CRM tells of her, `ann>bob` somebody merges Ann into Bob.
 * Each is an hour after the one before.
 */
const scenarios: readonly (readonly [what: string, steps: string, visits: string])[] = [
  ['what was anonymous is whoever fills in the form', 'a a a=ann', 'a:ann a:ann a:ann'],
  ['fan-in: one person with three browsers', 'a=ann b=ann c=ann', 'a:ann b:ann c:ann'],
  ['a chain of merges leads to its end', 'a=ann b=bob c=eve ann>bob bob>eve', 'a:eve b:eve c:eve'],
  ['a diamond: two ways to one person', 'a=ann b=bob c=eve ann>bob bob>joe eve>joe', 'a:joe b:joe c:joe'],
  ['a late bridge: a browser is shown to be the other’s at last', 'a b=ann a a=ann', 'a:ann b:ann a:ann a:ann'],
  ['a shared browser is split in time and merges nobody', 'a=ann a a=bob a b=bob', 'a:ann a:ann a:bob a:bob b:bob'],
  ['a bridge to oneself changes nothing', 'a=ann a=ann a', 'a:ann a:ann a:ann'],
  ['after signing out the browser is a new visitor, and anonymous again', 'a=ann b', 'a:ann'],
  ['anonymous again, then known: both histories', 'a=ann b b=ann', 'a:ann b:ann b:ann'],
  ['two ids of the CRM on one browser stay two people', 'a=ann a#P2 b=ann', 'a:ann a:pam b:ann'],
  ['merged people on a shared browser are one there, too', 'a=ann a=bob a=eve bob>ann', 'a:ann a:ann a:eve'],
  ['an id with the address of somebody unknown joins both to one person', 'a#X1=ann b#X1 c=ann', 'a:ann b:ann c:ann'],
  ['an id that is named before its address', 'b#X1 a#X1=ann', 'b:ann a:ann'],
  ['an id that is named before the CRM tells of it', 'a#P9 a +P9=eve', 'a:eve a:eve'],
  ['an id that the CRM gives to somebody else than its address', 'a#X1=ann b#X1 +X1=eve', 'a:eve b:eve'],
  ['an id and another one’s address: the id counts, nobody is merged', 'b=bob a#P2=bob', 'b:bob a:pam'],
  ['the same before the other one is known', 'a#P2=bob b=bob', 'a:pam b:bob'],
  ['two ids of the CRM, one as an address', 'b=joe a#P2=joe', 'b:joe a:pam'],
  ['an id and its own address', 'a#P2=pam b=pam', 'a:pam b:pam'],
  ['one id with two addresses is nobody’s by itself', 'a#X1=ann b#X1=bob c#X1', 'a:ann b:bob'],
  ['the conflict is decided: one person', 'b=bob a#P2=bob bob>P2', 'b:pam a:pam'],
]

const CRM = [
  { external_id: 'P1', email: 'joe@acme.com' },
  { external_id: 'P2', email: 'pam@acme.com' },
]

describe('who visited', () => {
  const open = useStores('sqlite')

  it.each(scenarios)('%s', async (_, steps, visits) => {
    const ws = await openWorkspace(await open())
    await ws.import('people', CRM)
    for (const step of steps.split(' ')) await take(ws, step)
    await ws.attribute()
    expect(await visitsOf(ws)).toEqual(visits)
  })

  it('a contact of a deal who is merged with somebody brings their visits, until that is undone', async () => {
    const ws = await openWorkspace(await open())
    await writeSetting(ws.db, 'attribution.scope', 'contact_roles')
    await ws.import('people', CRM)
    await take(ws, 'a=ann')
    const deal = { external_id: 'D1', account: 'acme.com', amount: '100', currency: 'EUR', status: 'won', closed_at: at(ws) }
    await ws.import('deals', [{ ...deal, contacts: 'P2', primary_contact: 'P2' }])
    await ws.attribute()
    const earners = async () => [...new Set((await publishedCredits(ws.db)).map(credit => credit.touch_id))]
    expect(await earners()).toEqual([''])
    for (const [from, into] of [
      ['ann@acme.com', 'P2'],
      ['P2', 'ann@acme.com'],
    ] as const) {
      const order = {
        from_id: await personId(ws.db, from),
        into_id: await personId(ws.db, into),
        actor: 'test',
        reason: 'one person',
      }
      const { merge_id } = await mergePeople(ws.db, order, NOW)
      await ws.attribute()
      expect(await earners()).toEqual([expect.stringMatching(/^s_/)])
      await undoMerge(ws.db, merge_id, order, NOW)
      await ws.attribute()
      expect(await earners()).toEqual([''])
    }
  })

  it('a person who is identified 200 days later earns the credit of the visits before', async () => {
    const ws = await openWorkspace(await open())
    await ws.import('accounts', [{ external_id: 'A1', name: 'Acme', domains: 'acme.com' }])
    await ws.visit(VISITORS.a, page(at(ws), 'https://www.example.com/?utm_source=google&utm_medium=cpc'))
    ws.clock.now += 100 * DAY_MS
    const deal = { external_id: 'D1', account: 'A1', amount: '100', currency: 'EUR', status: 'won', closed_at: at(ws) }
    await ws.import('deals', [deal])
    await ws.attribute()
    const earners = async () => [...new Set((await publishedCredits(ws.db)).map(credit => credit.touch_id))]
    expect(await earners()).toEqual([''])

    ws.clock.now += 100 * DAY_MS
    await ws.visit(VISITORS.a, form(at(ws), 'ann@gmail.com'))
    await ws.attribute()
    expect(await earners()).toEqual([''])
    await ws.visit(VISITORS.b, form(at(ws), 'ann@acme.com'))
    const order = {
      from_id: await personId(ws.db, 'ann@gmail.com'),
      into_id: await personId(ws.db, 'ann@acme.com'),
      actor: 'test',
      reason: 'one person',
    }
    const { merge_id } = await mergePeople(ws.db, order, NOW)
    await ws.attribute()
    expect(await earners()).toEqual([expect.stringMatching(/^s_/)])
    await undoMerge(ws.db, merge_id, order, NOW)
    await ws.attribute()
    expect(await earners()).toEqual([''])
  })
})

describe('who visited, when the job runs in between', () => {
  const open = useStores('sqlite')

  it('is the same', async () => {
    for (const [what, steps, visits] of scenarios.filter(([, steps]) => /[#>]/.test(steps))) {
      const ws = await openWorkspace(await open())
      await ws.import('people', CRM)
      for (const step of steps.split(' ')) {
        await take(ws, step)
        await ws.attribute()
      }
      expect([what, await visitsOf(ws)]).toEqual([what, visits])
    }
  })
})

const at = (ws: Workspace) => new Date(ws.clock.now).toISOString()
const emailOf = (name: string) => (/^P\d$/.test(name) ? name : `${name}@acme.com`)

async function take(ws: Workspace, step: string): Promise<void> {
  ws.clock.now += DAY_MS / 24
  const [from, into] = step.split('>')
  if (from && into) {
    const [from_id, into_id] = [await personId(ws.db, emailOf(from)), await personId(ws.db, emailOf(into))]
    await mergePeople(ws.db, { from_id, into_id, actor: 'test', reason: 'known' }, ws.clock.now)
    return
  }
  const [, known, address] = /^\+(\w+)=(\w+)$/.exec(step) ?? []
  if (known && address) return ws.import('people', [{ external_id: known, email: emailOf(address) }])
  const [, name = '', sign, who = '', beside] = /^([abc])([=#]?)(\w*)(?:=(\w+))?$/.exec(step) ?? []
  const visitor = name === 'a' ? VISITORS.a : name === 'b' ? VISITORS.b : VISITORS.c
  const said =
    sign === '='
      ? [form(at(ws), emailOf(who))]
      : sign === '#'
        ? [{ type: 'identify', url: PAGE, external_id: who, created_at: at(ws), ...(beside && { email: emailOf(beside) }) }]
        : []
  await ws.visit(visitor, page(at(ws), PAGE), ...said)
}

const PAGE = 'https://www.example.com/pricing'

/** `visitor:person` of each session that counts, in the order of time. */
async function visitsOf({ db }: Workspace): Promise<string> {
  const names = await db.all<{ person_id: string; email: string }>(sql`select person_id, email from people`)
  const nameOf = new Map(names.map(({ person_id, email }) => [person_id, email.split('@')[0]]))
  const visitors = await db.all<{ session_id: string; visitor_id: string }>(sql`select session_id, visitor_id from sessions`)
  const visitorOf = new Map(visitors.map(({ session_id, visitor_id }) => [session_id, visitor_id['visitor-'.length]]))
  const touches = (await publishedTouches(db)).toSorted((a, b) => a.touch_at - b.touch_at)
  return touches.map(({ session_id, person_id }) => `${visitorOf.get(session_id ?? '')}:${nameOf.get(person_id ?? '')}`).join(' ')
}
