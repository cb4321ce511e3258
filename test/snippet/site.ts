/**
 * Web sites that carry the snippet, a collector that writes down what it is sent, and a Chromium
 * that visits them. All names under .test and .co.uk lead to this one server; each visit has a
 * site key, a domain and a browser profile of its own.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { BrowserContext, Page } from 'playwright-core'
import { vi } from 'vitest'
import { type BuildName, buildSnippet } from '../../scripts/build-snippet.mjs'
import type { WireBatch, WireEvent } from '../../snippet/wire.ts'
import { parseEvent } from '../../worker/collect/parse.ts'
import { EventRejected } from '../../worker/collect/reject.ts'
import { type BrowserOptions, openBrowser } from '../browser.ts'

export interface VisitPlan {
  /** Where the visit begins, for `url()`. */
  path?: string
  /** The first page's referrer. */
  referer?: string
  /** Attributes of the script tag beside src and data-site. */
  attributes?: string
  head?: string
  body?: string
  /** Bodies of further pages, by path; every other path has `body`. */
  pages?: Record<string, string>
  /** A whole page, in which `{tag}` stands for the script tag. */
  html?: string
  /** Runs in each page before its own scripts, as a browser's setting or an extension would. */
  before?: () => void
  /** Response headers of pages. */
  headers?: Record<string, string>
}

export interface CollectorRequest {
  method: string
  headers: IncomingMessage['headers']
  body: string
  batch: WireBatch
}

export class Visit {
  /** What the collector took. */
  readonly requests: CollectorRequest[] = []
  /** What it did not take, because of `answer`. */
  readonly refused: CollectorRequest[] = []
  preflights = 0
  /** Errors that the pages have thrown. */
  readonly errors: string[] = []
  /** Status of the collector's next answers; 0 hangs up. */
  answer = 202
  /** Header of those answers. */
  retryAfter = ''
  readonly key: string
  readonly plan: VisitPlan
  readonly context: BrowserContext
  readonly page: Page
  readonly #port: number

  constructor(key: string, plan: VisitPlan, context: BrowserContext, page: Page, port: number) {
    this.key = key
    this.plan = plan
    this.context = context
    this.page = page
    this.#port = port
    context.on('weberror', error => this.errors.push(error.error().message))
  }

  /** Address of a path on www.KEY.test, of `//SUBDOMAIN.SUFFIX/path` on SUBDOMAIN.KEY.SUFFIX; other addresses as they are. */
  url(path: string): string {
    if (/^\w+:/.test(path)) return path
    const [, subdomain = 'www', suffix = 'test', rest = path] = /^\/\/([\w.-]+)\.(test|co\.uk)(\/.*)$/.exec(path) ?? []
    return `http://${subdomain}.${this.key}.${suffix}:${this.#port}${rest}`
  }

  /**
   * Everything that the collector was sent so far, in order of arrival, as it understands it, and each id once: a page
   * that is left may repeat what it was just sending.
   */
  get events(): WireEvent[] {
    const sent = this.requests.flatMap(({ batch }) => batch.batch)
    return sent.filter(({ id }, i) => sent.findIndex(event => event.id === id) === i).map(understood)
  }

  ofType<Type extends WireEvent['type']>(type: Type): Extract<WireEvent, { type: Type }>[] {
    return this.events.filter((event): event is Extract<WireEvent, { type: Type }> => event.type === type)
  }

  /** Waits for the first event that fits. */
  async arrival(fits: (event: WireEvent) => boolean): Promise<void> {
    const missing = () => new Error(`not among ${this.events.map(({ type, url }) => `${type} ${url}`).join(', ')}`)
    await vi.waitFor(() => this.events.some(fits) || Promise.reject(missing()), { timeout: 15_000 })
  }

  /** Leaves for a page without the snippet and waits until what was recorded before has arrived. */
  async finish(): Promise<WireEvent[]> {
    await this.page.evaluate(() => new Promise(resolve => setTimeout(resolve, 150)))
    await this.page.evaluate(() => window.tributary?.('track', 'the end'))
    await this.leave()
    await this.arrival(event => event.type === 'track' && event.name === 'the end')
    // Requests that were on their way at the same time may arrive in any order.
    for (let before = -1; before !== this.requests.length; ) {
      before = this.requests.length
      await this.page.waitForTimeout(150)
    }
    return this.events.filter(event => !(event.type === 'track' && event.name === 'the end'))
  }

  /** The same where nothing must arrive, so that there is nothing to wait for. */
  async finishInSilence(): Promise<WireEvent[]> {
    await this.page.waitForTimeout(1300)
    await this.leave()
    await this.page.waitForTimeout(300)
    return this.events
  }

  async leave(): Promise<void> {
    await this.page.goto(this.url('/without'))
  }
}

/** Fields by their canonical names, whole numbers; what the collector takes for absent is absent. */
function understood(event: WireEvent): WireEvent {
  try {
    const known = Object.entries(parseEvent(event).details).filter(([name]) => name in event)
    return { ...event, ...Object.fromEntries(known.map(([name, value]) => [name, value ?? undefined])) }
  } catch (error) {
    if (error instanceof EventRejected) return event
    throw error
  }
}

export interface SiteOptions extends BrowserOptions {
  build?: BuildName
}

export interface Site {
  readonly port: number
  /** The script itself. */
  readonly source: string
  /** Opens a page with the snippet in a fresh profile, and closes the one before. */
  visit(plan?: VisitPlan): Promise<Visit>
  close(): Promise<void>
}

export async function openSite({ build = 'full', ...options }: SiteOptions = {}): Promise<Site> {
  const { source } = await buildSnippet(build)
  const visits = new Map<string, Visit>()
  const browser = await openBrowser({ ...options, args: ['--host-resolver-rules=MAP *.test 127.0.0.1, MAP *.uk 127.0.0.1'] })
  const server = createServer((request, response) => {
    answer(request, response).catch(error => response.destroy(error))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const { pathname } = new URL(request.url ?? '/', 'http://any')
    if (pathname === '/t.js') return response.writeHead(200, { 'content-type': 'text/javascript' }).end(source)
    if (pathname === '/e') return collect(request, response)
    if (pathname === '/without') return response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Without</title>')
    if (/\.(pdf|zip)$/i.test(pathname)) return response.writeHead(200, { 'content-disposition': 'attachment' }).end('file')

    const visit = visitAt(request)
    if (!visit) return response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...visit.plan.headers }).end(pageOf(visit, pathname))
  }

  /** The visit that a host name belongs to; addresses without one are the latest visit's. */
  function visitAt({ headers }: IncomingMessage): Visit | undefined {
    const key = /\bs\d+\b/.exec(headers.host ?? '')?.[0]
    return key ? visits.get(key) : [...visits.values()].at(-1)
  }

  async function collect(request: IncomingMessage, response: ServerResponse) {
    const { method = '', headers } = request
    const body = await text(request)
    const batch: WireBatch = body ? JSON.parse(body) : { site: '', sent_at: '', batch: [] }
    const visit = visits.get(batch.site) ?? visitAt(request)
    if (!visit) return response.writeHead(404).end()
    if (method === 'OPTIONS') visit.preflights++
    else (visit.answer >= 200 && visit.answer < 300 ? visit.requests : visit.refused).push({ method, headers, body, batch })
    if (visit.answer === 0) return response.destroy()
    response
      .writeHead(visit.answer, {
        'access-control-allow-origin': '*',
        'access-control-expose-headers': 'retry-after',
        'content-type': 'application/json',
        ...(visit.retryAfter && { 'retry-after': visit.retryAfter }),
      })
      .end('{}')
  }

  function pageOf({ key, plan }: Visit, pathname: string) {
    const tag = `<script defer src="http://t.${key}.test:${port}/t.js" data-site="${key}" ${plan.attributes ?? ''}></script>`
    const body = plan.pages?.[pathname] ?? plan.body ?? ''
    const html =
      plan.html ??
      `<!doctype html><html><head><title>Page ${pathname}</title>${plan.head ?? ''}{tag}</head><body>${body}</body></html>`
    return html.replaceAll('{tag}', tag).replaceAll('{key}', key).replaceAll('{port}', String(port))
  }

  let count = 0
  return {
    port,
    source,
    async visit(plan = {}) {
      // Tests run one after the other, and pages that stay open slow down the next.
      await Promise.all(browser.contexts().map(context => context.close()))
      const key = `s${++count}`
      const context = await browser.newContext({ serviceWorkers: 'block' })
      if (plan.before) await context.addInitScript(plan.before)
      const visit = new Visit(key, plan, context, await context.newPage(), port)
      visits.set(key, visit)
      await visit.page.goto(visit.url(plan.path ?? '/'), plan.referer ? { referer: plan.referer } : {})
      return visit
    },
    async close() {
      await browser.close()
      server.closeAllConnections()
      server.close()
    },
  }
}
