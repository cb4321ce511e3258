/** The Install page that checks a site, over a store, with requests as a server sends them that others use. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { webAsk } from '../../../scripts/web-ask.ts'
import { addSite } from '../../../worker/collect/sites.ts'
import { useStores } from '../../engines.ts'
import { pageSite } from './site.ts'

const own = { Accept: 'text/html', 'Sec-Fetch-Site': 'same-origin' }
const ids = { now: Date.now, newId: () => crypto.randomUUID() }
const open = useStores('sqlite')

let server: Server
let asked: string[] = []
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>No tag')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => new Promise(resolve => server.close(resolve)))

async function installPage(reach: 'public' | 'public and this machine' = 'public and this machine', ...domains: string[]) {
  const db = await open()
  for (const domain of domains) await addSite(db, domain, ids)
  const { app } = await pageSite(db, { ask: webAsk({ reach, timeoutMs: 3000 }) })
  asked = []
  return {
    db,
    app,
    async check(page: string, headers: Record<string, string> = own) {
      const answer = await app.request('/install/check', { method: 'POST', headers, body: new URLSearchParams({ page }) })
      const html = await answer.text()
      return { status: answer.status, html, codes: [...html.matchAll(/data-code="(\w+)"/g)].map(match => match[1]) }
    },
  }
}

const here = (path = '/') => `http://localhost:${(server.address() as AddressInfo).port}${path}`

describe('a check from the Install page', () => {
  it('shows what is wrong with a page of a site, and how to mend it', async () => {
    const { check, db } = await installPage('public and this machine', 'localhost')
    const { status, html, codes } = await check(here('/pricing'))
    expect([status, codes, asked]).toEqual([200, ['tag_missing'], ['GET /pricing']])
    const [site] = await db.all<{ site_key: string }>(sql`select site_key from sites`)
    expect(html).toContain('1\u00a0thing to mend')
    expect(html).toContain(`http://localhost/t.js&quot; data-site=&quot;${site?.site_key}&quot;`)
    expect(html).toContain(`value="${here('/pricing')}"`)
  })

  it.each([
    ['hosts that are no site', 'http://127.0.0.1:PORT/', 'localhost'],
    ['hosts that only look like one', 'http://localhost.evil.example/', 'localhost'],
    ['other ports', 'http://acme.example:PORT/', 'acme.example'],
    ['addresses with a password', 'http://user:secret@localhost:PORT/', 'localhost'],
  ])('asks no %s', async (_, address, domain) => {
    const { check } = await installPage('public and this machine', domain)
    const { codes } = await check(address.replace('PORT', new URL(here()).port))
    expect([codes, asked]).toEqual([['page_forbidden'], []])
  })

  it.each(['localhost', '127.0.0.1', '10.0.0.1', '169.254.169.254'])(
    'reaches nothing at %s where others use the server, even when that is a site',
    async host => {
      const { check } = await installPage('public', host)
      const port = host === 'localhost' ? `:${new URL(here()).port}` : ''
      expect([(await check(`http://${host}${port}/`)).codes, asked]).toEqual([['page_forbidden'], []])
    },
  )

  it('begins at our own pages only', async () => {
    const { check, app } = await installPage('public and this machine', 'localhost')
    expect((await check(here(), { Accept: 'text/html', 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403)
    expect((await app.request(`/install?page=${encodeURIComponent(here())}`, { headers: own })).status).toBe(200)
    expect((await app.request('/install/check', { headers: own })).headers.get('location')).toBe('/install')
    expect(asked).toEqual([])
  })

  it.each(['', 'ftp://localhost/', 'http://', 'javascript://localhost/%0aalert(1)'])('takes %j for no address', async text => {
    const { check } = await installPage('public and this machine', 'localhost')
    const { status, html } = await check(text)
    expect([status, html.includes('That is no address of a page')]).toEqual([200, true])
  })

  it('is not offered by a server that cannot ask', async () => {
    const db = await open()
    await addSite(db, 'acme.example', ids)
    expect(await (await pageSite(db)).page('/install')).not.toContain('Check my site')
    expect(await (await pageSite(db, { ask: webAsk({ reach: 'public' }) })).page('/install')).toContain(
      'value="https://acme.example/"',
    )
  })
})
