import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSite, type Site, type Visit } from './site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

const idsOf = (visit: Visit) => [...new Set(visit.events.map(event => event.anonymous_id))]
const cookiesOf = async (visit: Visit) => (await visit.context.cookies()).filter(({ name }) => name === '_tb')

describe('a visitor', () => {
  it.each([
    ['test', 'test'],
    ['co.uk', 'co.uk'],
  ])('C-cookie: has one id on all subdomains of the registrable domain under .%s', async (suffix, domain) => {
    const visit = await site.visit({ path: `//www.${suffix}/` })
    const started = Date.now() / 1000
    await visit.page.goto(visit.url(`//shop.eu.${suffix}/`))
    await visit.finish()
    const [cookie, ...others] = await cookiesOf(visit)
    expect(others).toEqual([])
    expect(cookie).toMatchObject({ domain: `.${visit.key}.${domain}`, path: '/', sameSite: 'Lax', secure: false })
    expect(cookie?.value).toMatch(/^[\w-]{22,64}$/)
    expect(cookie?.expires).toBeLessThanOrEqual(started + 34_128_000 + 60)
    expect(idsOf(visit)).toEqual([cookie?.value])
    expect(visit.ofType('page')).toHaveLength(2)
  })

  it('C-cookie-age: keeps the cookie for its time and does not prolong it by coming again', async () => {
    const visit = await site.visit()
    const [before] = await cookiesOf(visit)
    await visit.page.waitForTimeout(1100)
    await visit.page.reload()
    await visit.finish()
    expect(visit.ofType('page')).toHaveLength(2)
    expect(await cookiesOf(visit)).toEqual([before])
  })

  it('C-cookie-secure: has a Secure cookie on https', async () => {
    const visit = await site.visit({ html: 'elsewhere' })
    const body = `<script data-site="${visit.key}">${site.source}</script>`
    await visit.context.route('https://**', route => route.fulfill({ body, contentType: 'text/html' }))
    await visit.page.goto(`https://www.${visit.key}.test/`)
    expect(await cookiesOf(visit)).toMatchObject([{ domain: `.${visit.key}.test`, secure: true, sameSite: 'Lax' }])
  })

  it('C-cookie-bad: gets a new id instead of one that somebody has tampered with', async () => {
    const visit = await site.visit()
    await visit.context.clearCookies()
    await visit.page.evaluate('document.cookie = "_tb=x;path=/"')
    await visit.page.reload()
    await visit.finish()
    for (const id of idsOf(visit)) expect(id).toMatch(/^[\w-]{22,64}$/)
  })

  it('C-event-ids: has events with ids of their own, of at least 22 random characters', async () => {
    const visit = await site.visit()
    await visit.page.evaluate(() => {
      for (let i = 0; i < 200; i++) window.tributary?.('track', `n${i}`)
    })
    await visit.finish()
    const ids = visit.events.map(({ id }) => id)
    expect(ids.length).toBeGreaterThanOrEqual(200)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(id).toMatch(/^[\w-]{22,64}$/)
  })

  it('C-blocked-storage: is one visitor for as long as the page lives when storage is blocked, and the page sees no error', async () => {
    const visit = await site.visit({
      before: () => {
        const refuse = () => {
          throw new DOMException('blocked', 'SecurityError')
        }
        Object.defineProperty(document, 'cookie', { get: refuse, set: refuse })
        for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) Object.defineProperty(window, name, { get: refuse })
      },
    })
    await visit.page.evaluate(() => window.tributary?.('track', 'again'))
    await visit.finish()
    expect(visit.ofType('page')).toHaveLength(1)
    expect(idsOf(visit)).toHaveLength(1)
    expect(idsOf(visit)[0]).toMatch(/^[\w-]{22,64}$/)
    expect(visit.errors).toEqual([])
  })

  it('C-reset: is another one after reset, in this tab and on the next page', async () => {
    const visit = await site.visit()
    await visit.page.evaluate(() => {
      window.tributary?.('reset')
      window.tributary?.('track', 'after')
    })
    await visit.page.goto(visit.url('/next'))
    await visit.finish()
    const [first, next] = visit.ofType('page')
    const after = visit.ofType('track').find(({ name }) => name === 'after')
    expect(after?.anonymous_id).not.toBe(first?.anonymous_id)
    expect(next?.anonymous_id).toBe(after?.anonymous_id)
  })

  it('C-reset-tab: is another one in an open tab when reset happened in another tab', async () => {
    const visit = await site.visit()
    const other = await visit.context.newPage()
    await other.goto(visit.url('/other'))
    await other.evaluate(() => {
      window.tributary?.('reset')
      window.tributary?.('track', 'other tab')
    })
    await visit.page.evaluate(() => window.tributary?.('track', 'this tab'))
    await visit.finish()
    await visit.arrival(event => event.type === 'track' && event.name === 'other tab')
    const idOf = (wanted: string) => visit.ofType('track').find(({ name }) => name === wanted)?.anonymous_id
    expect(idOf('this tab')).toBe(idOf('other tab'))
    expect(idOf('this tab')).not.toBe(visit.ofType('page')[0]?.anonymous_id)
  })
})
