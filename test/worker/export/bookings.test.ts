import { expect, it } from 'vitest'
import type { Row } from '../../../db/database.ts'
import type { Filter } from '../../../worker/export/dataset.ts'
import { exportDataset } from '../../../worker/export/export.ts'
import { describeEachEngine } from '../../engines.ts'
import { daysBefore, openWorkspace, type Workspace } from '../jobs/workspace.ts'

async function rowsOf(ws: Workspace, dataset: string, filter?: Filter): Promise<Row[]> {
  let text = ''
  for await (const piece of exportDataset(ws.db, dataset, 'ndjson', filter)) text += piece
  return text
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line))
}

async function openStory(db: Parameters<typeof openWorkspace>[0]): Promise<Workspace> {
  const ws = await openWorkspace(db)
  await ws.import('accounts', [{ external_id: 'A1', name: 'Acme', domains: 'acme.com' }])
  const touch = (external_id: string, days: number) => ({ external_id, at: daysBefore(days), account: 'A1', channel: 'Event' })
  await ws.import('touches', [touch('T1', 9), touch('T2', 8), touch('T3', 7)])
  const won = { account: 'A1', created_at: daysBefore(6), closed_at: daysBefore(5), status: 'won' }
  await ws.import('deals', [
    { external_id: 'D1', amount: '100.00', currency: 'EUR', ...won },
    { external_id: 'D2', amount: '1.000', currency: 'KWD', ...won },
    { external_id: 'D3', amount: '5', currency: 'JPY', ...won },
    { external_id: 'D4', amount: '9', currency: 'EUR', ...won, account: 'nobody' },
  ])
  const change = (deal: string, amount: string, days: number) => ({
    deal,
    amount,
    at: daysBefore(days),
    kind: amount.startsWith('-') ? 'refund' : 'amendment',
  })
  await ws.import('adjustments', [
    change('D1', '-33.33', 4),
    change('D1', '-66.67', 3),
    change('D2', '0.001', 4),
    change('D3', '-5', 2),
    change('D4', '-10', 2),
  ])
  await ws.import('rates', [{ currency: 'KWD', rate: '2.9871' }])
  await ws.attribute()
  return ws
}

const sumsOf = (rows: readonly Row[]) => {
  const sums = new Map<string, readonly number[]>()
  for (const row of rows) {
    const key = JSON.stringify([row.deal_external_id, row.stage, row.model, row.touch_id])
    const [minor, base] = sums.get(key) ?? [0, 0]
    sums.set(key, [minor! + Number(row.amount_minor), base! + Number(row.base_amount_minor)])
  }
  return sums
}

describeEachEngine('bookings', open => {
  it('are signed rows that sum to the credits of every deal, stage, model and touch', async () => {
    const ws = await openStory(await open())
    const rows = await rowsOf(ws, 'bookings')
    expect(sumsOf(rows)).toEqual(sumsOf(await rowsOf(ws, 'credits')))
    const ofFirst = rows.filter(row => row.deal_external_id === 'D1' && row.stage === 'won' && row.model === 'linear')
    expect(ofFirst.map(row => [row.kind, row.booked_at, row.touch_external_id, row.amount_minor])).toEqual([
      ...[3334, 3333, 3333].map((minor, i) => ['original', daysBefore(5), `T${i + 1}`, minor]),
      ...[-1111, -1111, -1111].map((minor, i) => ['refund', daysBefore(4), `T${i + 1}`, minor]),
      ...[-2223, -2222, -2222].map((minor, i) => ['refund', daysBefore(3), `T${i + 1}`, minor]),
    ])
    const lately = await rowsOf(ws, 'bookings', { model: 'linear', stage: 'won', from: Date.parse(daysBefore(2)) })
    expect(lately.map(row => [row.deal_external_id, row.amount_minor, row.base_amount_minor]).toSorted()).toEqual([
      ['D3', -1, null],
      ['D3', -2, null],
      ['D3', -2, null],
      ['D4', -1000, -1000],
    ])
  })

  it('say the last known amount while a deal has changed since the run', async () => {
    const ws = await openStory(await open())
    await ws.import('adjustments', [{ deal: 'D1', amount: '1', at: daysBefore(1), kind: 'amendment' }])
    const before = await rowsOf(ws, 'bookings', { model: 'linear', stage: 'won' })
    expect(before.filter(row => row.deal_external_id === 'D1').map(row => [row.kind, row.amount_minor])).toEqual(
      Array(3).fill(['original', 0]),
    )
    await ws.attribute()
    expect(sumsOf(await rowsOf(ws, 'bookings'))).toEqual(sumsOf(await rowsOf(ws, 'credits')))
  })
})
