import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBackForwardCache } from '../browser.ts'
import { openSite, type Site, type Visit } from './site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite({ backForwardCache: true })
})
afterAll(() => site.close())

/** Paths and what follows them, of the page views so far. */
const viewsOf = (visit: Visit) => visit.ofType('page').map(({ url }) => url.replace(/^\w+:\/\/[^/]+/, ''))

/** Lets what routers do in one go settle, as a visitor's next click would. */
const pause = (visit: Visit) => visit.page.waitForTimeout(120)

describe('a page view', () => {
  it('C-load: is recorded once when a page loads, campaign and click ids untouched', async () => {
    const path = '/pricing?utm_source=li&utm_campaign=q3%20b2b&gclid=x1#plans'
    const visit = await site.visit({ path, referer: 'http://news.test/story?id=7' })
    await visit.finish()
    expect(visit.ofType('page')).toMatchObject([
      { url: visit.url(path), title: 'Page /pricing', referrer: 'http://news.test/story?id=7' },
    ])
    expect(visit.errors).toEqual([])
  })

  it('C-direct: has no referrer when the browser tells none', async () => {
    const visit = await site.visit()
    await visit.finish()
    expect(visit.ofType('page')[0]).not.toHaveProperty('referrer')
  })

  it('C-push: counts replaceState and pushState of one navigation once, with the late title and the page before', async () => {
    const visit = await site.visit({ path: '/start' })
    await visit.page.evaluate(() => {
      history.replaceState({ scroll: 1 }, '', location.href)
      history.pushState({}, '', '/next?tab=1')
      setTimeout(() => {
        document.title = 'Next'
      }, 100)
    })
    await visit.finish()
    expect(visit.ofType('page')).toMatchObject([
      { url: visit.url('/start'), title: 'Page /start' },
      { url: visit.url('/next?tab=1'), title: 'Next', referrer: visit.url('/start') },
    ])
  })

  it('C-redirect: counts a route that redirects at once as the page it leads to', async () => {
    const visit = await site.visit({ path: '/start' })
    await visit.page.evaluate(() => {
      history.pushState({}, '', '/old')
      history.replaceState({}, '', '/new')
    })
    await visit.finish()
    expect(viewsOf(visit)).toEqual(['/start', '/new'])
  })

  it('C-replace: is recorded when replaceState changes the path', async () => {
    const visit = await site.visit({ path: '/old' })
    await visit.page.evaluate(() => history.replaceState({}, '', '/new'))
    await visit.finish()
    expect(viewsOf(visit)).toEqual(['/old', '/new'])
  })

  it('C-filter: is not recorded when a filter is typed into the query', async () => {
    const visit = await site.visit({ path: '/list' })
    await visit.page.evaluate(() => {
      for (let i = 0; i < 6; i++) setTimeout(() => history.replaceState({}, '', `?q=${'abcdef'.slice(0, i + 1)}`), i * 60)
    })
    await visit.page.waitForTimeout(450)
    await visit.finish()
    expect(viewsOf(visit)).toEqual(['/list'])
  })

  it('C-push-same: is not recorded when the same page is pushed again', async () => {
    const visit = await site.visit({ path: '/same' })
    await visit.page.evaluate(() => {
      for (let i = 0; i < 4; i++) history.pushState({ i }, '')
    })
    await visit.finish()
    expect(viewsOf(visit)).toEqual(['/same'])
  })

  it('C-popstate: is recorded on the way back and forth', async () => {
    const visit = await site.visit({ path: '/a' })
    await visit.page.evaluate(() => history.pushState({}, '', '/b'))
    await pause(visit)
    await visit.page.evaluate(() => history.back())
    await pause(visit)
    await visit.page.evaluate(() => history.forward())
    await visit.finish()
    expect(viewsOf(visit)).toEqual(['/a', '/b', '/a', '/b'])
  })

  it('C-anchor: is not recorded for an anchor in the page', async () => {
    const visit = await site.visit({ path: '/doc', body: '<a id="down" href="#part">down</a><p id="part">part</p>' })
    await visit.page.click('#down')
    await pause(visit)
    await visit.page.evaluate(() => history.back())
    await visit.finish()
    expect(viewsOf(visit)).toEqual(['/doc'])
  })

  it('C-hash: is recorded for routes behind #/ and #!, not for their queries', async () => {
    const visit = await site.visit({ path: '/app#/inbox' })
    for (const hash of ['#/settings', '#/settings?tab=2', '#!deals', '#plain']) {
      await visit.page.evaluate(next => location.assign(next), hash)
      await pause(visit)
    }
    await visit.finish()
    expect(viewsOf(visit)).toEqual(['/app#/inbox', '/app#/settings', '/app#!deals', '/app#plain'])
  })

  it('C-data-hash: is recorded for every fragment when the tag says so', async () => {
    const visit = await site.visit({ path: '/app', attributes: 'data-hash' })
    await visit.page.evaluate(() => location.assign('#two'))
    await visit.finish()
    expect(viewsOf(visit)).toEqual(['/app', '/app#two'])
  })

  it.each([
    ['an absolute address', "history.pushState({}, '', location.origin + '/to')"],
    ['a relative address', "history.pushState({}, '', 'to')"],
    ['an URL object', "history.pushState({}, '', new URL('/to', location.href))"],
    [
      'a stashed function',
      "(window.stash = History.prototype.pushState.bind(history), history.pushState.call(history, {}, '', '/to'))",
    ],
  ])('C-push-argument: is recorded for pushState with %s', async (_, code) => {
    const visit = await site.visit({ path: '/from' })
    await visit.page.evaluate(code)
    await visit.finish()
    expect(viewsOf(visit)).toEqual(['/from', '/to'])
  })

  it('C-push-page: leaves pushState as it was for the page: state, answer, errors, a patch on top', async () => {
    const visit = await site.visit({ path: '/from' })
    const seen = await visit.page.evaluate(() => {
      const { pushState } = history
      history.pushState = function (...args) {
        return pushState.apply(this, args)
      }
      const answer = history.pushState({ n: 7 }, '', '/to')
      let refusal = ''
      try {
        history.pushState({}, '', 'http://elsewhere.test/')
      } catch (error) {
        refusal = String(error).split(':')[0] ?? ''
      }
      return { answer, state: history.state, path: location.pathname, refusal }
    })
    expect(seen).toEqual({ answer: undefined, state: { n: 7 }, path: '/to', refusal: 'SecurityError' })
    await visit.finish()
    expect(viewsOf(visit)).toEqual(['/from', '/to'])
  })

  it('C-title: keeps the title of each of two quick views', async () => {
    const visit = await site.visit({ path: '/one' })
    await visit.page.evaluate(() => {
      document.title = 'One, late'
      history.pushState({}, '', '/two')
      document.title = 'Two'
    })
    await pause(visit)
    await visit.page.evaluate(() => {
      history.pushState({}, '', '/three')
      document.title = 'Three'
      history.replaceState({}, '', '/three')
    })
    await visit.finish()
    expect(visit.ofType('page').map(({ title }) => title)).toEqual(['One, late', 'Two', 'Three'])
  })

  it('C-leave-quick: is recorded when the page is left in the moment after a pushState', async () => {
    const visit = await site.visit({ path: '/one' })
    await visit.page.evaluate(away => {
      history.pushState({}, '', '/two')
      location.assign(away)
    }, visit.url('/without'))
    await visit.arrival(({ url }) => url.endsWith('/two'))
    expect(viewsOf(visit)).toEqual(['/one', '/two'])
  })

  it.skipIf(!hasBackForwardCache())('C-bfcache: is recorded when the page comes back from the back/forward cache', async () => {
    const visit = await site.visit({
      path: '/here?utm_source=li',
      referer: 'http://news.test/',
      head: '<script>addEventListener("pageshow", event => { window.cameBack = event.persisted })</script>',
    })
    await visit.page.goto(visit.url('/without'))
    await visit.page.goBack({ waitUntil: 'commit' })
    expect(await visit.page.evaluate('window.cameBack')).toBe(true)
    await visit.finish()
    expect(visit.ofType('page')).toMatchObject([
      { url: visit.url('/here?utm_source=li'), referrer: 'http://news.test/' },
      { url: visit.url('/here?utm_source=li'), referrer: visit.url('/here?utm_source=li') },
    ])
  })

  it('C-bfcache-event: is recorded for such a return in a browser without the cache, and not for a plain load', async () => {
    const visit = await site.visit({ path: '/here', referer: 'http://news.test/' })
    await visit.page.evaluate(() => {
      for (const persisted of [false, true]) window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted }))
    })
    await visit.finish()
    expect(visit.ofType('page')).toMatchObject([{ referrer: 'http://news.test/' }, { referrer: visit.url('/here') }])
  })

  it('C-no-unload: leaves no unload handler behind, which would keep the page out of that cache', async () => {
    const visit = await site.visit({
      before: () => {
        const listened: string[] = []
        Object.assign(window, { listened })
        const { addEventListener } = EventTarget.prototype
        EventTarget.prototype.addEventListener = function (this: EventTarget, ...args: Parameters<typeof addEventListener>) {
          listened.push(args[0])
          addEventListener.apply(this, args)
        }
      },
    })
    const listened = await visit.page.evaluate('window.listened')
    expect(listened).toContain('pagehide')
    expect(listened).not.toContain('unload')
    expect(listened).not.toContain('beforeunload')
  })

  it('C-prerender: waits until a prerendered page is shown, and then tells the address it was loaded with', async () => {
    const visit = await site.visit({
      path: '/early?utm_source=li',
      before: () => {
        let isPrerendering = location.pathname !== '/without'
        Object.defineProperty(document, 'prerendering', { get: () => isPrerendering })
        Object.assign(window, {
          show() {
            isPrerendering = false
            document.dispatchEvent(new Event('prerenderingchange'))
          },
        })
      },
    })
    await visit.page.evaluate(() => history.replaceState({}, '', '/early'))
    await visit.page.waitForTimeout(1300)
    expect(visit.events).toEqual([])
    await visit.page.evaluate('show()')
    await visit.finish()
    expect(viewsOf(visit)).toEqual(['/early?utm_source=li'])
  })

  it('C-background: waits until a tab that was opened in the background is looked at', async () => {
    const visit = await site.visit({
      path: '/later',
      before: () => {
        let isHidden = location.pathname !== '/without'
        Object.defineProperty(document, 'hidden', { get: () => isHidden })
        Object.assign(window, {
          show() {
            isHidden = false
            document.dispatchEvent(new Event('visibilitychange'))
          },
        })
      },
    })
    await visit.page.waitForTimeout(1300)
    expect(visit.events).toEqual([])
    await visit.page.evaluate('show()')
    await visit.finish()
    expect(viewsOf(visit)).toEqual(['/later'])
  })

  it("C-page-call: is recorded when the site asks for it, but not for a call that waited for the script's load", async () => {
    const visit = await site.visit({
      path: '/shop',
      head: '<script>window.tributary = function () { (tributary.q = tributary.q || []).push(arguments) }; tributary("page")</script>',
    })
    expect(await visit.page.evaluate(() => window.tributary?.v)).toBe(1)
    await visit.page.evaluate(() => window.tributary?.('page'))
    await visit.finish()
    expect(viewsOf(visit)).toEqual(['/shop', '/shop'])
  })

  it('C-second-page: on the next page has the page before as its referrer and the same visitor', async () => {
    const visit = await site.visit({ path: '/first', body: '<a id="on" href="/second">on</a>' })
    await visit.page.click('#on')
    await visit.page.waitForURL('**/second')
    await visit.finish()
    expect(visit.ofType('page')).toMatchObject([
      { url: visit.url('/first') },
      { url: visit.url('/second'), referrer: visit.url('/first') },
    ])
    expect(new Set(visit.events.map(event => event.anonymous_id)).size).toBe(1)
  })
})
