/** Stages of the workspace's own, re-entries and all, from the import to credits, receipts and files. */
import { describe, expect, it } from 'vitest'
import type { Database } from '../../../db/database.ts'
import { modelNamed } from '../../../worker/attribution/models.ts'
import { exportDataset } from '../../../worker/export/export.ts'
import { readReceipt } from '../../../worker/export/receipt.ts'
import { writeSetting } from '../../../worker/settings.ts'
import { describeEachEngine, useStores } from '../../engines.ts'
import { daysBefore, openWorkspace, publishedCredits, type Workspace } from './workspace.ts'

async function start(db: Database): Promise<Workspace> {
  const ws = await openWorkspace(db)
  const at = (external_id: string, days: number) => ({ external_id, at: daysBefore(days), account: 'acme.com', channel: 'Event' })
  await ws.import('touches', [at('T1', 40), at('T2', 30), at('T3', 20), at('T4', 10)])
  const deal = { account: 'acme.com', amount: '90', currency: 'EUR' }
  await ws.import('deals', [
    { external_id: 'D1', ...deal, status: 'won', created_at: daysBefore(15), closed_at: daysBefore(5) },
    { external_id: 'D2', ...deal, status: 'lost', created_at: daysBefore(15), closed_at: daysBefore(6) },
    { external_id: 'D3', ...deal, status: 'open' },
    { external_id: 'D4', ...deal, status: 'won', created_at: daysBefore(12) },
  ])
  await ws.import('deal-stages', [
    { deal: 'D1', stage: 'Marketing qualified', entered_at: daysBefore(25) },
    { deal: 'D1', stage: 'mql', entered_at: daysBefore(35) },
    { deal: 'D1', stage: 'SQL', entered_at: daysBefore(18) },
    { deal: 'D3', stage: 'MQL', entered_at: daysBefore(9) },
  ])
  return ws
}

const defineStages = (ws: Workspace) => writeSetting(ws.db, 'attribution.stages', 'mql=MQL|Marketing Qualified,sql=SQL')

/** `D1 mql: T1 90.00 …` */
async function earned(ws: Workspace, stage: string): Promise<string[]> {
  const rows = await rowsOf(ws, 'credits', { model: 'linear', stage })
  const byDeal = Map.groupBy(rows, row => String(row.deal_external_id))
  return [...byDeal]
    .map(([deal, own]) => `${deal}: ${own.map(row => `${row.touch_external_id} ${row.amount_minor}`).join(', ')}`)
    .sort()
}

async function rowsOf(ws: Workspace, dataset: string, filter: object = {}): Promise<Record<string, unknown>[]> {
  let text = ''
  for await (const piece of exportDataset(ws.db, dataset, 'ndjson', filter)) text += piece
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))
}

describe('stages of the workspace’s own', () => {
  const open = useStores('sqlite')

  it('take effect at the next run, and go again', async () => {
    const ws = await start(await open())
    await ws.attribute()
    expect(await earned(ws, 'mql')).toEqual([])
    await defineStages(ws)
    expect(await earned(ws, 'mql')).toEqual([])
    await ws.attribute()
    expect(await earned(ws, 'mql')).toEqual(['D1: T1 9000', 'D3: T1 2250, T2 2250, T3 2250, T4 2250'])
    expect(await earned(ws, 'sql')).toEqual(['D1: T1 3000, T2 3000, T3 3000'])
    await writeSetting(ws.db, 'attribution.stages', 'null')
    await ws.attribute()
    expect((await publishedCredits(ws.db)).filter(row => ['mql', 'sql'].includes(row.stage))).toEqual([])
  })

  it('hold milestones, and have receipts', async () => {
    const ws = await start(await open())
    await defineStages(ws)
    await ws.attribute()
    const receipt = (stage?: string) => readReceipt(ws.db, 'D1', modelNamed('first_touch')!, stage)
    expect(await receipt('mql')).toMatchObject({
      stage: 'mql',
      stage_at: daysBefore(35),
      entered_at: [daysBefore(35), daysBefore(25)],
      amount_minor: 90_00,
      sentence: 'No touch up to the stage mql earns more than touch 1 of 1 (Event), 100 %: it is the first touch.',
      settings: {
        'attribution.stages': [
          { stage: 'mql', names: ['MQL', 'Marketing Qualified'] },
          { stage: 'sql', names: ['SQL'] },
        ],
      },
    })
    const { stage, touches } = await receipt()
    expect([stage, touches.map(touch => touch.milestones.join())]).toEqual(['won', ['FT,mql', '', 'sql,OC', 'CW']])
    await expect(receipt('poc')).rejects.toMatchObject({
      reason: 'not_found',
      message: expect.stringContaining('mql, sql, opportunity, won'),
    })
  })

  it('follow the CRM when it adds an entry', async () => {
    const ws = await start(await open())
    await defineStages(ws)
    await ws.attribute()
    await ws.import('deal-stages', [{ deal: 'D1', stage: 'MQL', entered_at: daysBefore(45) }])
    expect(await ws.attribute()).toMatchObject({ accounts: 1 })
    expect(await earned(ws, 'mql')).toEqual(['D1: null 9000', 'D3: T1 2250, T2 2250, T3 2250, T4 2250'])
  })

  it('given as a date move with the time zone', async () => {
    const ws = await start(await open())
    await defineStages(ws)
    await ws.import('deal-stages', [{ deal: 'D3', stage: 'SQL', entered_at: '2025-11-01' }])
    const enteredAt = async () => (await rowsOf(ws, 'stage-entries', { stage: 'sql' })).map(row => row.entered_at)
    await ws.attribute()
    expect(await enteredAt()).toContain('2025-11-01T23:59:59.999Z')
    await writeSetting(ws.db, 'timezone', 'America/New_York')
    await ws.attribute()
    expect(await enteredAt()).toContain('2025-11-02T03:59:59.999Z')
  })

  it('date our own stages where they are defined by the CRM’s names', async () => {
    const ws = await start(await open())
    await writeSetting(ws.db, 'attribution.stages', 'won=Closed Won,opportunity=SQL')
    await ws.import('deal-stages', [
      { deal: 'D1', stage: 'Closed Won', entered_at: daysBefore(14) },
      { deal: 'D1', stage: 'Closed Won', entered_at: daysBefore(11) },
    ])
    await ws.attribute()
    expect(await earned(ws, 'won')).toEqual(['D1: T1 3000, T2 3000, T3 3000', 'D4: null 9000'])
    const { touches } = await readReceipt(ws.db, 'D1', modelNamed('full_path')!)
    expect(touches.map(touch => touch.milestones.join())).toEqual(['FT', '', 'OC,CW', ''])
  })
})

describeEachEngine('the dataset stage-entries', open => {
  it('has a row for each entry, the date that counts in each of them, and what was lost', async () => {
    const ws = await start(await open())
    await defineStages(ws)
    await ws.attribute()
    const rows = await rowsOf(ws, 'stage-entries')
    const days = (text: unknown) =>
      text === null ? null : Math.round((Date.parse(daysBefore(0)) - Date.parse(String(text))) / 86_400_000)
    expect(
      rows
        .map(row => [
          row.deal_external_id,
          row.stage,
          row.entry,
          days(row.entered_at),
          days(row.stage_at),
          row.path_length,
          row.amount_minor,
        ])
        .sort(),
    ).toEqual([
      ['D1', 'mql', 1, 35, 35, 1, 9000],
      ['D1', 'mql', 2, 25, 35, 1, 9000],
      ['D1', 'opportunity', 1, 15, 15, 3, 9000],
      ['D1', 'sql', 1, 18, 18, 3, 9000],
      ['D1', 'won', 1, 5, 5, 4, 9000],
      ['D2', 'lost', 1, 6, 6, 0, 9000],
      ['D2', 'opportunity', 1, 15, 15, 3, 9000],
      ['D3', 'mql', 1, 9, 9, 4, 9000],
      ['D4', 'opportunity', 1, 12, 12, 3, 9000],
      ['D4', 'won', 1, null, 12, 0, 9000],
    ])
    expect(rows.filter(row => row.stage === 'lost')).toMatchObject([
      { account_domain: 'acme.com', currency: 'EUR', base_amount_minor: null, unattributed_reason: 'lost', run_id: 'r1' },
    ])
    expect(await rowsOf(ws, 'stage-entries', { stage: 'lost', from: Date.parse(daysBefore(7)) })).toHaveLength(1)
    expect(await rowsOf(ws, 'stage-entries', { stage: 'lost', from: Date.parse(daysBefore(5)) })).toEqual([])
    expect(await rowsOf(ws, 'stage-entries', { stage: 'mql' })).toHaveLength(3)
  })
})
