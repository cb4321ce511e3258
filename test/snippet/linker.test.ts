import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSite, type Site, type Visit } from './site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

/** All of the test's hosts are one server; the visit's own domain and its `.co.uk` belong to one company. */
const LINKER = 'data-linker="{key}.test, {key}.co.uk"'

const other = (visit: Visit, path: string) => visit.url(`//www.co.uk${path}`)

/** What a click on a link to `href` opens, before the script there has run: the address as it was asked for. */
async function follow(visit: Visit, href: string) {
  const asked: string[] = []
  visit.page.on('request', request => void (request.isNavigationRequest() && asked.push(request.url())))
  await visit.page.evaluate(address => {
    const link = document.createElement('a')
    link.href = address
    link.innerHTML = '<b><i id="inner">over there</i></b>'
    document.body.append(link)
  }, href)
  await visit.page.click('#inner')
  await visit.page.waitForURL(url => url.hostname !== new URL(visit.url('/')).hostname)
  return asked.at(-1) ?? ''
}

const idsOf = (visit: Visit) => [...new Set(visit.events.map(event => event.anonymous_id))]

describe('a link to another of the company’s domains', () => {
  it.each([
    ['C-linker', '/p', '', ''],
    ['C-linker-query', '/p?a=x%20y+z&b', '', ''],
    ['C-linker-hash', '/p?a=1', '#part?x=1', ''],
    ['C-linker-hash-only', '/p', '#/route', ''],
  ])('%s: carries one parameter before the fragment, which disappears: %s%s', async (_, path, hash) => {
    const visit = await site.visit({ attributes: LINKER })
    const asked = new URL(await follow(visit, other(visit, path + hash)))
    const pattern = /[?&]_tl=[\w.-]+$/
    expect(asked.search).toMatch(pattern)
    expect(asked.pathname + asked.search.replace(pattern, '')).toBe(path)
    expect(visit.page.url()).toBe(other(visit, path + hash))
    await visit.finish()
    expect(idsOf(visit)).toHaveLength(1)
    expect(visit.ofType('page').map(({ url }) => url)).toEqual([visit.url('/'), other(visit, path + hash)])
    expect(visit.ofType('outbound')).toMatchObject([{ href: other(visit, path + hash) }])
    expect((await visit.context.cookies()).map(({ value }) => value)).toEqual([idsOf(visit)[0], idsOf(visit)[0]])
    expect(visit.errors).toEqual([])
  })

  it('C-linker-link: stands in the page as it was before', async () => {
    const visit = await site.visit({
      attributes: LINKER,
      body: '<a id="x" target="_blank" href="http://www.{key}.co.uk:{port}/p">x</a>',
    })
    await Promise.all([visit.context.waitForEvent('page'), visit.page.click('#x')])
    expect(await visit.page.getAttribute('#x', 'href')).toBe(other(visit, '/p'))
  })

  it('C-linker-no-cookies: keeps one id though the browser takes no cookies', async () => {
    const visit = await site.visit({
      attributes: LINKER,
      before: () => Object.defineProperty(document, 'cookie', { get: () => '', set: () => {} }),
    })
    await follow(visit, other(visit, '/p'))
    await visit.finish()
    expect(idsOf(visit)).toHaveLength(1)
    expect(visit.ofType('page')).toHaveLength(2)
  })

  it('C-linker-known: makes a visitor with an id from before the one who arrives', async () => {
    const visit = await site.visit({ path: '//www.co.uk/', attributes: LINKER })
    await visit.arrival(({ type }) => type === 'page')
    await visit.page.goto(visit.url('/start'))
    await follow(visit, other(visit, '/p'))
    await visit.finish()
    expect(idsOf(visit)).toHaveLength(2)
    expect(visit.ofType('page').find(({ url }) => url.endsWith('/p'))?.anonymous_id).toBe(
      visit.ofType('page').find(({ url }) => url.endsWith('/start'))?.anonymous_id,
    )
  })

  it('C-linker-consent: waits in memory for the answer', async () => {
    const visit = await site.visit({ attributes: LINKER })
    visit.plan.attributes = `${LINKER} data-consent="required"`
    await follow(visit, other(visit, '/p?q=1'))
    expect(visit.page.url()).toBe(other(visit, '/p?q=1'))
    expect(await visit.page.evaluate(() => document.cookie)).toBe('')
    await visit.page.evaluate(() => window.tributary?.('consent', 'granted'))
    await visit.finish()
    expect(idsOf(visit)).toHaveLength(1)
    expect(visit.ofType('page')).toHaveLength(2)
  })

  it.each<[what: string, attributes: string, before: () => void]>([
    ['C-linker-off: other companies’ domains', 'data-linker="partner.test"', () => {}],
    [
      'C-linker-gpc: Global Privacy Control',
      LINKER,
      () => Object.defineProperty(navigator, 'globalPrivacyControl', { get: () => true }),
    ],
    ['C-linker-required: a visitor who has not answered', `${LINKER} data-consent="required"`, () => {}],
  ])('carries nothing for %s', async (_, attributes, before) => {
    const visit = await site.visit({ attributes, before })
    expect(await follow(visit, other(visit, '/p'))).toBe(other(visit, '/p'))
  })
})

describe('an address with the parameter', () => {
  const arrive = async (change: (parameter: string) => string, wait = 0, userAgent?: string) => {
    const visit = await site.visit({
      attributes: LINKER,
      ...(userAgent && {
        before: () =>
          Object.defineProperty(navigator, 'userAgent', { get: () => (location.hostname.endsWith('test') ? 'A' : 'B') }),
      }),
    })
    await visit.arrival(({ type }) => type === 'page')
    const asked = await visit.page.evaluate(
      href => {
        const link = document.createElement('a')
        link.href = href
        link.addEventListener('click', event => event.preventDefault())
        document.body.append(link)
        let decorated = ''
        addEventListener('click', () => {
          decorated = link.href
        })
        link.click()
        return decorated
      },
      other(visit, '/p?a=1'),
    )
    const address = change(asked)
    if (wait)
      await visit.context.addInitScript(ms => {
        const now = Date.now
        Date.now = () => now() + ms
      }, wait)
    await visit.page.goto(address)
    await visit.finish()
    return visit
  }

  it.each<[what: string, change: (address: string) => string, wait: number, userAgent?: string]>([
    ['C-linker-late: after two minutes', address => address, 121_000],
    ['C-linker-forged: with another id', address => address.replace(/_tl=..../, '_tl=xxxx'), 0],
    ['C-linker-browser: in another browser', address => address, 0, 'B'],
  ])('counts no more %s, and disappears all the same', async (_, change, wait, userAgent) => {
    const visit = await arrive(change, wait, userAgent)
    expect(idsOf(visit)).toHaveLength(2)
    expect(visit.ofType('page').at(-1)?.url).toBe(other(visit, '/p?a=1'))
  })

  it('C-linker-soon: counts within two minutes, wherever it stands', async () => {
    const visit = await arrive(address => address.replace(/\?a=1&(.*)/, '?$1&a=1#b'), 110_000)
    expect(idsOf(visit)).toHaveLength(1)
    expect(visit.ofType('page').at(-1)?.url).toBe(other(visit, '/p?a=1#b'))
  })
})

describe('an address with the code of a sales link', () => {
  it.each([
    ['/p?_tl=Qk3x_9-Z', '/p'],
    ['/p?a=x%20y+z&_tl=Qk3x_9-Z&b#part?x=1', '/p?a=x%20y+z&b#part?x=1'],
    ['/p?_tl=Qk3x_9-ZQk3x_9-ZQk3x_9-Z&utm_source=li', '/p?utm_source=li'],
  ])('C-code: %s is told once and is gone at once, and the code is nobody’s id', async (path, rest) => {
    const visit = await site.visit({
      path,
      head: `<script>addEventListener('DOMContentLoaded', () => { window.early = location.href })</script>`,
    })
    expect(visit.page.url()).toBe(visit.url(rest))
    expect(await visit.page.evaluate('window.early')).toBe(visit.url(rest))
    await visit.page.evaluate(() => history.pushState({}, '', '/next'))
    await visit.page.waitForTimeout(120)
    await visit.finish()
    expect(visit.ofType('page').map(({ url }) => url)).toEqual([visit.url(path), visit.url('/next')])
    expect(idsOf(visit)).toHaveLength(1)
    expect(idsOf(visit)[0]).not.toContain('Qk3x')
  })
})
