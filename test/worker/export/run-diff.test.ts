import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import type { Database } from '../../../db/database.ts'
import { migrate, readMigrations } from '../../../db/migrate.ts'
import { openSqlite } from '../../../db/sqlite.ts'
import { seededRandom } from '../../../scripts/demo/random.ts'
import { type RunDiff, readRunDiff } from '../../../worker/export/run-diff.ts'
import { proposeVersion } from '../../../worker/models-in-force.ts'
import { writeSetting } from '../../../worker/settings.ts'
import { NOW, useStores } from '../../engines.ts'
import { apply, historyFrom } from '../jobs/histories.ts'
import { daysBefore, openWorkspace, type Workspace } from '../jobs/workspace.ts'

const HOUR_MS = 3_600_000

/** Per channel, in the base currency, as reports add it up. */
async function channelTotals(db: Database, stage: string, model: string): Promise<Map<string | null, number>> {
  const rows = await db.all<{ channel: string | null; minor: number }>(sql`
    select touches.channel, sum(coalesce(credits.base_amount_minor, 0)) as minor
    from credits
    inner join published on published.subject_id = credits.subject_id and published.run_id = credits.run_id
    left join touches
        on touches.subject_id = credits.subject_id
        and touches.run_id = credits.run_id
        and touches.touch_id = credits.touch_id
    where credits.stage = ${stage} and credits.model = ${model}
    group by touches.channel
  `)
  return new Map(rows.map(row => [row.channel, row.minor]))
}

function assertExact(diff: RunDiff) {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  const change = diff.after_minor - diff.before_minor
  expect(sum(diff.by_channel.map(channel => channel.before_minor))).toBe(diff.before_minor)
  expect(sum(diff.by_channel.map(channel => channel.after_minor))).toBe(diff.after_minor)
  expect(sum(diff.by_cause.map(cause => cause.gained_minor + cause.lost_minor))).toBe(change)
  for (const deal of diff.deals) {
    const own = (deal.after_minor ?? 0) - (deal.before_minor ?? 0)
    expect(sum(deal.steps.flatMap(step => [...step.by_channel.values()]))).toBe(own)
    expect(sum(deal.parts.map(part => part.after_minor - part.before_minor))).toBe(own)
    expect(deal.causes.length > 0 || diff.is_other_model).toBe(true)
  }
}

describe('readRunDiff', () => {
  it.each(Array.from({ length: 12 }, (_, i) => i))('is what reports show more and less, history %i', async i => {
    const db = openSqlite(':memory:')
    await migrate(db, readMigrations(), () => NOW)
    const ws = await openWorkspace(db)
    const random = seededRandom(`diff ${i}`)
    const [stage, model] = [random.pick(['won', 'opportunity', 'lead']), random.pick(['linear', 'w_shaped'])]
    const totals = new Map<string, Map<string | null, number>>()
    for (const step of historyFrom(`diff-${i}`, 30, { namelessAccounts: true })) {
      await apply(ws, step)
      if (random.chance(0.6)) continue
      const { run_id } = await ws.attribute({ full: random.chance(0.1) })
      totals.set(run_id, await channelTotals(db, stage, model))
    }
    const runs = [...totals.keys()]
    for (const [n, from] of runs.entries()) {
      for (const to of runs.slice(n)) {
        const diff = await readRunDiff(db, from, to, model, stage)
        if (diff.base_currency !== diff.base_currency_before) continue
        assertExact(diff)
        const [before, after] = [totals.get(from), totals.get(to)]
        const channels = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])]
        const shown = channels.map(channel => [channel, (after?.get(channel) ?? 0) - (before?.get(channel) ?? 0)] as const)
        const told = new Map(diff.by_channel.map(one => [one.channel, one.after_minor - one.before_minor]))
        expect(channels.map(channel => [channel, told.get(channel) ?? 0])).toEqual(shown)
      }
    }
    await db.close()
  })

  const open = useStores('sqlite')

  const touch = (external_id: string, days: number, channel: string) => ({
    external_id,
    at: daysBefore(days),
    account: 'acme.com',
    channel,
  })
  const deal = { external_id: 'D1', account: 'acme.com', amount: '100', currency: 'EUR', status: 'won', closed_at: daysBefore(1) }

  async function start(): Promise<Workspace> {
    const ws = await openWorkspace(await open())
    await ws.import('touches', [touch('T1', 9, 'Event')])
    await ws.import('deals', [deal])
    await ws.attribute()
    return ws
  }
  const runOf = async (ws: Workspace) => {
    ws.clock.now += HOUR_MS
    const { run_id } = await ws.attribute()
    ws.clock.now += HOUR_MS
    return run_id
  }

  it('parts the new amount from what moved, to the minor unit', async () => {
    const ws = await start()
    ws.clock.now += HOUR_MS
    await ws.import('touches', [touch('T2', 5, 'Email'), touch('T3', 4, 'Email')])
    await ws.import('deals', [{ ...deal, amount: '130' }])
    const to = await runOf(ws)
    const diff = await readRunDiff(ws.db, 'r1', to, 'linear', 'won')
    expect(diff).toMatchObject({ before_minor: 100_00, after_minor: 130_00, moved_minor: 86_66 })
    expect(diff.by_cause).toEqual([
      { cause: 'new_touch', deals: 1, gained_minor: 86_66, lost_minor: -86_66 },
      { cause: 'deal_amount', deals: 1, gained_minor: 30_00, lost_minor: 0 },
    ])
    assertExact(diff)
  })

  it('follows a chain of runs, and tells nothing of a deal that came back to what it was', async () => {
    const ws = await start()
    ws.clock.now += HOUR_MS
    await ws.import('deals', [{ ...deal, amount: '130' }])
    const second = await runOf(ws)
    await ws.import('deals', [deal, { ...deal, external_id: 'D2', amount: '7' }])
    const third = await runOf(ws)
    expect((await readRunDiff(ws.db, 'r1', second, 'linear', 'won')).deals).toHaveLength(1)
    const diff = await readRunDiff(ws.db, 'r1', third, 'linear', 'won')
    expect(diff.deals.map(one => [one.external_id, one.before_minor, one.after_minor])).toEqual([['D2', null, 7_00]])
    expect((await readRunDiff(ws.db, third, third, 'linear', 'won')).deals).toEqual([])
  })

  it('compares a model whose numbers are others over every journey, those that came and went among them', async () => {
    const ws = await start()
    await ws.import('touches', [touch('T2', 5, 'Email')])
    const save = async (first: number) => {
      const numbers = { rule: { kind: 'position', first, middle: 0, last: 1 }, channels: {}, kinds: {} }
      const { writes } = await proposeVersion('custom:mine', numbers, {}, ws.clock.now)
      await ws.db.run(...writes)
      await writeSetting(ws.db, 'attribution.models', 'linear,custom:mine')
    }
    await save(1)
    const from = await runOf(ws)
    await save(3)
    const to = await runOf(ws)
    await ws.import('deals', [{ ...deal, amount: '130' }])
    await runOf(ws)
    const diff = await readRunDiff(ws.db, from, to, 'custom:mine', 'won')
    expect(diff).toMatchObject({ is_other_model: true, before_minor: 100_00, after_minor: 100_00, moved_minor: 25_00 })
    expect(diff.by_cause).toEqual([{ cause: 'model', deals: 1, gained_minor: 25_00, lost_minor: -25_00 }])
    expect(await readRunDiff(ws.db, from, to, 'linear', 'won')).toMatchObject({ is_other_model: false, deals: [] })
    await expect(readRunDiff(ws.db, 'r1', to, 'custom:mine', 'won')).rejects.toThrow('computed no model custom:mine')
  })

  it('refuses runs that are not there or the wrong way round, and amounts of two base currencies', async () => {
    const ws = await start()
    await writeSetting(ws.db, 'currency', 'USD')
    const to = await runOf(ws)
    await expect(readRunDiff(ws.db, 'r99', to, 'linear', 'won')).rejects.toThrow('no complete run r99')
    await expect(readRunDiff(ws.db, to, 'r1', 'linear', 'won')).rejects.toThrow('ran before')
    expect(await readRunDiff(ws.db, 'r1', to, 'linear', 'won')).toMatchObject({
      base_currency: 'USD',
      base_currency_before: 'EUR',
      deals: [],
    })
  })
})
