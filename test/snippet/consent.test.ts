import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSite, type Site, type Visit } from './site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

const FORM =
  '<form id="f"><input name="email" value="SEED@acme.test"><input name="company" value="SEED"><button>Send</button></form>'
const STAY = '<script>addEventListener("submit", event => event.preventDefault())</script>'

/** Everything that a site can keep in a browser. */
async function traces(visit: Visit) {
  const kept = await visit.page.evaluate(async () => ({
    cookie: document.cookie,
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
  }))
  return { ...kept, cookies: (await visit.context.cookies()).length }
}
const NONE = { cookie: '', local: 0, session: 0, databases: 0, cookies: 0 }

describe('without an answer', () => {
  it('C-consent-required: nothing is sent and nothing is stored', async () => {
    const visit = await site.visit({ attributes: 'data-consent="required"', body: FORM + STAY })
    await visit.page.click('button')
    await visit.page.evaluate(() => window.tributary?.('track', 'early'))
    await visit.page.waitForTimeout(1300)
    expect(await traces(visit)).toEqual(NONE)
    expect(await visit.finishInSilence()).toEqual([])
  })

  it('C-consent-late: a yes sends the landing page with its referrer, once, and nothing of what was filled in before', async () => {
    const visit = await site.visit({
      path: '/landing?utm_source=li',
      referer: 'http://news.test/',
      attributes: 'data-consent="required"',
      body: FORM + STAY,
    })
    await visit.page.click('button')
    await visit.page.evaluate(() => history.replaceState({}, '', '/landing'))
    await visit.page.evaluate(() => history.pushState({}, '', '/elsewhere'))
    await visit.page.waitForTimeout(120)
    await visit.page.evaluate(() => window.tributary?.('consent', 'granted'))
    await visit.finish()
    expect(visit.ofType('page')).toMatchObject([
      {
        url: visit.url('/landing?utm_source=li'),
        title: 'Page /landing',
        referrer: 'http://news.test/',
        consent: { analytics: true, identify: true },
      },
    ])
    expect(visit.ofType('page')[0]?.anonymous_id).toMatch(/^[\w-]{22,64}$/)
    expect(visit.ofType('form')).toEqual([])
    expect(visit.requests.map(({ body }) => body).join()).not.toContain('SEED')
  })

  it('C-consent-calls: what the site itself recorded waits for the answer, too', async () => {
    const visit = await site.visit({ attributes: 'data-consent="required"' })
    await visit.page.evaluate(() => {
      window.tributary?.('identify', 'jo@acme.test')
      window.tributary?.('track', 'Opened')
      window.tributary?.('consent', 'granted')
    })
    await visit.finish()
    expect(visit.events.map(({ type }) => type)).toEqual(expect.arrayContaining(['page', 'identify', 'track']))
  })

  it('C-consent-order: the landing page is kept though the site recorded something before it was looked at', async () => {
    const visit = await site.visit({
      attributes: 'data-consent="required"',
      before: () => {
        let isHidden = location.pathname !== '/without'
        Object.defineProperty(document, 'hidden', { get: () => isHidden })
        addEventListener('focus', () => {
          isHidden = false
          document.dispatchEvent(new Event('visibilitychange'))
        })
      },
    })
    await visit.page.evaluate(() => {
      window.tributary?.('track', 'early')
      window.dispatchEvent(new Event('focus'))
      window.tributary?.('consent', 'granted')
    })
    await visit.finish()
    expect(visit.ofType('page')).toHaveLength(1)
  })

  it('C-consent-queued: an answer that was given before the script had loaded counts', async () => {
    const visit = await site.visit({
      attributes: 'data-consent="required"',
      head: '<script>window.tributary = function () { (tributary.q = tributary.q || []).push(arguments) }; tributary("consent", "granted")</script>',
    })
    await visit.finish()
    expect(visit.ofType('page')).toHaveLength(1)
  })
})

describe('a no', () => {
  it('C-consent-denied: keeps the page silent', async () => {
    const visit = await site.visit({ attributes: 'data-consent="required"', body: FORM + STAY })
    await visit.page.evaluate(() => window.tributary?.('consent', 'denied'))
    await visit.page.click('button')
    await visit.page.evaluate(() => {
      window.tributary?.('identify', 'SEED@acme.test')
      history.pushState({}, '', '/next')
    })
    expect(await traces(visit)).toEqual(NONE)
    expect(await visit.finishInSilence()).toEqual([])
  })

  it.each([['test'], ['co.uk']])('C-consent-revoked: removes the id and what was not yet sent, under .%s', async suffix => {
    const visit = await site.visit({ path: `//www.${suffix}/` })
    await visit.arrival(({ type }) => type === 'page')
    expect(await visit.context.cookies()).toHaveLength(1)
    await visit.page.evaluate(() => {
      window.tributary?.('track', 'not yet sent')
      window.tributary?.('consent', 'denied')
      window.tributary?.('track', 'after')
    })
    expect(await traces(visit)).toEqual(NONE)
    expect((await visit.finishInSilence()).filter(({ type }) => type !== 'page')).toEqual([])
  })

  it('C-consent-again: a later yes begins anew', async () => {
    const visit = await site.visit()
    const [before] = await visit.context.cookies()
    await visit.page.evaluate(() => {
      window.tributary?.('consent', 'denied')
      window.tributary?.('consent', 'granted')
      history.pushState({}, '', '/next')
    })
    await visit.finish()
    const view = visit.ofType('page').find(({ url }) => url.endsWith('/next'))
    expect(view?.anonymous_id).toMatch(/^[\w-]{22,64}$/)
    expect(view?.anonymous_id).not.toBe(before?.value)
  })
})

describe('a yes', () => {
  it('C-consent-granted: stands on each event', async () => {
    const visit = await site.visit({ attributes: 'data-consent="granted"' })
    await visit.finish()
    for (const event of visit.events) expect(event.consent).toEqual({ analytics: true, identify: true })
  })

  it('C-consent-default: stands on no event when the site asks for no answer', async () => {
    const visit = await site.visit()
    await visit.finish()
    for (const event of visit.events) expect(event).not.toHaveProperty('consent')
  })
})

describe.each([
  ['C-gpc', 'Global Privacy Control', () => Object.defineProperty(navigator, 'globalPrivacyControl', { get: () => true })],
  ['C-dnt', 'Do Not Track', () => Object.defineProperty(navigator, 'doNotTrack', { get: () => '1' })],
])('%s: under %s', (_id, _name, before) => {
  it.each([['data-consent="granted"'], ['']])(
    'views are counted without an id, nothing is stored and no person is told, with %j',
    async attributes => {
      const visit = await site.visit({ before, attributes, body: FORM + STAY })
      await visit.page.click('button')
      await visit.page.evaluate(() => window.tributary?.('identify', 'SEED@acme.test', { company: 'SEED' }))
      expect(await traces(visit)).toEqual(NONE)
      await visit.finish()
      expect(visit.ofType('page')).toHaveLength(1)
      expect(visit.ofType('form')).toMatchObject([{ form: 'f', fields: {} }])
      expect(visit.ofType('identify')).toEqual([])
      for (const event of visit.events) {
        expect(event).not.toHaveProperty('anonymous_id')
        expect(event.consent).toEqual({ analytics: true, identify: false })
      }
      expect(visit.requests.map(({ body }) => body).join()).not.toContain('SEED')
    },
  )

  it('an id from before is removed', async () => {
    const visit = await site.visit()
    expect(await visit.context.cookies()).toHaveLength(1)
    await visit.context.addInitScript(before)
    await visit.page.reload()
    expect(await traces(visit)).toEqual(NONE)
  })
})
