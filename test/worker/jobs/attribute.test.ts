import { type SQL, sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { type Database, insertInto } from '../../../db/database.ts'
import { deals, offlineTouches } from '../../../db/schema.ts'
import { attribute } from '../../../worker/jobs/attribute.ts'
import { writeSetting } from '../../../worker/settings.ts'
import { NOW, useStores } from '../../engines.ts'
import {
  daysBefore,
  form,
  openWorkspace,
  page,
  publishedCredits,
  publishedJourneys,
  publishedTouches,
  type Workspace,
} from './workspace.ts'

const won = (fields: Record<string, string>) => ({
  amount: '100',
  currency: 'EUR',
  status: 'won',
  created_at: daysBefore(5),
  closed_at: daysBefore(1),
  ...fields,
})
const touch = (external_id: string, days: number, fields: Record<string, string>) => ({
  external_id,
  at: daysBefore(days),
  channel: 'Event',
  ...fields,
})

/** Who earned what of the won deals under the linear model, by the deal's and the touch's external id. */
async function earned(ws: Workspace): Promise<string[]> {
  const rows = await publishedCredits(ws.db)
  const deals = await ws.db.all<{ deal_id: string; external_id: string }>(sql`select deal_id, external_id from deals`)
  const nameOf = new Map(deals.map(deal => [deal.deal_id, deal.external_id]))
  return rows
    .filter(row => row.stage === 'won' && row.model === 'linear')
    .map(row => `${nameOf.get(row.deal_id)} ${row.touch_id || '(unattributed)'} ${row.amount_minor}`)
    .sort()
}

const accountNames = async (ws: Workspace) =>
  (await ws.db.all<{ name: string }>(sql`select name from accounts order by name`)).map(row => row.name)

describe('attribute', () => {
  const open = useStores('sqlite')
  const start = async () => openWorkspace(await open())

  it('credits a visitor of March who says in July who it was', async () => {
    const ws = await start()
    ws.clock.now = NOW - 120 * 86_400_000
    await ws.visit(
      'visitor-aaaa-0001',
      page(new Date(ws.clock.now).toISOString(), 'https://www.example.com/', { id: 'event-march' }),
    )
    ws.clock.now = NOW
    await ws.import('accounts', [{ external_id: 'A1', name: 'Acme', domains: 'acme.com' }])
    await ws.import('deals', [won({ external_id: 'D1', account: 'A1' })])
    await ws.attribute()
    expect(await earned(ws)).toEqual(['D1 (unattributed) 10000'])
    await ws.visit('visitor-aaaa-0001', form(daysBefore(0), 'jane@acme.com'))
    await ws.attribute()
    expect(await earned(ws)).toEqual(['D1 s_event-march 10000'])
  })

  it('recomputes only what is stale', async () => {
    const ws = await start()
    await ws.import('touches', [touch('T1', 9, { account: 'acme.com' }), touch('T2', 9, { account: 'beta.io' })])
    await ws.import('deals', [won({ external_id: 'D1', account: 'acme.com' }), won({ external_id: 'D2', account: 'beta.io' })])
    expect(await ws.attribute()).toMatchObject({ run_id: 'r1', accounts: 2, deals: 2 })
    await ws.import('touches', [touch('T3', 8, { account: 'beta.io' })])
    expect(await ws.attribute()).toMatchObject({ run_id: 'r2', accounts: 1, deals: 1 })
    expect(new Set((await publishedCredits(ws.db)).map(row => row.run_id))).toEqual(new Set(['r1', 'r2']))
    expect(await ws.attribute()).toMatchObject({ run_id: 'r2', accounts: 0, deals: 0, credits: 0 })
    expect(await ws.attribute({ full: true })).toMatchObject({ accounts: 2, deals: 2 })
  })

  it('leaves every column of credits as it was when the same files come again, but for the run', async () => {
    const ws = await start()
    const facts = async () => {
      await ws.import('accounts', [{ external_id: 'A1', name: 'Acme', domains: 'acme.com' }])
      await ws.import('people', [{ external_id: 'P1', email: 'jane@acme.com', lead_created_at: daysBefore(7) }])
      await ws.import('touches', [touch('T1', 9, { person: 'P1' }), touch('T2', 8, { account: 'A1' })])
      await ws.import('deals', [won({ external_id: 'D1', account: 'A1' })])
      await ws.import('adjustments', [{ deal: 'D1', amount: '-0.01', at: daysBefore(0), kind: 'refund' }])
      await ws.attribute({ full: true })
      return (await publishedCredits(ws.db)).map(({ run_id, ...row }) => row)
    }
    const first = await facts()
    expect(first.length).toBeGreaterThan(0)
    expect(await facts()).toEqual(first)
  })

  it('gives a business domain an account as long as something names it', async () => {
    const ws = await start()
    await ws.import('people', [
      { external_id: 'P1', email: 'jane@acmee.com' },
      { external_id: 'P2', email: 'eve@gmail.com' },
    ])
    await ws.import('deals', [won({ external_id: 'D1', account: 'beta.io' })])
    await ws.attribute()
    expect(await accountNames(ws)).toEqual(['acmee.com', 'beta.io'])
    await ws.import('people', [{ external_id: 'P1', email: 'jane@acme.com' }])
    await ws.import('deals', [won({ external_id: 'D1', account: 'acme.com' })])
    await ws.attribute()
    expect(await accountNames(ws)).toEqual(['acme.com'])
  })

  it('leaves people of a domain that two accounts claim without one, until one gives it up', async () => {
    const ws = await start()
    await ws.import('touches', [touch('T1', 9, { person: 'jane@acme.com' })])
    await ws.import('people', [{ email: 'jane@acme.com' }])
    await ws.import('deals', [won({ external_id: 'D1', account: 'A1' })])
    await ws.import('accounts', [
      { external_id: 'A1', domains: 'acme.com' },
      { external_id: 'A2', domains: 'acme.com' },
    ])
    await ws.attribute()
    expect(await earned(ws)).toEqual(['D1 (unattributed) 10000'])
    expect(await ws.db.all(sql`select rule from person_accounts`)).toEqual([{ rule: 'ambiguous_domain' }])
    await ws.import('accounts', [{ external_id: 'A2', domains: '' }])
    await ws.attribute()
    expect(await earned(ws)).toEqual(['D1 o_T1 10000'])
  })

  it('moves touches and credit with a person whom the CRM puts elsewhere', async () => {
    const ws = await start()
    await ws.import('accounts', [
      { external_id: 'A1', domains: 'acme.com' },
      { external_id: 'A2', domains: 'beta.io' },
    ])
    await ws.import('people', [{ external_id: 'P1', email: 'jane@acme.com' }])
    await ws.import('touches', [touch('T1', 9, { person: 'P1' })])
    await ws.import('deals', [won({ external_id: 'D1', account: 'A1' }), won({ external_id: 'D2', account: 'A2' })])
    await ws.attribute()
    expect(await earned(ws)).toEqual(['D1 o_T1 10000', 'D2 (unattributed) 10000'])
    await ws.import('people', [{ external_id: 'P1', email: 'jane@acme.com', account: 'A2' }])
    await ws.attribute()
    expect(await earned(ws)).toEqual(['D1 (unattributed) 10000', 'D2 o_T1 10000'])
  })

  it('credits a consultant of another company only where contacts decide', async () => {
    const ws = await start()
    await ws.import('accounts', [
      { external_id: 'A1', domains: 'acme.com' },
      { external_id: 'A2', domains: 'beta.io' },
    ])
    await ws.import('people', [
      { external_id: 'P1', email: 'jane@acme.com' },
      { external_id: 'P2', email: 'max@beta.io' },
    ])
    await ws.import('touches', [touch('T1', 9, { person: 'P1' }), touch('T2', 8, { person: 'P2' })])
    await ws.import('deals', [won({ external_id: 'D1', account: 'A1', contacts: 'P2', primary_contact: 'max@beta.io' })])
    await ws.attribute()
    expect(await earned(ws)).toEqual(['D1 o_T1 10000'])
    const [journey] = (await publishedJourneys(ws.db)).filter(row => row.stage === 'won')
    expect(JSON.parse(journey?.entries ?? '')).toContainEqual(['o_T2', 'out_of_scope'])
    await writeSetting(ws.db, 'attribution.scope', 'contact_roles')
    await ws.attribute()
    expect(await earned(ws)).toEqual(['D1 o_T2 10000'])
    await ws.import('touches', [touch('T3', 7, { person: 'P2' })])
    await ws.attribute()
    expect(await earned(ws)).toEqual(['D1 o_T2 5000', 'D1 o_T3 5000'])
  })

  it('starts a second deal anew after the first was won, when the workspace wants that', async () => {
    const ws = await start()
    await ws.import('touches', [touch('T1', 9, { account: 'acme.com' }), touch('T2', 3, { account: 'acme.com' })])
    const first = won({ external_id: 'D1', account: 'acme.com', closed_at: daysBefore(6) })
    const second = won({ external_id: 'D2', account: 'acme.com', amount: '200' })
    await ws.import('deals', [first, second])
    await ws.attribute()
    expect(await earned(ws)).toEqual(['D1 o_T1 10000', 'D2 o_T1 10000', 'D2 o_T2 10000'])
    await writeSetting(ws.db, 'attribution.repeat_deals', 'reset_after_won')
    await ws.attribute()
    expect(await earned(ws)).toEqual(['D1 o_T1 10000', 'D2 o_T2 20000'])
  })

  it.each([
    ['no_account', { account: 'A9' }, {}],
    ['no_touch', { account: 'quiet.com' }, {}],
    ['no_eligible_touch', { account: 'acme.com', closed_at: daysBefore(20) }, {}],
    ['no_close_date', { account: 'acme.com', closed_at: '' }, {}],
    ['no_contact', { account: 'acme.com' }, { 'attribution.scope': 'contact_roles' }],
    ['no_contact', { account: 'acme.com', contacts: 'nobody@nowhere.com' }, { 'attribution.scope': 'primary_contact' }],
  ] as const)('says %s of a deal %j under %j, and hides none of its money', async (reason, fields, settings) => {
    const ws = await start()
    for (const [name, value] of Object.entries(settings)) await writeSetting(ws.db, name, value)
    await ws.import('touches', [touch('T1', 9, { account: 'acme.com' })])
    await ws.import('deals', [won({ external_id: 'D1', ...fields })])
    await ws.attribute()
    expect(await earned(ws)).toEqual(['D1 (unattributed) 10000'])
    const journeys = await publishedJourneys(ws.db)
    expect(journeys.filter(row => row.stage === 'won').map(row => row.unattributed_reason)).toEqual([reason])
  })

  it("names the adjustments that are no amount in their deal's currency", async () => {
    const ws = await start()
    await ws.import('deals', [won({ external_id: 'D1', currency: 'JPY' })])
    await ws.import('adjustments', [{ deal: 'D1', amount: '-0.5', at: daysBefore(0), kind: 'refund' }])
    const { refused_adjustments } = await ws.attribute()
    expect(refused_adjustments).toMatchObject([{ deal: 'D1', detail: expect.stringContaining('-0.5 JPY') }])
    expect(await earned(ws)).toEqual(['D1 (unattributed) 100'])
  })

  it('moves dates with the time zone before it counts with them', async () => {
    const ws = await start()
    await ws.import('touches', [{ external_id: 'T1', at: '2025-12-01T23:30:00Z', account: 'acme.com', channel: 'Event' }])
    await ws.import('deals', [won({ external_id: 'D1', account: 'acme.com', created_at: '', closed_at: '2025-12-01' })])
    await ws.attribute()
    expect(await earned(ws)).toEqual(['D1 o_T1 10000'])
    await writeSetting(ws.db, 'timezone', 'Europe/Berlin')
    await ws.attribute()
    expect(await earned(ws)).toEqual(['D1 (unattributed) 10000'])
  })

  it('keeps the touches of people without an account apart, and bots out', async () => {
    const ws = await start()
    await ws.visit(
      'visitor-free-0001',
      page(daysBefore(0.5), 'https://www.example.com/', { id: 'event-free-1' }),
      form(daysBefore(0.499), 'eve@gmail.com'),
    )
    await ws.attribute()
    const touches = await publishedTouches(ws.db)
    expect(touches.map(row => [row.subject_id === row.person_id, row.account_id, row.touch_id])).toEqual([
      [true, null, 's_event-free-1'],
    ])
    await ws.db.run(sql`update sessions set bot_reason = 'test'`)
    await ws.import('people', [{ email: 'eve@gmail.com', name: 'Eve' }])
    await ws.attribute()
    expect(await publishedTouches(ws.db)).toEqual([])
    expect(await ws.db.all(sql`select * from published`)).toEqual([])
  })

  it('loses no fact that comes in while it computes, whenever that is', async () => {
    const ws = await start()
    await writeSetting(ws.db, 'attribution.models', 'linear,markov_1')
    await ws.import('deals', [won({ external_id: 'D1', account: 'acme.com' })])
    await ws.import('people', [{ external_id: 'P1', email: 'jane@acme.com' }])
    await ws.visit('visitor-jane-0001', form(daysBefore(2.5), 'jane@acme.com', { id: 'event-form' }))
    const touches = ['s_event-form']
    const add = async (name: string) => {
      const id = `${name}-${String(touches.length).padStart(4, '0')}`
      touches.push(`s_${id}`, `o_${id}`)
      await ws.visit('visitor-jane-0001', page(daysBefore(2), `https://www.example.com/?utm_source=x&utm_campaign=${id}`, { id }))
      await ws.import('touches', [touch(id, 9, { account: 'acme.com', person: 'P1' })])
      await ws.import('people', [
        { external_id: 'P1', email: 'jane@acme.com', account: touches.length % 4 > 1 ? 'acme.com' : '' },
      ])
    }
    let callsLeft = 0
    const interrupted = async <T>(ask: () => Promise<T>): Promise<T> => {
      callsLeft -= 1
      if (callsLeft === 0) await add('during')
      return ask()
    }
    const busy: Database = {
      ...ws.db,
      all: <R>(statement: SQL) => interrupted(() => ws.db.all<R>(statement)),
      run: (...writes) => interrupted(() => ws.db.run(...writes)),
    }
    for (let call = 1; callsLeft <= 0; call++) {
      await add('before')
      callsLeft = call
      await attribute({ db: busy, now: () => NOW, newId: () => `made${call}` })
      await ws.attribute()
      const credited = (await publishedCredits(ws.db)).filter(row => row.stage === 'won' && row.model === 'linear')
      expect([call, credited.map(row => row.touch_id).sort()]).toEqual([call, touches.toSorted()])
    }
    expect(touches.length).toBeGreaterThan(200)
    expect(await ws.db.all(sql`select * from stale_marks`)).toEqual([])
  }, 180_000)

  it('holds no more rows at once for ten thousand accounts than for a few', async () => {
    const ws = await start()
    await writeSetting(ws.db, 'attribution.models', 'linear,first_touch')
    const accounts = Array.from({ length: 10_000 }, (_, i) => `company${i}.com`)
    const properties = { properties: '{}', date_only: '', recorded_at: NOW }
    await ws.db.run(
      insertInto(
        offlineTouches,
        accounts.flatMap(account_ref =>
          [6, 7].map(days => ({
            external_id: `${account_ref} ${days}`,
            touched_at: Date.parse(daysBefore(days)),
            account_ref,
            ...properties,
          })),
        ),
      ),
      insertInto(
        deals,
        accounts.map(account_ref => ({
          deal_id: `d_${account_ref}`,
          external_id: account_ref,
          account_ref,
          amount_minor: 100,
          currency: 'EUR',
          status: 'won' as const,
          created_at: Date.parse(daysBefore(5)),
          closed_at: NOW,
          updated_at: NOW,
          ...properties,
        })),
      ),
    )
    let most = 0
    const counting: Database = {
      ...ws.db,
      async all<R>(statement: SQL) {
        const rows = await ws.db.all<R>(statement)
        most = Math.max(most, rows.length)
        return rows
      },
      run(...writes) {
        for (const write of writes) if ('rows' in write) most = Math.max(most, write.rows.length)
        return ws.db.run(...writes)
      },
    }
    let ids = 0
    const result = await attribute({ db: counting, now: () => NOW, newId: () => `made${++ids}` }, { full: true })
    expect(result).toMatchObject({ accounts: 10_000, deals: 10_000, credits: 10_000 * 2 * (2 + 1) })
    expect(most).toBeLessThanOrEqual(4_000)
  }, 180_000)
})
