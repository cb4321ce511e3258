/** A sales link from the mail to the journey, in a real Chromium: its visits before the click are the person's, too. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { sql } from 'drizzle-orm'
import { Hono } from 'hono'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { buildSnippet } from '../../../scripts/build-snippet.mjs'
import { createApp } from '../../../worker/app.ts'
import { assetsFrom } from '../../../worker/assets.ts'
import { addSite } from '../../../worker/collect/sites.ts'
import { createSalesLink } from '../../../worker/identity/sales-link.ts'
import { attribute } from '../../../worker/jobs/attribute.ts'
import { openBrowser } from '../../browser.ts'
import { useStores } from '../../engines.ts'
import { CHROME } from '../collect/collector.ts'
import { publishedTouches } from '../jobs/workspace.ts'

const DAY_MS = 86_400_000
const open = useStores('sqlite')

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser({ args: ['--host-resolver-rules=MAP *.test 127.0.0.1'] })
})
afterAll(() => browser.close())

/** `www.acme.test` carries the snippet, `t.acme.test` is ours; one server answers both. */
async function start() {
  const db = await open()
  const clock = { ahead: 0 }
  const deps = { db, now: () => Date.now() + clock.ahead, newId: () => crypto.randomUUID() }
  const { source } = await buildSnippet('full')
  const names = ['pages.js', 'style.css', 'inter.woff2', 'inter-ext.woff2']
  const files = names.map(name => [name, new Uint8Array()] as const)
  const assets = await assetsFrom([['t.js', new TextEncoder().encode(source)], ...files])
  const reported: unknown[] = []
  const app = createApp({ ...deps, assets, runSoon: () => {}, report: error => void reported.push(error) })
  const { site_key } = await addSite(db, 'acme.test', deps)
  const both = new Hono().get('*', (c, next) => {
    const { host, pathname, port } = new URL(c.req.url)
    if (!host.startsWith('www.')) return next()
    const tag = `<script defer src="http://t.acme.test:${port}/t.js" data-site="${site_key}"></script>`
    return c.html(`<!doctype html><title>Page ${pathname}</title>${tag}<p>Some words`)
  })
  both.mount('/', app.fetch, { replaceRequest: false })
  const server = serve({ fetch: both.fetch, port: 0, hostname: '127.0.0.1' })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { db, clock, deps, reported, server, web: `http://www.acme.test:${port}`, ours: `http://t.acme.test:${port}` }
}

async function visit(context: BrowserContext, address: string) {
  const page = await context.newPage()
  const asked: string[] = []
  page.on('request', request => request.isNavigationRequest() && asked.push(request.url()))
  await page.goto(address)
  await page.waitForFunction(() => document.readyState === 'complete')
  return { page, asked }
}

it('brings a visitor of last week to the person who clicks today', async () => {
  const { db, clock, deps, reported, server, web, ours } = await start()
  const count = async (table: string) =>
    (await db.all<{ n: number }>(sql`select count(*) as n from ${sql.identifier(table)}`))[0]?.n
  const pageViews = async (n: number) =>
    vi.waitFor(async () => expect((await db.all(sql`select 1 as one from events where type = 'page'`)).length).toBe(n), 10_000)

  const hers = await browser.newContext({ userAgent: CHROME })
  await (await visit(hers, `${web}/a-post`)).page.close()
  await pageViews(1)
  clock.ahead += 7 * DAY_MS

  const target_url = `${web}/pricing?plan=pro#yearly`
  const order = { person: 'jane@acme-cold-chain.com', target_url, created_by: 'test' }
  const { url, person_id } = await createSalesLink(db, order, { ...deps, origin: ours })
  clock.ahead += 10_000
  const { asked, page } = await visit(hers, url)
  const landed = asked.find(address => address.includes('_tl=')) ?? ''
  expect(landed).toMatch(/\/pricing\?plan=pro&_tl=\w{26}/)
  expect(page.url()).toBe(target_url)
  await pageViews(2)
  expect(await count('identity_links')).toBe(1)

  // Somebody else gets the address with the code, and somebody's preview gets the link.
  const theirs = await browser.newContext({ userAgent: CHROME })
  expect((await visit(theirs, landed)).page.url()).toBe(`${web}/pricing?plan=pro`)
  const preview = await browser.newContext({ userAgent: CHROME, extraHTTPHeaders: { 'sec-purpose': 'prefetch;prerender' } })
  expect((await visit(preview, url)).asked.filter(address => address.includes('_tl='))).toEqual([])
  await pageViews(4)
  expect(await count('identity_links')).toBe(1)
  for (const context of [hers, theirs, preview]) await context.close()

  await attribute(deps)
  const own = (await publishedTouches(db)).filter(touch => touch.person_id === person_id)
  expect(own.map(touch => touch.url).sort()).toEqual([`${web}/a-post`, target_url])
  const person = await (await fetch(`${ours.replace('t.acme.test', '127.0.0.1')}/people/${person_id}`)).text()
  expect(person).toContain('Page /a-post')
  expect(person).toContain('sales link')
  expect(JSON.stringify(await db.all(sql`select url, referrer, body from events`))).not.toContain('_tl=')
  expect(reported).toEqual([])
  await new Promise(resolve => server.close(resolve))
})
