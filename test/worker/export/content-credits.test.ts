import { expect, it } from 'vitest'
import type { Row } from '../../../db/database.ts'
import { exportDataset } from '../../../worker/export/export.ts'
import { describeEachEngine } from '../../engines.ts'
import { daysBefore, form, openWorkspace, page, type Workspace } from '../jobs/workspace.ts'

async function rowsOf(ws: Workspace, dataset: string): Promise<Row[]> {
  let text = ''
  for await (const piece of exportDataset(ws.db, dataset, 'ndjson')) text += piece
  return text
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line))
}

const engage = (at: string, page_id: string, url: string, engaged_ms: number) => ({
  type: 'engage',
  created_at: at,
  page_id,
  url,
  engaged_ms,
})

async function openStory(db: Parameters<typeof openWorkspace>[0]): Promise<Workspace> {
  const ws = await openWorkspace(db)
  await ws.visit(
    'visitor-jane-0001',
    page(daysBefore(2.5), 'https://www.example.com/post?utm_source=google&utm_medium=cpc', { id: 'page-post-1', title: 'Post' }),
    engage(daysBefore(2.499), 'page-post-1', 'https://www.example.com/post', 20_000),
    page(daysBefore(2.498), 'https://www.example.com/pricing', { id: 'page-price-1', title: 'Pricing' }),
    engage(daysBefore(2.497), 'page-price-1', 'https://www.example.com/pricing', 10_000),
    form(daysBefore(2.496), 'jane@acme.com'),
  )
  await ws.import('accounts', [{ external_id: 'A1', name: 'Acme', domains: 'acme.com' }])
  await ws.import('activities', [
    { external_id: 'V1', kind: 'call', at: daysBefore(2.3), person: 'jane@acme.com', subject: 'Intro' },
    { external_id: 'V2', kind: 'call', at: daysBefore(2), person: 'jane@acme.com' },
  ])
  const dates = { created_at: daysBefore(2.1), closed_at: daysBefore(1), status: 'won' }
  await ws.import('deals', [
    { external_id: 'D1', account: 'A1', amount: '100.00', currency: 'USD', ...dates },
    { external_id: 'D2', account: 'nobody', amount: '7', currency: 'JPY', ...dates },
  ])
  await ws.import('rates', [{ currency: 'USD', rate: '0.9' }])
  await ws.attribute()
  return ws
}

const sumsOf = (rows: readonly Row[]) => {
  const sums = new Map<string, readonly number[]>()
  for (const row of rows) {
    const key = JSON.stringify([row.deal_external_id, row.stage, row.model, row.touch_id])
    const before = sums.get(key) ?? [0, 0, 0]
    const own = [row.weight_e15, row.amount_minor, row.base_amount_minor].map(Number)
    sums.set(
      key,
      before.map((sum, i) => sum + (own[i] ?? 0)),
    )
  }
  return sums
}

describeEachEngine('content-credits', open => {
  it('share each touch’s credit over what its session read, to the sums of the credits under every model', async () => {
    const ws = await openStory(await open())
    const rows = await rowsOf(ws, 'content-credits')
    expect(sumsOf(rows)).toEqual(sumsOf(await rowsOf(ws, 'credits')))
    const linear = rows.filter(row => row.stage === 'won' && row.model === 'linear')
    expect(
      linear.map(row => [
        row.deal_external_id,
        row.content_id,
        row.title,
        row.content_kind,
        row.amount_minor,
        row.base_amount_minor,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['D1', 'example.com/post', 'Post', 'page', 2223, 2000],
        ['D1', 'example.com/pricing', 'Pricing', 'page', 1111, 1000],
        ['D1', 'Intro', 'Intro', 'activity', 3333, 3000],
        ['D1', null, null, 'activity', 3333, 3000],
        ['D2', '(unattributed)', null, null, 7, null],
      ]),
    )
    expect(linear).toHaveLength(5)
  })
})
