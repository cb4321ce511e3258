import { readFileSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import type { Fit } from '../../../worker/attribution/data-driven/fit.ts'
import { writeSetting } from '../../../worker/settings.ts'
import { describeEachEngine, useStores } from '../../engines.ts'
import { daysBefore, openWorkspace, publishedCredits, type Workspace } from './workspace.ts'

interface GoldenTable {
  rows: { path: string; conversions: number; value: number; nulls: number }[]
  markov_order_1: GoldenMarkov
  markov_order_2: GoldenMarkov
  markov_order_3: GoldenMarkov
}

interface GoldenMarkov {
  removal_effect: Record<string, { value: number }>
  p_conversion: { value: number }
}

const golden: Record<string, GoldenTable> = JSON.parse(readFileSync('test/fixtures/data-driven.json', 'utf8'))

/** A table of paths as a workspace: an account and a deal for each journey, won or lost, a touch a day. */
async function importTable(ws: Workspace, { rows }: GoldenTable) {
  const journeys = rows.flatMap(({ path, conversions, value, nulls }, row) => [
    ...Array.from({ length: conversions }, (_, i) => ({
      id: `W${row}-${i}`,
      path,
      status: 'won',
      amount: value / conversions || 1,
    })),
    ...Array.from({ length: nulls }, (_, i) => ({ id: `L${row}-${i}`, path, status: 'lost', amount: 1 })),
  ])
  await ws.import(
    'accounts',
    journeys.map(({ id }) => ({ external_id: id, name: id })),
  )
  await ws.import(
    'touches',
    journeys.flatMap(({ id, path }) =>
      path.split(' > ').map((channel, i) => ({ external_id: `${id}-${i}`, at: daysBefore(60 - i), account: id, channel })),
    ),
  )
  await ws.import(
    'deals',
    journeys.map(({ id, status, amount }) => ({
      external_id: id,
      account: id,
      status,
      amount: amount.toFixed(2),
      currency: 'EUR',
      created_at: daysBefore(20),
      closed_at: daysBefore(10),
    })),
  )
}

async function fitsOf(ws: Workspace): Promise<Map<string, { fit: Fit; subjects: number }>> {
  const rows = await ws.db.all<{ model: string; definition: string }>(
    sql`select model, definition from model_versions where status = 'current'`,
  )
  return new Map(rows.map(row => [row.model, JSON.parse(row.definition)]))
}

const fitted = ['markov_1', 'markov_2', 'markov_3', 'shapley_rate']

describe('the fits of a run', () => {
  const open = useStores('sqlite')

  it.each(Object.entries(golden))('find the removal effects of %s', async (_, table) => {
    const ws = await openWorkspace(await open())
    await writeSetting(ws.db, 'attribution.null_journeys', 'all')
    await importTable(ws, table)
    await ws.attribute()
    const fits = await fitsOf(ws)
    for (const order of [1, 2, 3] as const) {
      const expected = table[`markov_order_${order}`]
      const { fit } = fits.get(`markov_${order}`)!
      expect(fit.p_conversion).toBeCloseTo(expected.p_conversion.value, 12)
      expect(new Set(fit.weights.map(({ channel }) => channel))).toEqual(new Set(Object.keys(expected.removal_effect)))
      for (const { channel, weight } of fit.weights) expect(weight).toBeCloseTo(expected.removal_effect[channel]!.value, 12)
    }
  })
})

describe('a fit', () => {
  const open = useStores('sqlite')

  it('stays while little changes, until a week has passed', async () => {
    const ws = await openWorkspace(await open())
    await writeSetting(ws.db, 'attribution.null_journeys', 'all')
    const rows = [{ path: 'A > B', conversions: 20, value: 2000, nulls: 10 }]
    await importTable(ws, { ...golden.self_loops!, rows })
    const fittedAt = async () =>
      (await ws.db.all<{ made_at: number }>(sql`select made_at from model_versions where status = 'current'`)).map(
        row => row.made_at,
      )
    const touched = async (name: string) => {
      await ws.import('touches', [{ external_id: name, at: daysBefore(70), account: 'W0-0', channel: 'C' }])
      await ws.attribute()
    }
    await ws.attribute()
    const first = await fittedAt()
    ws.clock.now += 60_000
    await touched('one')
    expect(await fittedAt()).toEqual(first)
    ws.clock.now += 7 * 86_400_000
    await touched('two')
    expect(new Set(await fittedAt())).toEqual(new Set([ws.clock.now]))
    for (const name of ['a', 'b', 'c', 'd']) {
      ws.clock.now += 60_000
      await touched(name)
    }
    // A tenth of the 30 accounts has been computed since.
    expect(new Set(await fittedAt())).not.toContain(first[0]! + 60_000 + 7 * 86_400_000)
  })
})

describeEachEngine('data-driven models', open => {
  const table = golden.google_ads_mailing!

  it('give each deal all of its money, by the fit that is in force', async () => {
    const ws = await openWorkspace(await open())
    await writeSetting(ws.db, 'attribution.null_journeys', 'all')
    await importTable(ws, table)
    await ws.attribute()
    const credits = (await publishedCredits(ws.db)).filter(
      row => row.stage === 'won' && fitted.includes(row.model.split('@')[0]!),
    )
    const perDeal = Map.groupBy(credits, row => `${row.deal_id} ${row.model}`)
    expect(perDeal.size).toBe(4 * fitted.length)
    for (const rows of perDeal.values()) {
      expect(rows.reduce((sum, row) => sum + row.weight_e15, 0)).toBe(1e15)
      expect(rows.reduce((sum, row) => sum + row.amount_minor, 0)).toBe(100)
    }
    // Removal effects 3/4 and 1/2 share the one deal that both channels touched.
    const both = [...perDeal].find(([key, rows]) => key.includes('markov_1@') && rows.length === 2)![1]
    expect(both.map(row => row.amount_minor)).toEqual([60, 40])
  })

  it('are fitted anew when enough has changed, and stay as they are when nothing has', async () => {
    const ws = await openWorkspace(await open())
    await writeSetting(ws.db, 'attribution.null_journeys', 'all')
    await importTable(ws, table)
    await ws.attribute()
    const before = await publishedCredits(ws.db)
    await ws.attribute({ full: true })
    const unnamed = (rows: typeof before) => rows.map(({ run_id, ...row }) => row)
    expect(unnamed(await publishedCredits(ws.db))).toEqual(unnamed(before))

    await ws.import('deals', [{ external_id: 'L3-0', status: 'won', amount: '1.00', currency: 'EUR', account: 'L3-0' }])
    await ws.attribute()
    expect((await fitsOf(ws)).get('markov_1')!.fit.conversions).toBe(5)
    const versions = await ws.db.all<{ status: string }>(sql`select status from model_versions where model = 'markov_1'`)
    expect(versions.map(row => row.status).sort()).toEqual(['current', 'swept'])
    expect(
      new Set((await publishedCredits(ws.db)).filter(row => row.model.startsWith('markov_1@')).map(row => row.model)).size,
    ).toBe(1)
  })
})
