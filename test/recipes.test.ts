/** What docs/ tells to paste is right: code runs, JSON can be read, and every attribute and call is one that there is. */
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { transform } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../db/database.ts'
import { openStore } from '../db/open.ts'
import { builds } from '../scripts/build-snippet.mjs'
import { assetsFrom } from '../worker/assets.ts'
import { addSite } from '../worker/collect/sites.ts'
import { type NodeServer, serve } from '../worker/node.ts'

const snippet = readFileSync('docs/snippet.md', 'utf8')
const proxy = readFileSync('docs/proxy.md', 'utf8')

const fences = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, code = '']) => code)

const loaded = (code: string) => import(`data:text/javascript,${encodeURIComponent(code)}`)

/** What a recipe passes, and as what. */
const passed = [
  ['/s/t.js', '/t.js'],
  ['/s/t.core.js', '/t.core.js'],
  ['/s/t.1a2b3c4d5e.js', '/t.1a2b3c4d5e.js'],
  ['/s/e', '/e'],
]
const kept = ['/s/', '/s/channels', '/s/api/v1/deals', '/s/ea', '/s/e/', '/s/t/x.js', '/s/t.js/e', '/e', '/t.js', '/s/../e']

describe('rewrites', () => {
  const vercel = () => JSON.parse(fences(proxy, 'json').find(code => code.includes('rewrites')) ?? '')
  const next = () => loaded(fences(proxy, 'js').find(code => code.includes('rewrites()')) ?? '')

  /** `:name(pattern)` of path-to-regexp, which both use. */
  const through = (rules: readonly { source: string; destination: string }[], path: string) => {
    for (const { source, destination } of rules) {
      const pattern = source.replace(/:(\w+)\(([^)]+)\)/g, '(?<$1>$2)')
      const match = new RegExp(`^${pattern}$`).exec(path)
      if (match) return destination.replace(/:(\w+)$/, (_, name) => match.groups?.[name] ?? '')
    }
    return null
  }

  it.each([
    ['of Vercel', async () => vercel().rewrites],
    ['of Next', async () => (await next()).default.rewrites()],
  ])('%s pass script and events only', async (_, rulesOf) => {
    const rules = await rulesOf()
    for (const [from = '', to] of passed) expect(through(rules, from)).toBe(`https://t.example.net${to}`)
    for (const path of kept) expect(through(rules, path)).toBe(null)
  })
})

describe('the Worker for a path', () => {
  let db: Database
  let collector: NodeServer
  let key: string
  let echo: Server
  let heard: { url: string | undefined; headers: IncomingHttpHeaders }[] = []

  beforeAll(async () => {
    db = await openStore('sqlite::memory:', Date.now)
    const ids = { now: Date.now, newId: () => crypto.randomUUID() }
    key = (await addSite(db, 'example.com', ids)).site_key
    const files = ['t.js', 't.core.js', 'style.css', 'pages.js', 'inter.woff2']
    const assets = await assetsFrom(files.map(name => [name, new TextEncoder().encode(name)]))
    const report = (error: unknown) => {
      throw error
    }
    collector = await serve({ db, ...ids, assets, report, port: 0, host: '127.0.0.1', trustProxy: true })
    echo = createServer(({ url, headers }, response) => {
      heard.push({ url, headers })
      response.end('heard')
    })
    await new Promise<void>(resolve => echo.listen(0, '127.0.0.1', resolve))
  })
  afterAll(async () => {
    await collector.close()
    await db.close()
    await new Promise(resolve => echo.close(resolve))
  })

  const worker = async (port: number): Promise<{ fetch(request: Request): Promise<Response> }> => {
    const code = fences(proxy, 'js').find(text => text.includes('COLLECTOR')) ?? ''
    return (await loaded(code.replace('https://t.example.net', `http://127.0.0.1:${port}`))).default
  }

  it('passes script and events to a collector, which sets the cookie for the page', async () => {
    const { fetch } = await worker(collector.port)
    expect(await (await fetch(new Request('https://www.example.com/s/t.core.js'))).text()).toBe('t.core.js')
    const visitor = `${Date.now().toString(36)}0123456789abcdefghijkl`
    const event = { id: 'view-0001', type: 'page', anonymous_id: visitor, url: 'https://www.example.com/' }
    const answer = await fetch(
      new Request('https://www.example.com/s/e', {
        method: 'POST',
        body: JSON.stringify({ site: key, batch: [event] }),
        headers: { Origin: 'https://www.example.com', 'X-Forwarded-Host': 'evil.example' },
      }),
    )
    expect(await answer.json()).toMatchObject({ accepted: 1 })
    expect(answer.headers.get('set-cookie')).toMatch(/^_tb=.*; Domain=example\.com; Secure|^_tb=.*Secure.*Domain=example\.com/)
  })

  it('tells the visitor’s address and wishes, and keeps cookies back', async () => {
    const { fetch } = await worker((echo.address() as AddressInfo).port)
    const headers = {
      'CF-Connecting-IP': '192.0.2.7',
      'X-Forwarded-For': '6.6.6.6',
      Cookie: 'session=1',
      'Sec-GPC': '1',
      DNT: '1',
    }
    await fetch(new Request('https://www.example.com/s/e?site=k', { headers }))
    expect(heard).toMatchObject([{ url: '/e?site=k', headers: { 'x-forwarded-for': '192.0.2.7', 'sec-gpc': '1', dnt: '1' } }])
    expect(heard[0]?.headers).toMatchObject({ 'x-forwarded-host': 'www.example.com', 'x-forwarded-proto': 'https' })
    expect(heard[0]?.headers.cookie).toBeUndefined()
  })

  it('passes nothing else', async () => {
    const { fetch } = await worker((echo.address() as AddressInfo).port)
    heard = []
    for (const path of kept) expect((await fetch(new Request(`https://www.example.com${path}`))).status).toBe(404)
    expect(heard).toEqual([])
  })

  it('has a configuration that can be read', () => {
    const config = JSON.parse(fences(proxy, 'json').find(code => code.includes('routes')) ?? '')
    expect(config.routes).toEqual([{ pattern: 'www.example.com/s/*', zone_name: 'example.com' }])
  })
})

describe('docs/snippet.md', () => {
  const firstCells = (part: string) =>
    [...(snippet.split(`## ${part}\n`)[1]?.split('\n## ')[0] ?? '').matchAll(/^\| `([^`]+)`/gm)].map(([, cell = '']) => cell)

  it('lists every attribute of the tag', () => {
    const [, source = ''] = readFileSync('snippet/api.ts', 'utf8').split('export interface Options {')
    const options = [...source.split('\n}')[0]!.matchAll(/^ {2}(\w+)\?:/gm)].map(([, name]) => `data-${name}`)
    expect(options.length).toBeGreaterThan(0)
    expect(firstCells('Attributes').filter(cell => /^data-(?!tributary)/.test(cell))).toEqual(options)
  })

  it('lists every call', () => {
    const source = readFileSync('snippet/global.ts', 'utf8').split('const commands')[1] ?? ''
    const commands = [...source.split('\n}')[0]!.matchAll(/^ {2}(\w+)[:(]/gm)].map(([, name]) => name)
    expect(firstCells('Calls').sort()).toEqual(commands.sort())
  })

  it('lists every build', () => {
    expect(firstCells('Builds and sizes').sort()).toEqual(Object.values(builds).sort())
  })

  it.each([...fences(snippet, 'js'), ...fences(proxy, 'js')])('has code that can be parsed: %s', async code => {
    await expect(transform(code)).resolves.toMatchObject({ warnings: [] })
  })
})

it.each([
  ['docs/snippet.md', snippet],
  ['docs/proxy.md', proxy],
])('%s points to files that are there', (_, text) => {
  const named = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)|`((?:test|docs|scripts|worker)\/[\w./-]+\.\w+)`/g)]
  const missing = named.map(([, link, path]) => (link ? `docs/${link}` : path!)).filter(path => !existsSync(path))
  expect(missing).toEqual([])
})
