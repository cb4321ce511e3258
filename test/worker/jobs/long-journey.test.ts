/** A long journey of one account from the file to its receipt, its credits and its page. */
import { expect, it } from 'vitest'
import { modelNamed } from '../../../worker/attribution/models.ts'
import { exportDataset } from '../../../worker/export/export.ts'
import { readReceipt } from '../../../worker/export/receipt.ts'
import { writeSetting } from '../../../worker/settings.ts'
import { NOW, useStores } from '../../engines.ts'
import { pageSite } from '../pages/site.ts'
import { openWorkspace } from './workspace.ts'

const TOUCHES = 20_000
const MINUTE_MS = 60_000
const at = (minutes: number) => new Date(NOW - minutes * MINUTE_MS).toISOString()
const open = useStores('sqlite')

// 100,000 touches take the same way in a minute, most of it for 2.5 million credits.
it('brings every one of 20,000 touches from the import to credits, receipt and page', async () => {
  const ws = await openWorkspace(await open())
  await writeSetting(ws.db, 'attribution.models', 'linear')
  await ws.import(
    'touches',
    Array.from({ length: TOUCHES }, (_, i) => ({
      external_id: `T${String(i).padStart(6, '0')}`,
      at: at(TOUCHES - i),
      account: 'acme.com',
      person: `p${i % 40}@acme.com`,
      channel: i % 2 === 0 ? 'Email' : 'Event',
    })),
  )
  await ws.import('deals', [
    { external_id: 'D1', account: 'acme.com', amount: '999.99', currency: 'EUR', status: 'won', closed_at: at(0) },
  ])
  expect(await ws.attribute()).toMatchObject({ credits: TOUCHES })

  let lines = 0
  for await (const piece of exportDataset(ws.db, 'credits', 'ndjson')) lines += `${piece}`.split('\n').length - 1
  expect(lines).toBe(TOUCHES)

  const { touches, sentence } = await readReceipt(ws.db, 'D1', modelNamed('linear')!)
  expect(touches).toHaveLength(TOUCHES)
  expect(sentence).toBe('No touch earns more than touch 1 of 20000 (Email), less than 0.1 %: every touch earns the same.')
  expect(touches.reduce((sum, touch) => sum + touch.amount_minor, 0)).toBe(999_99)

  const site = await pageSite(ws.db)
  const lastPage = await site.page(`/deals/D1?page=${Math.ceil(TOUCHES / 60)}`)
  expect(lastPage).toMatch(/20,000\stouches/)
  expect(lastPage.length).toBeLessThan(150_000)
}, 60_000)
