/**
 * The official clients of Segment and RudderStack against a real server: nothing but their host is changed. What they
 * send twice counts once, and what they send becomes a receipt.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import Rudder from '@rudderstack/rudder-sdk-node'
import { Analytics } from '@segment/analytics-node'
import { build } from 'esbuild'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser } from './browser.ts'
import { exported, serving, tributaryJson } from './tributary.ts'

interface ExportedEvent {
  id: string
  type: string
  anonymous_id: string | null
  origin: string
  occurred_at: string
  url: string | null
  body: Record<string, unknown>
  bot_reason: string | null
}

const folder = mkdtempSync(join(tmpdir(), 'tributary-segment-'))
const store = `sqlite:${join(folder, 'tributary.db')}`
const CALLS = ['alias', 'group', 'identify', 'page', 'screen', 'track']
const DAY_MS = 86_400_000

let collector: Awaited<ReturnType<typeof serving>>
let siteKey: string
let secretKey: string
/** Where clients send to: passes everything on, and now and then fails. */
let unreliable: { url: string; server: Server; statuses: number[] }

beforeAll(async () => {
  siteKey = (await tributaryJson<{ site_key: string }>(store, 'site', 'add', 'localhost')).site_key
  secretKey = (await tributaryJson<{ key: string }>(store, 'key', 'create', '--role', 'ops')).key
  collector = await serving(store)
  unreliable = await startUnreliable(collector.url)
})

afterAll(async () => {
  unreliable?.server.close()
  await collector?.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe('@segment/analytics-node', () => {
  it('sends every call, again when the answer is lost, and each counts once', async () => {
    unreliable.statuses.length = 0
    const analytics = new Analytics({ writeKey: siteKey, host: unreliable.url, flushAt: 6 })
    const failed: unknown[] = []
    analytics.on('error', error => failed.push(error))
    analytics.identify({ userId: 'sn-1', anonymousId: 'sn-a', traits: { email: 'jane@acme.example', firstName: 'Jane' } })
    analytics.page({ anonymousId: 'sn-a', name: 'Home', properties: { url: 'http://localhost/?utm_source=x', title: 'Home' } })
    analytics.screen({ userId: 'sn-1', name: 'Dashboard' })
    analytics.track({ userId: 'sn-1', event: 'Signed up', properties: { plan: 'pro' } })
    analytics.group({ userId: 'sn-1', groupId: 'sn-g', traits: { domain: 'acme.example' } })
    analytics.alias({ previousId: 'sn-b', userId: 'sn-1' })
    await analytics.closeAndFlush()
    expect(failed).toEqual([])
    expect(unreliable.statuses).toEqual([503, 503, 200])
    const events = await eventsOf('@segment/analytics-node')
    expect(events.map(event => event.type).sort()).toEqual(CALLS)
    expect(events.every(event => event.bot_reason === null && event.origin === 'server')).toBe(true)
    expect(events.find(event => event.type === 'track')).toMatchObject({
      anonymous_id: 'claimed user sn-1',
      body: { name: 'Signed up', props: { plan: 'pro' }, user_id: 'sn-1' },
    })
  })

  it('hears that its key is unknown', async () => {
    const analytics = new Analytics({ writeKey: 'pk_0000000000000000', host: collector.url, flushAt: 1 })
    const failed = new Promise(resolve => analytics.on('error', ({ reason }) => resolve(String(reason))))
    analytics.track({ userId: 'nobody', event: 'x' })
    expect(await failed).toContain('401')
    await analytics.closeAndFlush()
  })
})

describe('@rudderstack/rudder-sdk-node', () => {
  it('sends every call compressed, again when the answer is lost, and each counts once', async () => {
    unreliable.statuses.length = 0
    const client = new Rudder(siteKey, { dataPlaneUrl: unreliable.url, flushAt: 6, flushInterval: 1000, logLevel: 'none' })
    // The first call goes out alone.
    client.identify({ userId: 'rs-1', anonymousId: 'rs-a', traits: { email: 'ben@acme.example' } })
    client.page({ anonymousId: 'rs-a', name: 'Home', properties: { url: 'http://localhost/', title: 'Home' } })
    client.screen({ userId: 'rs-1', name: 'Dashboard' })
    client.track({ userId: 'rs-1', event: 'Signed up' })
    client.group({ userId: 'rs-1', groupId: 'rs-g', traits: { domain: 'acme.example' } })
    client.alias({ previousId: 'rs-b', userId: 'rs-1' })
    await expect
      .poll(async () => (await eventsOf('analytics-node')).map(event => event.type).sort(), { timeout: 30_000, interval: 500 })
      .toEqual(CALLS)
    await client.flush()
    expect(unreliable.statuses.filter(status => status === 503)).toHaveLength(2)
    expect(unreliable.statuses).toContain(200)
  })
})

describe('@segment/analytics-next', () => {
  let browser: Browser
  let site: Server
  let siteUrl: string

  beforeAll(async () => {
    const script = await bundled()
    site = createServer((request, response) => {
      const isScript = request.url === '/analytics.js'
      response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html; charset=utf-8')
      response.end(isScript ? script : '<!doctype html><title>Pricing</title><script src="/analytics.js"></script>')
    })
    siteUrl = `http://localhost:${await portOf(site)}`
    browser = await openBrowser()
  })

  afterAll(async () => {
    await browser?.close()
    site?.close()
  })

  it('sends every call from a browser that asks first, again after a failure, and each counts once', async () => {
    const context = await browser.newContext({ userAgent: USER_AGENT })
    const page = await context.newPage()
    const asked: string[] = []
    let isFirst = true
    await page.route(`${collector.url}/v1/t`, async route => {
      if (!isFirst || route.request().method() !== 'POST') return route.continue()
      isFirst = false
      // It has arrived, and only the answer is lost.
      await route.fetch()
      await route.fulfill({ status: 503, headers: { 'Access-Control-Allow-Origin': '*' } })
    })
    page.on('request', request => asked.push(`${request.method()} ${new URL(request.url()).pathname}`))
    await page.goto(`${siteUrl}/pricing?utm_source=linkedin&utm_medium=cpc&utm_campaign=spring`)
    await page.evaluate(([writeKey, cdnURL]) => Reflect.get(window, 'callAll')(writeKey, cdnURL), [
      siteKey,
      collector.url,
    ] as const)
    await expect.poll(() => asked.filter(one => one === 'POST /v1/t').length, { timeout: 30_000 }).toBe(2)
    await expect
      .poll(async () => (await browserEvents()).map(event => event.type).sort(), { timeout: 30_000, interval: 500 })
      .toEqual(CALLS)
    expect(asked).toContain(`GET /v1/projects/${siteKey}/settings`)
    await context.close()

    const seen = (await browserEvents()).find(event => event.type === 'page')
    expect(seen).toMatchObject({
      url: `${siteUrl}/pricing?utm_source=linkedin&utm_medium=cpc&utm_campaign=spring`,
      title: 'Pricing',
      browser: 'Chrome',
      bot_reason: null,
    })
  })

  const browserEvents = async () => (await exported<ExportedEvent>(store, 'events')).filter(event => event.origin === 'browser')
})

describe('what clients sent', () => {
  it('was received, taken or a repetition, and nothing else', async () => {
    const rows = await fetch(`${collector.url}/readyz`)
    expect(rows.status).toBe(200)
    const events = await exported<ExportedEvent>(store, 'events')
    expect(new Set(events.map(event => event.id)).size).toBe(events.length)
    expect(events).toHaveLength(3 * CALLS.length)
  })

  it('is named on the receipt of a deal, however old a server says that it is', async () => {
    const at = new Date(Date.now() - 200 * DAY_MS)
    const analytics = new Analytics({ writeKey: secretKey, host: collector.url, flushAt: 2 })
    const properties = { url: 'http://localhost/whitepaper?utm_source=news&utm_medium=email&utm_campaign=june', title: 'Paper' }
    analytics.page({ userId: 'crm-7', timestamp: at, properties })
    analytics.identify({ userId: 'crm-7', traits: { email: 'clara@corp.example' } })
    await analytics.closeAndFlush()

    const tomorrow = new Date(Date.now() + DAY_MS).toISOString().slice(0, 10)
    await imports('accounts', 'external_id,name,domains\nA9,Corp,corp.example\n')
    await imports('deals', `external_id,account,amount,currency,status,closed_at\nD9,A9,900.00,EUR,won,${tomorrow}\n`)
    await tributaryJson(store, 'attribute')
    const receipt = await tributaryJson<{ touches: Record<string, unknown>[] }>(store, 'receipt', 'D9', '--model', 'linear')
    expect(receipt.touches).toMatchObject([
      { touch_at: at.toISOString(), channel: 'Email', campaign: 'june', eligible: true, amount_minor: 900_00 },
    ])
    const [touch] = await exported<Record<string, unknown>>(store, 'touches').then(rows =>
      rows.filter(row => row.account_domain === 'corp.example'),
    )
    expect(touch).toMatchObject({ person_email: 'clara@corp.example', title: 'Paper', url: properties.url })
  })
})

const USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'

const eventsOf = async (library: string) =>
  (await exported<ExportedEvent>(store, 'events')).filter(event => event.body.library === library)

async function imports(kind: string, csv: string) {
  const file = join(folder, `${kind}.csv`)
  writeFileSync(file, csv)
  expect(await tributaryJson(store, 'import', kind, file)).toMatchObject({ rejected_total: 0 })
}

/** Refuses the first request of each series, passes the second on and loses its answer. */
async function startUnreliable(target: string): Promise<typeof unreliable> {
  const statuses: number[] = []
  const server = createServer(async (request, response) => {
    const body = await buffer(request)
    const turn = statuses.push(503)
    const answer = turn === 1 ? null : await passOn(target, request, body)
    const status = turn <= 2 || answer === null ? 503 : answer.status
    statuses[turn - 1] = status
    response.writeHead(status, { 'Content-Type': 'application/json' })
    response.end(answer === null || status === 503 ? '{}' : await answer.text())
  })
  return { url: `http://127.0.0.1:${await portOf(server)}`, server, statuses }
}

const passOn = (target: string, { url, method, headers }: IncomingMessage, body: Buffer) =>
  fetch(`${target}${url}`, {
    method: method ?? 'POST',
    body: new Uint8Array(body),
    headers: Object.fromEntries(
      ['authorization', 'content-type', 'content-encoding', 'user-agent'].flatMap(name => {
        const value = headers[name]
        return typeof value === 'string' ? [[name, value]] : []
      }),
    ),
  })

async function portOf(server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** Segment's client with a function that makes each of its calls. */
async function bundled(): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      resolveDir: process.cwd(),
      contents: `
        import { AnalyticsBrowser } from '@segment/analytics-next'
        window.callAll = async (writeKey, cdnURL) => {
          const analytics = AnalyticsBrowser.load({ writeKey, cdnURL })
          await analytics.page()
          await analytics.identify('an-1', { email: 'dora@acme.example' })
          await analytics.track('Signed up', { plan: 'pro' })
          await analytics.group('an-g', { domain: 'acme.example' })
          await analytics.screen('Dashboard')
          await analytics.alias('an-2', 'an-1')
        }
      `,
    },
    bundle: true,
    write: false,
    format: 'iife',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  })
  return outputFiles[0]?.text ?? ''
}
