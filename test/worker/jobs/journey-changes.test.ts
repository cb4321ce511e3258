/** What a run writes down of the journeys that it replaces. */
import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import type { Database } from '../../../db/database.ts'
import type { JourneyChange } from '../../../db/schema.ts'
import type { ChangeCause } from '../../../worker/attribution/change-causes.ts'
import { attribute } from '../../../worker/jobs/attribute.ts'
import { changedJourneyFrom } from '../../../worker/jobs/changed-journey.ts'
import { LEASE_MS } from '../../../worker/jobs/lease.ts'
import { markStale } from '../../../worker/jobs/stale.ts'
import { writeSetting } from '../../../worker/settings.ts'
import { describeEachEngine } from '../../engines.ts'
import { DAY_MS, daysBefore, form, openWorkspace, page, type Workspace } from './workspace.ts'

const URL = 'https://www.example.com/pricing'

async function changesOf(db: Database, run_id: string) {
  const rows = await db.all<JourneyChange>(
    sql`select * from journey_changes where run_id = ${run_id} order by deal_id, stage desc`,
  )
  const ids = await db.all<{ deal_id: string; external_id: string }>(sql`select deal_id, external_id from deals`)
  const nameOf = new Map(ids.map(deal => [deal.deal_id, deal.external_id]))
  return rows.map(row => ({
    deal: nameOf.get(row.deal_id),
    stage: row.stage,
    before: changedJourneyFrom(row.journey_before),
    after: changedJourneyFrom(row.journey_after),
    causes: JSON.parse(row.causes) as ChangeCause[],
  }))
}

const causesIn = (changes: Awaited<ReturnType<typeof changesOf>>, stage = 'won') =>
  changes.filter(change => change.stage === stage).map(change => change.causes.map(({ cause }) => cause))

describeEachEngine('a run after another', open => {
  const deal = {
    external_id: 'D1',
    account: 'acme.com',
    amount: '100',
    currency: 'EUR',
    status: 'won',
    created_at: daysBefore(20),
    closed_at: daysBefore(2),
  }

  const later = (ws: Workspace) => {
    ws.clock.now += DAY_MS / 48
  }

  /** Acme's deal with one touch, and a visitor nobody knows. */
  async function start(): Promise<Workspace> {
    const ws = await openWorkspace(await open())
    await ws.import('deals', [deal])
    await ws.import('touches', [{ external_id: 'T1', at: daysBefore(30), account: 'acme.com', channel: 'Event' }])
    ws.clock.now -= 5 * DAY_MS
    await ws.visit('visitor-a-00000000', page(daysBefore(5), URL))
    ws.clock.now += 5 * DAY_MS
    await ws.attribute()
    return ws
  }
  /** Facts of one moment, and a run a little later. */
  const next = async (ws: Workspace, options = {}) => {
    later(ws)
    const { run_id } = await ws.attribute(options)
    return changesOf(ws.db, run_id)
  }
  it('writes nothing in the first run, and nothing when nothing differs', async () => {
    const ws = await start()
    expect(await ws.db.all(sql`select * from journey_changes`)).toEqual([])
    later(ws)
    expect(await next(ws, { full: true })).toEqual([])
  })

  it('tells a visitor who was identified late from a new touch, with the person and the link', async () => {
    const ws = await start()
    later(ws)
    await ws.visit('visitor-a-00000000', form(new Date(ws.clock.now).toISOString(), 'ann@acme.com'))
    const [won] = await next(ws)
    expect(won).toMatchObject({ deal: 'D1', stage: 'won', before: { amount_minor: 100_00, account_id: expect.any(String) } })
    expect(won?.before?.path.map(([id]) => id)).toEqual(['o_T1'])
    const late = won?.after?.path[1]
    const [link] = await ws.db.all<{ link_id: string; person_id: string }>(sql`select link_id, person_id from identity_links`)
    expect(won?.causes).toEqual([{ cause: 'late_identification', ...link, first_touch_at: late?.[1], touch_ids: [late?.[0]] }])

    later(ws)
    await ws.import('touches', [{ external_id: 'T2', at: daysBefore(4), account: 'acme.com', channel: 'Event' }])
    expect((await next(ws)).map(change => change.causes)).toEqual([[{ cause: 'new_touch', touch_ids: ['o_T2'] }]])

    later(ws)
    await ws.db.run(
      sql`update identity_links set closed_at = ${ws.clock.now}, closed_by = 'test', closed_reason = 'wrong'`,
      markStale([{ kind: 'visitor', key: 'visitor-a-00000000' }]),
    )
    const [gone] = await next(ws)
    expect(gone?.causes).toEqual([{ cause: 'touch_gone', ...link, touch_ids: [late?.[0]] }])
  })

  it('tells amounts, adjustments, dates and settings', async () => {
    const ws = await start()
    later(ws)
    await ws.import('deals', [{ ...deal, amount: '120' }])
    expect(causesIn(await next(ws))).toEqual([['deal_amount']])
    later(ws)
    await ws.import('adjustments', [{ deal: 'D1', amount: '-20', at: daysBefore(1), kind: 'refund' }])
    expect(causesIn(await next(ws))).toEqual([['adjustment']])
    later(ws)
    await ws.import('deals', [{ ...deal, amount: '120', closed_at: daysBefore(1) }])
    expect(causesIn(await next(ws))).toEqual([['stage_date']])
    later(ws)
    await writeSetting(ws.db, 'attribution.lookback_days', '5')
    const [won] = await next(ws)
    expect(won?.causes).toEqual([
      { cause: 'settings', settings: [{ setting: 'attribution.lookback_days', before: null, after: 5 }], touch_ids: ['o_T1'] },
    ])
    later(ws)
    await ws.import('deals', [{ ...deal, amount: '120', status: 'open', closed_at: '' }])
    expect(causesIn(await next(ws))).toEqual([['stage_date']])
  })

  it('tells a deal that moved between accounts once', async () => {
    const ws = await start()
    await ws.import('touches', [{ external_id: 'T9', at: daysBefore(25), account: 'beta.io', channel: 'Webinar' }])
    await ws.import('people', [{ external_id: 'P2', email: 'bob@beta.io' }])
    await next(ws)
    later(ws)
    await ws.import('deals', [{ ...deal, account: 'beta.io' }])
    const changes = await next(ws)
    expect(changes.map(({ stage, causes }) => [stage, causes.map(({ cause }) => cause)])).toEqual([
      ['won', ['account']],
      ['opportunity', ['account']],
    ])
    expect(changes[0]?.before?.path.map(([id]) => id)).toEqual(['o_T1'])
    expect(changes[0]?.after?.path.map(([id]) => id)).toEqual(['o_T9'])
  })

  it('leaves nothing behind that counts when it is killed', async () => {
    const ws = await start()
    later(ws)
    await ws.import('deals', [{ ...deal, amount: '120' }])
    let wrote = false
    const killed: Database = {
      engine: ws.db.engine,
      close: async () => {},
      all: statement => ws.db.all(statement),
      async run(...writes) {
        if (wrote) throw new Error('killed')
        wrote = writes.some(write => 'rows' in write && write.table === 'journey_changes')
        return ws.db.run(...writes)
      },
    }
    await expect(attribute({ db: killed, now: () => ws.clock.now, newId: () => 'x' })).rejects.toThrow('killed')
    expect(await ws.db.all(sql`select * from journey_changes`)).toHaveLength(2)
    ws.clock.now += LEASE_MS + 1
    const { run_id } = await ws.attribute()
    expect(await ws.db.all(sql`select distinct run_id from journey_changes`)).toEqual([{ run_id }])
  })
})
