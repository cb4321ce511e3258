/** The built Worker in the real workerd with D1: events in, a form, the job by cron, pages out. */
import { readFileSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import { Miniflare } from 'miniflare'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { d1Database } from '../../db/d1.ts'
import type { Database } from '../../db/database.ts'
import { migrate, readMigrations } from '../../db/migrate.ts'
import { addSite } from '../../worker/collect/sites.ts'
import { importRows } from '../../worker/crm/import.ts'
import { exportDataset } from '../../worker/export/export.ts'
import { readSettings } from '../../worker/settings.ts'

const deps = { now: Date.now, newId: () => crypto.randomUUID() }

let miniflare: Miniflare
let db: Database

beforeAll(async () => {
  miniflare = new Miniflare({
    modules: [
      { type: 'ESModule', path: 'worker.js', contents: readFileSync(new URL('../../dist/worker.js', import.meta.url), 'utf8') },
    ],
    compatibilityDate: '2026-07-01',
    d1Databases: ['DB'],
  })
  db = d1Database(await miniflare.getD1Database('DB'))
  await migrate(db, readMigrations(), Date.now)
})

afterAll(() => miniflare.dispose())

describe('the Worker', () => {
  it('takes events, runs the job by cron and shows what came of it', async () => {
    const { site_key } = await addSite(db, 'shop.example', deps)
    const answer = await post(site_key, [
      event('page', '/?utm_source=google&utm_medium=cpc', {
        title: 'Home',
        created_at: new Date(Date.now() - 60_000).toISOString(),
      }),
      event('form', '/contact', { form: 'contact', email: 'anna@acme.example', fields: { name: 'Anna' } }),
    ])
    expect(answer).toEqual({ accepted: 2, duplicates: 0, rejected: [] })

    const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
    const csv = `external_id,account,amount,currency,status,created_at,closed_at\nD1,acme.example,100.01,EUR,won,,${tomorrow}\n`
    await importRows({ ...deps, db, settings: await readSettings(db) }, 'deals', new Blob([csv]).stream())
    const worker = await miniflare.getWorker()
    await worker.scheduled({ cron: '*/5 * * * *' })

    const rows: { channel: string; amount_minor: number }[] = []
    for await (const piece of exportDataset(db, 'credits', 'ndjson', { model: 'linear' })) {
      rows.push(
        ...piece
          .split('\n')
          .filter(Boolean)
          .map(line => JSON.parse(line)),
      )
    }
    expect(rows.map(({ channel, amount_minor }) => ({ channel, amount_minor }))).toEqual([
      { channel: 'Paid Search', amount_minor: 10_001 },
    ])
    const page = await miniflare.dispatchFetch('http://tributary.example/channels?period=all')
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('Paid Search')
    expect(await db.all(sql`select status from runs`)).toEqual([{ status: 'complete' }])
  })

  it('serves the snippet to other origins', async () => {
    const response = await miniflare.dispatchFetch('http://tributary.example/t.js')
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(await response.text()).toContain('sendBeacon')
  })
})

const event = (type: string, path: string, more: object) => ({
  id: crypto.randomUUID(),
  type,
  anonymous_id: 'visitor-0123456789abcdef',
  url: `https://shop.example${path}`,
  created_at: new Date().toISOString(),
  ...more,
})

async function post(site: string, batch: object[]): Promise<unknown> {
  const response = await miniflare.dispatchFetch('http://tributary.example/e', {
    method: 'POST',
    headers: { 'Content-Type': 'text/plain', Origin: 'https://shop.example', 'User-Agent': USER_AGENT },
    body: JSON.stringify({ site, sent_at: new Date().toISOString(), batch }),
  })
  expect(response.status).toBe(202)
  return response.json()
}

const USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'
