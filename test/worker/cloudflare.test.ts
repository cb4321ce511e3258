/** The built Worker in the real workerd with D1 and Queues: events in, a form, the job by cron, pages out. */
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
import { imbalance } from './collect/queue/boxed.ts'

const deps = { now: Date.now, newId: () => crypto.randomUUID() }

/** As it is deployed; a comment is a line of its own. */
const config = JSON.parse(readFileSync('wrangler.jsonc', 'utf8').replace(/^\s*\/\/.*$/gm, ''))
const { producers, consumers } = config.queues
const [live, dead] = consumers

let miniflare: Miniflare
let db: Database

beforeAll(async () => {
  miniflare = new Miniflare({
    modules: [
      { type: 'ESModule', path: 'worker.js', contents: readFileSync(new URL('../../dist/worker.js', import.meta.url), 'utf8') },
    ],
    compatibilityDate: config.compatibility_date,
    d1Databases: ['DB'],
    queueProducers: { [producers[0].binding]: producers[0].queue },
    queueConsumers: Object.fromEntries(
      [live, dead].map(({ queue, max_batch_size, max_retries, dead_letter_queue }) => [
        queue,
        { maxBatchSize: max_batch_size, maxBatchTimeout: 0.05, maxRetries: max_retries, deadLetterQueue: dead_letter_queue },
      ]),
    ),
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
    await expect.poll(() => stored(), { interval: 20, timeout: 20_000 }).toBe(2)
    expect(await db.all(sql`select country, bot_reason from events where type = 'page'`)).toEqual([
      { country: 'DE', bot_reason: null },
    ])

    const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
    const csv = `external_id,account,amount,currency,status,created_at,closed_at\nD1,acme.example,100.01,EUR,won,,${tomorrow}\n`
    await importRows({ ...deps, db, settings: await readSettings(db) }, 'deals', new Blob([csv]).stream())
    const worker = await miniflare.getWorker()
    // The first run fits models, which may wait for an invocation of its own.
    for (let i = 0; i < 3; i++) await worker.scheduled({ cron: config.triggers.crons[0] })

    const rows: { channel: string; amount_minor: number }[] = []
    for await (const piece of exportDataset(db, 'credits', 'ndjson', { model: 'linear' })) {
      rows.push(
        ...`${piece}`
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

  it('stores a batch once, however often it is delivered, in any order', async () => {
    const { messages, before } = await hundred()
    expect(await consume(live.queue, messages)).toMatchObject({ outcome: 'ok', acked: 100, retried: [] })
    expect(await consume(live.queue, messages.toReversed())).toMatchObject({ outcome: 'ok', acked: 100, retried: [] })
    expect([(await stored()) - before, await imbalance(db)]).toEqual([100, 0])
  })

  it('stores 99 of 100 at the first pass when one is poison, and keeps that one as a dead letter', async () => {
    const { messages, before } = await hundred()
    await db.run(sql`
      create trigger poison before insert on events when new.title = 'number 41' and new.received_at = 1
      begin select raise(abort, 'poison'); end`)
    expect(await consume(live.queue, messages)).toMatchObject({ acked: 99, retried: [{ msgId: 'm41', delaySeconds: 10 }] })
    expect((await stored()) - before).toBe(99)
    expect(await consume(dead.queue, messages.slice(41, 42))).toMatchObject({ acked: 1, retried: [] })
    expect(await db.all(sql`select reason, event_id from dead_letters`)).toEqual([
      { reason: 'undeliverable', event_id: JSON.parse(messages[41]!.body).arrival.candidates[0].row.event_id },
    ])
    expect(await imbalance(db)).toBe(0)
  })

  it('serves the snippet to other origins', async () => {
    const response = await miniflare.dispatchFetch('http://tributary.example/t.js')
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(await response.text()).toContain('sendBeacon')
  })
})

const stored = async () => (await db.all<{ n: number }>(sql`select count(*) as n from events`))[0]!.n

interface QueueMessage {
  readonly id: string
  readonly timestamp: Date
  readonly attempts: number
  readonly body: string
}

/** Messages such as the Worker makes, each with one event of its own. */
async function hundred(): Promise<{ messages: QueueMessage[]; before: number }> {
  const { site_id } = (await db.all<{ site_id: string }>(sql`select site_id from sites`))[0]!
  const seen = { sent_at: 1, country: null, device: null, browser: null, os: null, bot_reason: null }
  const messages = Array.from({ length: 100 }, (_, i) => {
    const event_id = crypto.randomUUID()
    const row = {
      ...{ event_id, site_id, origin: 'browser', type: 'page', visitor_id: `v${i}`, occurred_at: 1, created_at: 1 },
      ...{ received_at: 1, time_flag: null, url: null, title: `number ${i}`, referrer: null, body: '{}', body_fp: 'x', ...seen },
    }
    const letter = { kind: 'event', head: '{}', bytes: 2, whole: { sha256: 'x' }, isWhole: true }
    const candidates = [{ index: 0, row, claim: null, sayings: null, sent: null, letter }]
    const arrival = { site_id, received_at: 1, received: 1, seen, candidates, rejected: [], refused: null }
    return { id: `m${i}`, timestamp: new Date(), attempts: 1, body: JSON.stringify({ v: 1, id: event_id, arrival }) }
  })
  return { messages, before: await stored() }
}

async function consume(queue: string, messages: readonly QueueMessage[]) {
  const { outcome, explicitAcks, retryMessages } = await (await miniflare.getWorker()).queue(queue, [...messages])
  return { outcome, acked: explicitAcks.length, retried: retryMessages }
}

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
    cf: { country: 'DE', asn: 3320 },
  })
  expect(response.status).toBe(202)
  return response.json()
}

const USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'
