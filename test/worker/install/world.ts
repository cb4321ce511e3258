/**
 * A web of real servers under names that nobody has: pages that a test writes, the real collector, a tag manager. Only
 * the way from a name to a port is made up.
 */
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Database } from '../../../db/database.ts'
import { buildSnippet, builds } from '../../../scripts/build-snippet.mjs'
import { webAsk } from '../../../scripts/web-ask.ts'
import { type Assets, addressOf, assetsFrom } from '../../../worker/assets.ts'
import { addSite } from '../../../worker/collect/sites.ts'
import type { Ask } from '../../../worker/install/ask.ts'
import { inspectPage } from '../../../worker/install/inspect.ts'
import { inspectDeps } from '../../../worker/installation.ts'
import { serve } from '../../../worker/node.ts'

export interface Served {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

export interface World {
  readonly keys: { readonly acme: string; readonly other: string }
  readonly assets: Assets
  /** The address of the fixed version, and its integrity. */
  readonly fixed: { readonly path: string; readonly integrity: string }
  /** What the hosts serve, by address. */
  readonly web: Map<string, Served>
  readonly ask: Ask
  /** The codes of what is found on a page, with the state of each. */
  inspect(address: string, now?: number): Promise<Record<string, string>>
  close(): Promise<void>
}

export async function startWorld(db: Database): Promise<World> {
  const ids = { now: Date.now, newId: () => crypto.randomUUID() }
  const [acme, other] = [await addSite(db, 'acme.example', ids), await addSite(db, 'other.example', ids)]
  const scripts = Object.entries(builds) as [keyof typeof builds, string][]
  const assets = await assetsFrom([
    ...(await Promise.all(scripts.map(async ([name, file]) => [file, bytes((await buildSnippet(name)).source)] as const))),
    ...['style.css', 'pages.js', 'inter.woff2'].map(name => [name, bytes('')] as const),
  ])
  const collector = await serve({ db, port: 0, host: '127.0.0.1', assets, ...ids, report: fail })
  const web = new Map<string, Served>()
  const pages = await listen((request, response) => {
    const { status = 200, headers, body } = web.get(`${request.headers['x-asked']}`) ?? { status: 404, body: 'nothing' }
    response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(body)
  })
  const ports: Record<string, number> = { 't.acme.example': collector.port, 'dead.example': 1 }
  const direct = webAsk({ reach: 'everybody' })
  const ask: Ask = async (url, question) => {
    const isServed = web.has(url.href)
    const port = isServed ? undefined : ports[url.hostname]
    const real = new URL(`http://127.0.0.1:${port ?? (pages.address() as AddressInfo).port}${url.pathname}${url.search}`)
    const headers = { ...question.headers, ...(port === undefined && { 'x-asked': url.href }) }
    return { ...(await direct(real, { ...question, headers })), url }
  }
  return {
    keys: { acme: acme.site_key, other: other.site_key },
    assets,
    fixed: { path: addressOf(assets, 't.js'), integrity: assets.get('t.js')?.integrity ?? '' },
    web,
    ask,
    async inspect(address, now = Date.now()) {
      const deps = inspectDeps({ db, assets, ask, now: () => now, collector: 'https://t.acme.example' })
      const { findings } = await inspectPage(new URL(address), deps)
      for (const { what } of findings) if (!/^\w.*\.$/.test(what)) throw new Error(`not a sentence: ${what}`)
      return Object.fromEntries(findings.map(({ code, state }) => [code, state]))
    },
    async close() {
      await collector.close()
      pages.closeAllConnections()
      await new Promise(resolve => pages.close(resolve))
    },
  }
}

const bytes = (text: string) => new TextEncoder().encode(text)

function fail(error: unknown): never {
  throw error
}

async function listen(answer: RequestListener): Promise<Server> {
  const server = createServer(answer)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return server
}
