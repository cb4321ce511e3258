import { describe, expect, it } from 'vitest'
import type { Row } from '../../../db/database.ts'
import { modelNamed } from '../../../worker/attribution/models.ts'
import type { Filter } from '../../../worker/export/dataset.ts'
import { exportDataset } from '../../../worker/export/export.ts'
import { exclusionsOfDeals, reconciledBetween } from '../../../worker/export/reconciliation.ts'
import { reconciliationSums } from '../../../worker/export/reconciliation-sums.ts'
import { readSettings, writeSetting } from '../../../worker/settings.ts'
import { describeEachEngine, useStores } from '../../engines.ts'
import { openWorkspace, type Workspace } from '../jobs/workspace.ts'

const linear = modelNamed('linear')!
const EVER = { from: -8.64e15, to: 8.64e15 }

async function rowsOf(ws: Workspace, dataset: string, filter?: Filter): Promise<Row[]> {
  let text = ''
  for await (const piece of exportDataset(ws.db, dataset, 'ndjson', filter)) text += piece
  return text
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line))
}

async function reconciled(ws: Workspace, range = EVER) {
  const settings = await readSettings(ws.db)
  const lines = await reconciledBetween(ws.db, settings, [linear], range)
  const { months, total, unrated, reasons } = reconciliationSums(lines, settings.currency)
  return {
    lines,
    months: months.map(sum => [
      sum.month,
      sum.currency,
      sum.deals,
      sum.won_minor,
      sum.credited_minor,
      sum.unattributed_minor,
      sum.difference_minor,
    ]),
    total,
    unrated,
    reasons: Object.fromEntries(reasons.map(({ reason, deals }) => [reason, deals])),
  }
}

async function openStory(db: Parameters<typeof openWorkspace>[0]): Promise<Workspace> {
  const ws = await openWorkspace(db)
  await writeSetting(db, 'timezone', 'Europe/Berlin')
  await writeSetting(db, 'attribution.lookback_days', '90')
  await ws.import('accounts', [
    { external_id: 'A1', name: 'Acme', domains: 'acme.com' },
    { external_id: 'A2', name: 'Old', domains: 'old.com' },
    { external_id: 'A3', name: 'Silent', domains: 'silent.com' },
  ])
  const touch = (external_id: string, account: string, at: string) => ({ external_id, account, at, channel: 'Event' })
  await ws.import('touches', [
    touch('T1', 'A1', '2025-06-01T10:00:00Z'),
    touch('T2', 'A1', '2025-06-02T10:00:00Z'),
    touch('T3', 'A1', '2025-06-03T10:00:00Z'),
    touch('O1', 'A2', '2024-01-01T10:00:00Z'),
    touch('O2', 'A2', '2024-01-02T10:00:00Z'),
    touch('O3', 'A2', '2025-07-30T10:00:00Z'),
  ])
  const won = (external_id: string, account: string, amount: string, currency: string, closed_at: string) => ({
    external_id,
    account,
    amount,
    currency,
    closed_at,
    status: 'won',
  })
  await ws.import('deals', [
    won('D1', 'A1', '100.01', 'EUR', '2025-06-30T23:00:00Z'),
    won('D2', 'A1', '1000', 'JPY', '2025-06-30T21:00:00Z'),
    won('D3', 'A2', '50.00', 'EUR', '2025-07-15T00:00:00Z'),
    won('D4', 'A3', '20.00', 'EUR', '2025-07-16T00:00:00Z'),
    won('D5', 'nobody', '10.00', 'EUR', '2025-07-17T00:00:00Z'),
    won('D6', 'A1', '', 'EUR', '2025-07-18T00:00:00Z'),
    { ...won('D7', 'A1', '5.00', 'EUR', ''), created_at: '2025-08-01T00:00:00Z' },
    { ...won('D8', 'A1', '9.00', 'EUR', ''), status: 'open' },
  ])
  await ws.import('adjustments', [
    { deal: 'D1', amount: '-0.02', at: '2025-09-01T00:00:00Z', kind: 'refund' },
    { deal: 'D2', amount: '-0.50', at: '2025-09-01T00:00:00Z', kind: 'refund' },
  ])
  await ws.attribute()
  return ws
}

describeEachEngine('reconciliation', open => {
  it('holds credit against won revenue by month and currency, with a reason for every gap', async () => {
    const ws = await openStory(await open())
    const { lines, months, total, unrated, reasons } = await reconciled(ws)
    expect(months).toEqual([
      ['2025-08', 'EUR', 1, 500, 0, 500, 0],
      ['2025-07', 'EUR', 5, 9999 + 8000, 9999, 8000, 0],
      ['2025-06', 'JPY', 1, 1000, 1000, 0, 0],
    ])
    expect(total).toMatchObject({
      deals: 6,
      won_minor: 18_499,
      credited_minor: 9999,
      unattributed_minor: 8500,
      difference_minor: 0,
    })
    expect(unrated).toMatchObject([{ currency: 'JPY', deals: 1, won_minor: 1000, credited_minor: 1000 }])
    expect(reasons).toEqual({
      no_amount: 1,
      no_close_date: 1,
      no_account: 1,
      no_touch: 1,
      no_eligible_touch: 1,
      no_rate: 1,
      refused_adjustment: 1,
    })
    const excluded = await exclusionsOfDeals(ws.db, lines)
    expect([...excluded.values()]).toEqual([
      [
        { reason: 'outside_lookback', touches: 2 },
        { reason: 'after_stage', touches: 1 },
      ],
    ])
    const rows = await rowsOf(ws, 'reconciliation', { model: 'linear', from: Date.parse('2025-07-15T00:00:00Z') })
    expect(
      rows
        .map(row => [row.deal_external_id, row.month, row.won_minor, row.base_difference_minor, row.reasons, row.excluded])
        .toSorted(),
    ).toEqual([
      ['D3', '2025-07', 5000, 0, 'no_eligible_touch', 'outside_lookback 2;after_stage 1'],
      ['D4', '2025-07', 2000, 0, 'no_touch', ''],
      ['D5', '2025-07', 1000, 0, 'no_account', ''],
      ['D6', '2025-07', 0, 0, 'no_amount', ''],
      ['D7', '2025-08', 500, 0, 'no_close_date', ''],
    ])
  })

  it('says what has changed since the last run, until the next one', async () => {
    const ws = await openStory(await open())
    const deal = { account: 'A1', currency: 'EUR', status: 'won', closed_at: '2025-07-01T12:00:00Z' }
    await ws.import('deals', [
      { ...deal, external_id: 'D1', amount: '100.01', closed_at: '2025-05-05T00:00:00Z' },
      { ...deal, external_id: 'D3', amount: '50.00', status: 'lost' },
      { ...deal, external_id: 'D4', account: 'A3', amount: '21.00', closed_at: '2025-07-16T00:00:00Z' },
      { ...deal, external_id: 'D9', amount: '7.00' },
    ])
    const { months, reasons } = await reconciled(ws)
    expect(months).toEqual([
      ['2025-08', 'EUR', 1, 500, 0, 500, 0],
      ['2025-07', 'EUR', 4, 3800, 9999, 8000, -9999 - 5000 + 100 + 700],
      ['2025-06', 'JPY', 1, 1000, 1000, 0, 0],
      ['2025-05', 'EUR', 1, 9999, 0, 0, 9999],
    ])
    expect(reasons).toMatchObject({ changed: 3, not_computed: 1 })
    await ws.attribute()
    const after = await reconciled(ws)
    expect(after.months.map(month => month.at(-1))).toEqual([0, 0, 0, 0])
    expect(after.reasons).not.toHaveProperty('changed')
  })
})

describe('reconciliation', () => {
  const open = useStores('sqlite')

  it('takes only what was won in the range, by the CRM’s own stages where these date the win', async () => {
    const ws = await openStory(await open())
    const july = { from: Date.parse('2025-07-01T00:00:00Z'), to: Date.parse('2025-08-01T00:00:00Z') }
    expect((await reconciled(ws, july)).lines.map(line => line.external_id)).toEqual(['D6', 'D5', 'D4', 'D3'])
    await writeSetting(ws.db, 'attribution.stages', 'won=Signed')
    await ws.import('deal-stages', [{ deal: 'D2', stage: 'signed', entered_at: '2025-07-20T00:00:00Z' }])
    await ws.attribute()
    const { lines } = await reconciled(ws, july)
    expect(lines.map(line => line.external_id)).toEqual(['D2', 'D6', 'D5', 'D4', 'D3'])
    expect(lines.every(line => line.difference_minor === 0)).toBe(true)
  })

  it('balances under every model', async () => {
    const ws = await openStory(await open())
    const rows = await rowsOf(ws, 'reconciliation')
    expect(new Set(rows.map(row => row.model)).size).toBeGreaterThan(10)
    expect(rows.filter(row => row.difference_minor !== 0)).toEqual([])
  })
})
