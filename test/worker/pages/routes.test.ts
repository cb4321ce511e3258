import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { describeEachEngine, useStores } from '../../engines.ts'
import { pageSite, pagesOf } from './site.ts'
import { fillWorkspace, little, type WorkspaceSize } from './workspace.ts'

const asBrowser = { headers: { Accept: 'text/html,application/xhtml+xml' } }
const some: WorkspaceSize = { accounts: 70, people: 3, visits: 30, deals: 5 }

describe('every page', () => {
  const open = useStores('sqlite')

  it('is sent with the policy that lets it run its own scripts only', async () => {
    const db = await open()
    await fillWorkspace(db, little)
    const { app } = await pageSite(db)
    for (const path of [...pagesOf(true), '/', '/nowhere', '/channels?model=nope']) {
      const { headers } = await app.request(path, asBrowser)
      expect.soft(Object.fromEntries(headers), path).toMatchObject({
        'content-security-policy':
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'",
        'strict-transport-security': 'max-age=31536000',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'no-store',
      })
    }
  })

  it('finds its style, script and type at addresses that never change, the type from within the style too', async () => {
    const { app, page } = await pageSite(await open())
    const html = await page('/channels')
    const [style = ''] = /\/assets\/style\.\w+\.css/.exec(html) ?? []
    const css = await (await app.request(style)).text()
    const fonts = [...css.matchAll(/url\(["']?([^"')]+\.woff2)/g)].map(match => match[1]!)
    expect(fonts).toHaveLength(2)
    for (const address of [...fonts, ...(html.match(/\/assets\/pages\.\w+\.js/) ?? [])]) {
      const answer = await app.request(address)
      expect.soft(answer.status, address).toBe(200)
      expect.soft(answer.headers.get('cache-control'), address).toContain('immutable')
    }
  })

  it('begins where there is something to see', async () => {
    const db = await open()
    const { app } = await pageSite(db)
    expect((await app.request('/', asBrowser)).headers.get('location')).toBe('/install')
    await fillWorkspace(db, little)
    expect((await app.request('/', asBrowser)).headers.get('location')).toBe('/channels')
  })
})

describe('what cannot be shown', () => {
  const open = useStores('sqlite')

  it.each([
    ['/nowhere', 404, 'Nothing is at this address'],
    ['/accounts/none', 404, 'there is no such account'],
    ['/deals/none', 404, 'there is no such deal'],
    ['/people/none', 404, 'there is no such person'],
    ['/channels?model=%3Cscript%3E', 400, 'has no model &lt;script&gt;'],
    ['/channels?period=2026-02-30..2026-03-01', 400, 'not a period'],
    ['/channels?stage=mql', 400, 'not a stage of money'],
    ['/channels?by=colour', 400, 'by: one of channel, campaign, content'],
  ])('%s answers a browser with a page, %s', async (path, status, words) => {
    const { app, reported } = await pageSite(await open())
    const answer = await app.request(path, asBrowser)
    expect(answer.status).toBe(status)
    expect((await answer.text()).includes(words)).toBe(true)
    expect(reported).toEqual([])
  })

  it('is told to whoever runs this when it is our fault, and to the browser without details', async () => {
    const db = await open()
    const { app, reported } = await pageSite(db)
    await db.run(sql`drop table credits`, sql`drop table journeys`)
    const answer = await app.request('/channels', asBrowser)
    const html = await answer.text()
    expect(answer.status).toBe(500)
    expect(html.includes('Something went wrong here')).toBe(true)
    expect(html.includes('journeys')).toBe(false)
    expect(reported).toHaveLength(1)
  })
})

describe('a site', () => {
  const open = useStores('sqlite')
  const add = (domain: string, headers: Record<string, string>) => ({
    method: 'POST',
    body: new URLSearchParams({ domain }),
    headers: { Accept: 'text/html', ...headers },
  })

  it('is added by a form of ours, and its snippet shown with its key', async () => {
    const { app, page } = await pageSite(await open())
    const answer = await app.request(
      '/install/sites',
      add('https://www.Example.com/', { 'Sec-Fetch-Site': 'same-origin', Origin: 'null' }),
    )
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/install'])
    const html = await page('/install')
    expect(html.includes('example.com')).toBe(true)
    expect(/&lt;script defer src=&quot;http:\/\/localhost\/t\.js&quot; data-site=&quot;pk_\w+&quot;&gt;/.test(html)).toBe(true)
    expect(/integrity=&quot;sha256-[\w+/]+=*&quot;/.test(html)).toBe(true)
  })

  it.each([
    ['another site', { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' }],
    ['another site of the same company', { 'Sec-Fetch-Site': 'same-site', Origin: 'https://a.localhost' }],
    ['an old browser on another site', { Origin: 'https://evil.example' }],
    ['nowhere', {}],
  ])('is not added by a form from %s', async (_, headers) => {
    const db = await open()
    const { app } = await pageSite(db)
    const answer = await app.request('/install/sites', add('example.com', headers))
    expect(answer.status).toBe(403)
    expect(await db.all(sql`select * from sites`)).toEqual([])
  })

  it('is not added when it is no domain', async () => {
    const { app } = await pageSite(await open())
    const answer = await app.request('/install/sites', add('not a domain', { 'Sec-Fetch-Site': 'same-origin' }))
    expect(answer.status).toBe(400)
  })

  it('is told what was rejected and how to mend it', async () => {
    const db = await open()
    await fillWorkspace(db, little)
    const html = (await (await pageSite(db)).page('/install')).replaceAll('\u00a0', ' ')
    for (const words of [
      '12 events rejected: unknown write key',
      'Compare data-site with the key on the Install page',
      '1 event rejected: origin not allowed',
      'Page view arrived',
      'Person identified',
    ]) {
      expect.soft(html.includes(words), words).toBe(true)
    }
  })
})

describeEachEngine('the list of accounts', open => {
  const namesIn = (html: string) =>
    [...(/<tbody>(.*?)<\/tbody>/s.exec(html)?.[1] ?? '').matchAll(/<th scope="row".*?<bdi[^>]*>([^<]*)/gs)].map(
      match => match[1]!,
    )

  it('is searched, sorted and paged by its address', async () => {
    const db = await open()
    await fillWorkspace(db, some)
    const { page } = await pageSite(db)
    const first = namesIn(await page('/accounts?sort=name'))
    const second = namesIn(await page('/accounts?sort=name&page=2'))
    expect([first.length, second.length]).toEqual([50, 20])
    expect([...first, ...second]).toEqual([...first, ...second].toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)))
    expect(namesIn(await page('/accounts?sort=-name&page=2')).toReversed()).toEqual(first.slice(0, 20))
    expect(namesIn(await page('/accounts?q=VANTAA+cold+1'))).toHaveLength(1)
    expect(namesIn(await page('/accounts?q=company-69.example'))).toEqual(['Vantaa Cold 69'])
    for (const wildcard of ['%25', '_', '\\', "'"])
      expect.soft(namesIn(await page(`/accounts?q=${wildcard}`)), wildcard).toEqual([])
    expect(namesIn(await page('/accounts?page=99'))).toEqual([])
    const seen = await Promise.all(['week', 'month', 'quarter', 'half', 'older'].map(key => page(`/accounts?seen=${key}`)))
    expect(new Set(seen.flatMap(namesIn)).size).toBe(seen.reduce((sum, html) => sum + namesIn(html).length, 0))
  })
})
