/**
 * Web sites that carry the snippet in front of the real collector: its HTTP server, its steps and its store. One server
 * has all host names; requests to `t.` and to any site's `/w/` pass through it, as through a company's own proxy, and
 * are written down on the way.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, request as requestTo, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { sql } from 'drizzle-orm'
import type { BrowserContext, Page } from 'playwright-core'
import { vi } from 'vitest'
import type { Database } from '../../db/database.ts'
import { openStore } from '../../db/open.ts'
import type { DeadLetter, Event } from '../../db/schema.ts'
import { type BuildName, buildSnippet, builds } from '../../scripts/build-snippet.mjs'
import type { WireBatch, WireEvent } from '../../snippet/wire.ts'
import { type Assets, addressOf, assetsFrom } from '../../worker/assets.ts'
import { addSite } from '../../worker/collect/sites.ts'
import { serve } from '../../worker/node.ts'
import { type BrowserOptions, openBrowser } from '../browser.ts'

export interface VisitPlan {
  /** Where the visit begins, for `url()`. */
  path?: string
  referer?: string
  /** Attributes of the script tag beside src and data-site. */
  attributes?: string
  head?: string
  body?: string
  /** Bodies of further pages, by path; every other path has `body`. */
  pages?: Record<string, string>
  /** A whole page. Here and in all other texts `{tag}` stands for the script tag, `{key}`, `{name}`, `{port}` for what they say. */
  html?: string
  /** Runs in each page before its own scripts, as a browser's setting or an extension would. */
  before?: () => void
  /** Response headers of pages. */
  headers?: Record<string, string>
  userAgent?: string
}

/** A request to the collector as it came over the wire. */
export interface Passed {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
  readonly events: readonly WireEvent[]
  status: number
  setCookie: string
}

/** An event as the collector has stored it, what is particular to its type beside the rest. */
export type Stored = Omit<Event, 'type'> & Record<string, unknown> & { type: WireEvent['type'] }

export class EdgeVisit {
  readonly name: string
  readonly plan: VisitPlan
  readonly context: BrowserContext
  readonly page: Page
  readonly requests: Passed[] = []
  /** Errors that the pages have thrown. */
  readonly errors: string[] = []
  /** Status with which the proxy keeps requests from the collector; 0 lets them pass. */
  refusal = 0
  readonly #town: Town

  constructor(name: string, plan: VisitPlan, context: BrowserContext, page: Page, town: Town) {
    this.name = name
    this.plan = plan
    this.context = context
    this.page = page
    this.#town = town
    context.on('weberror', error => this.errors.push(error.error().message))
  }

  /** Address of a path on www.NAME.test, of `//SUBDOMAIN.SUFFIX/path` on SUBDOMAIN.NAME.SUFFIX; other addresses as they are. */
  url(path: string): string {
    if (/^\w+:/.test(path)) return path
    const found = /^\/\/([\w.-]+?)\.(test|co\.uk|herokuapp\.com)(\/.*)$/.exec(path)
    const [, subdomain, suffix, rest] = found ?? ['', 'www', 'test', path]
    return `http://${subdomain}.${this.name}.${suffix}:${this.#town.port}${rest}`
  }

  /** Everything that the collector has stored of this visit, in the order in which it happened. */
  async stored(): Promise<Stored[]> {
    const rows = await this.#town.db.all<Event>(sql`select * from events where url like ${`%.${this.name}.%`}`)
    const place = new Map(this.sent.map(({ id }, i) => [id, i]))
    const placeOf = ({ event_id }: Event) => place.get(event_id) ?? -1
    // Much happens within one millisecond.
    rows.sort((a, b) => a.created_at - b.created_at || placeOf(a) - placeOf(b))
    return rows.map(({ body, ...row }) => ({ ...row, ...JSON.parse(body) }))
  }

  async ofType(...types: WireEvent['type'][]): Promise<Stored[]> {
    return (await this.stored()).filter(({ type }) => types.includes(type))
  }

  /** Paths and what follows them, of the page views so far. */
  async views(): Promise<string[]> {
    return (await this.ofType('page')).map(({ url }) => `${url}`.replace(/^\w+:\/\/[^/]+/, ''))
  }

  /** All that has gone over the wire, as text. */
  get wire(): string {
    return this.requests.map(({ path, body }) => `${path} ${body}`).join('\n')
  }

  /** Events as they were sent, repetitions included. */
  get sent(): WireEvent[] {
    return this.requests.flatMap(({ events }) => events)
  }

  async run<Answer>(script: () => Answer): Promise<Awaited<Answer>> {
    return this.page.evaluate(script) as Promise<Awaited<Answer>>
  }

  /** Waits until the collector has stored an event that fits. */
  async arrival(fits: (event: Stored) => boolean): Promise<void> {
    const look = async () => {
      const events = await this.stored()
      if (!events.some(fits))
        throw new Error(
          `not among ${events
            .map(({ type, url }) => `${type} ${url}`)
            .slice(-9)
            .join(', ')}`,
        )
    }
    await vi.waitFor(look, { timeout: 15_000, interval: 20 })
  }

  /** Leaves for a page without the snippet and waits until what was recorded before is stored. */
  async finish(): Promise<Stored[]> {
    await this.run(async () => {
      await new Promise(resolve => setTimeout(resolve, 120))
      window.tributary?.('track', 'the end')
    })
    await this.page.goto(this.url('/without'))
    await this.arrival(({ type, name }) => type === 'track' && name === 'the end')
    // What was on its way at the same time may come later.
    await this.page.waitForTimeout(60)
    return (await this.stored()).filter(({ name }) => name !== 'the end')
  }

  /** The same where nothing must arrive, so that there is nothing to wait for. */
  async finishInSilence(): Promise<readonly Passed[]> {
    await this.page.waitForTimeout(1150)
    await this.page.goto(this.url('/without'))
    await this.page.waitForTimeout(150)
    return this.requests
  }
}

export interface Town {
  readonly port: number
  readonly db: Database
  readonly assets: Assets
  /** Opens a page of a new site with the snippet, without cookies. */
  visit(plan?: VisitPlan): Promise<EdgeVisit>
  /** What the collector has refused, of all visits. */
  letters(): Promise<DeadLetter[]>
  close(): Promise<void>
}

type Tab = Pick<EdgeVisit, 'context' | 'page'>

/** A headless browser says so in its user agent, and would be marked as a bot. */
export const USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'

export async function openTown(options: BrowserOptions = {}): Promise<Town> {
  const db = await openStore('sqlite::memory:', Date.now)
  const deps = { db, now: Date.now, newId: () => crypto.randomUUID() }
  const assets = await allAssets()
  const bugs: unknown[] = []
  const report = (error: unknown) => void bugs.push(error)
  const collector = await serve({ ...deps, assets, report, port: 0, host: '127.0.0.1', trustProxy: true })
  const browser = await openBrowser({ ...options, args: ['--host-resolver-rules=MAP * 127.0.0.1'] })

  const visits = new Map<string, EdgeVisit>()
  const keys = new Map<string, string>()
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch(error => {
      bugs.push(error)
      outgoing.destroy()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse) {
    const { host = '' } = incoming.headers
    const { pathname } = new URL(incoming.url ?? '/', 'http://any')
    const visit = visits.get(/\be\d+\b/.exec(host)?.[0] ?? '') ?? [...visits.values()].at(-1)
    if (!visit || pathname === '/favicon.ico') return outgoing.writeHead(204).end()
    if (host.startsWith('t.') || pathname.startsWith('/w/')) return pass(visit, incoming, outgoing)
    if (pathname === '/slow') return void setTimeout(() => outgoing.end(), 1500)
    if (/\.(pdf|zip)$/i.test(pathname)) return outgoing.writeHead(200, { 'content-disposition': 'attachment' }).end('file')
    const html = pathname === '/without' ? '<title>Without</title>' : await pageOf(visit, host, pathname)
    outgoing.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...visit.plan.headers }).end(html)
  }

  async function pass(visit: EdgeVisit, incoming: IncomingMessage, outgoing: ServerResponse) {
    const { method = '', headers, url = '' } = incoming
    const body = await buffer(incoming)
    const path = url.replace(/^\/w\//, '/')
    const isCollecting = path.startsWith('/e')
    const parsed: Partial<WireBatch> = isCollecting && body.length ? JSON.parse(`${body}`) : {}
    const passed: Passed = { method, path: url, headers, body: `${body}`, events: parsed.batch ?? [], status: 0, setCookie: '' }
    if (isCollecting) visit.requests.push(passed)
    if (isCollecting && visit.refusal) {
      passed.status = visit.refusal
      return outgoing.writeHead(visit.refusal, { 'access-control-allow-origin': '*' }).end()
    }
    const forwarded = { ...headers, 'x-forwarded-host': headers.host, 'x-forwarded-proto': 'http' }
    const inner = requestTo({ host: '127.0.0.1', port: collector.port, method, path, headers: forwarded }, response => {
      passed.status = response.statusCode ?? 0
      passed.setCookie = `${response.headers['set-cookie'] ?? ''}`
      outgoing.writeHead(passed.status, response.headers)
      response.pipe(outgoing)
    })
    inner.on('error', error => outgoing.destroy(error))
    inner.end(body)
  }

  async function pageOf(visit: EdgeVisit, host: string, pathname: string) {
    const { plan, name } = visit
    const key = await keyOf(/(?:^|\.)(e\d+\.[\w.]+)/.exec(host)?.[1] ?? `${name}.test`)
    const tag = `<script defer src="http://t.${name}.test:${port}/t.js" data-site="${key}" ${plan.attributes ?? ''}></script>`
    const body = plan.pages?.[pathname] ?? plan.body ?? ''
    const html =
      plan.html ??
      `<!doctype html><html><head><title>Page ${pathname}</title>${plan.head ?? ''}{tag}</head><body>${body}</body></html>`
    const words: Record<string, string> = { '{tag}': tag, '{key}': key, '{name}': name, '{port}': `${port}` }
    // Twice: the tag has attributes with words of their own.
    const fill = (text: string) => text.replace(/\{(tag|key|name|port)\}/g, word => words[word] ?? word)
    return fill(fill(html))
  }

  async function keyOf(domain: string): Promise<string> {
    const known = keys.get(domain)
    if (known) return known
    const { site_key } = await addSite(db, domain, deps)
    keys.set(domain, site_key)
    return site_key
  }

  let count = 0
  let usual: Tab | undefined
  async function open(name: string, plan: VisitPlan, { context, page }: Tab): Promise<EdgeVisit> {
    const visit = new EdgeVisit(name, plan, context, page, town)
    visits.set(name, visit)
    await page.goto(visit.url(plan.path ?? '/'), plan.referer ? { referer: plan.referer } : {})
    return visit
  }

  const town: Town = {
    port,
    db,
    assets,
    async visit(plan = {}) {
      const name = `e${++count}`
      const isUsual = !plan.before && !plan.userAgent
      // Tests run one after the other, and pages that stay open slow down the next.
      await Promise.all(browser.contexts().map(context => context !== usual?.context && context.close()))
      if (!isUsual || !usual || usual.page.isClosed()) {
        const context = await browser.newContext({ serviceWorkers: 'block', userAgent: plan.userAgent ?? USER_AGENT })
        if (plan.before) await context.addInitScript(plan.before)
        const fresh = { context, page: await context.newPage() }
        if (isUsual) usual = fresh
        return open(name, plan, fresh)
      }
      // Another site in the same browser knows nothing of the one before.
      await usual.context.clearCookies()
      return open(name, plan, usual)
    },
    letters: () => db.all<DeadLetter>(sql`select * from dead_letters order by received_at`),
    async close() {
      await browser.close()
      server.closeAllConnections()
      server.close()
      await collector.close()
      await db.close()
      if (bugs.length > 0) throw new AggregateError(bugs, 'the collector or the proxy broke')
    },
  }
  return town
}

/** The real scripts, and empty files where the dashboard's own would be. */
async function allAssets(): Promise<Assets> {
  const encoder = new TextEncoder()
  const names: BuildName[] = ['core', 'standard', 'full']
  const scripts = names.map(async name => [builds[name], encoder.encode((await buildSnippet(name)).source)] as const)
  const others = ['style.css', 'pages.js', 'inter.woff2'].map(name => [name, new Uint8Array()] as const)
  return assetsFrom([...(await Promise.all(scripts)), ...others])
}

/** Where the script stands for good, and what its tag's `integrity` is. */
export const immutable = ({ assets }: Town) => ({
  path: addressOf(assets, 't.js'),
  integrity: assets.get('t.js')?.integrity ?? '',
})
