/** Edge cases 1 to 12: what counts as a page view, and what it says. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBackForwardCache } from '../browser.ts'
import { type EdgeVisit, openTown, type Town } from './edge-site.ts'

let town: Town
beforeAll(async () => {
  town = await openTown({ backForwardCache: true })
})
afterAll(() => town.close())

/** Lets what a router does in one go settle. */
const settle = (visit: EdgeVisit) => visit.page.waitForTimeout(100)

describe('navigation', () => {
  it('edge 01: replaceState and pushState of one navigation are one view', async () => {
    const visit = await town.visit({ path: '/a' })
    await visit.run(() => {
      history.replaceState({ scroll: 3 }, '', location.href)
      history.pushState({}, '', '/b')
      history.replaceState({ key: 1 }, '', '/b')
    })
    await visit.finish()
    expect(await visit.views()).toEqual(['/a', '/b'])
  })

  it('edge 02: pushing the same page many times is no view, in one moment or over time', async () => {
    const visit = await town.visit({ path: '/a' })
    await visit.run(async () => {
      for (let i = 0; i < 12; i++) {
        history.pushState({ i }, '', '/a')
        await new Promise(resolve => setTimeout(resolve, i % 2 ? 60 : 0))
      }
    })
    await visit.finish()
    expect(await visit.views()).toEqual(['/a'])
  })

  it('edge 03: filters in the query and a scroll-spy in the fragment are no views, a new path is one', async () => {
    const visit = await town.visit({ path: '/list?page=1' })
    await visit.run(async () => {
      const addresses = ['?q=a', '?q=ab', '?q=ab&sort=price', '#first', '#second', '?page=2']
      for (const address of addresses) {
        history.replaceState({}, '', address)
        await new Promise(resolve => setTimeout(resolve, 70))
      }
      history.replaceState({}, '', '/list/item?page=2')
    })
    await visit.finish()
    expect(await visit.views()).toEqual(['/list?page=1', '/list/item?page=2'])
  })

  it('edge 04: the third argument may be an address of any form, or missing', async () => {
    const visit = await town.visit({ path: '/0' })
    const steps = [
      () => history.pushState({}, '', `${location.origin}/1`),
      () => history.pushState({}, '', '/2'),
      () => history.pushState({}, '', 'three'),
      () => history.pushState({}, '', new URL('/4', location.href)),
      () => history.pushState({}, ''),
      () => history.pushState({}, '', null),
      () => history.pushState({}, '', undefined),
      () => history.replaceState({}, '', '?only=query'),
    ]
    for (const step of steps) {
      await visit.run(step)
      await settle(visit)
    }
    await visit.finish()
    expect(await visit.views()).toEqual(['/0', '/1', '/2', '/three', '/4'])
  })

  it('edge 05: a patched history keeps this, answer and errors, and lives with those who stash or patch it', async () => {
    const visit = await town.visit({
      path: '/0',
      // A framework that has its own copy from before any script of the page.
      before: () => Object.assign(window, { early: history.pushState.bind(history), native: history.pushState }),
    })
    const seen = await visit.run(async () => {
      const attempt = (run: () => unknown) => {
        try {
          return run()
        } catch (error) {
          return error instanceof Error ? error.name : 'something else'
        }
      }
      const { pushState } = history
      const answers = [
        history.pushState({ n: 1 }, '', '/1'),
        history.state.n,
        attempt(() => pushState.call(Object.create(null), {}, '', '/wrong')),
        attempt(() => history.pushState({}, '', 'http://elsewhere.example/')),
        attempt(() => Reflect.apply(pushState, history, [])),
      ]
      const pause = () => new Promise(resolve => setTimeout(resolve, 80))
      await pause()
      // As Next.js does: a patch on top.
      history.pushState = function (...args) {
        return pushState.apply(this, args)
      }
      history.pushState({ n: 2 }, '', '/2')
      await pause()
      // As routers that take the patch off again: what they do themselves goes unseen, the way back does not.
      history.pushState = Reflect.get(window, 'native')
      history.pushState({ n: 3 }, '', '/3')
      Reflect.get(window, 'early')({ n: 4 }, '', '/4')
      await pause()
      history.go(-2)
      await pause()
      return [...answers, history.state.n, location.pathname]
    })
    expect(seen).toEqual([undefined, 1, 'TypeError', 'SecurityError', 'TypeError', 2, '/2'])
    await visit.finish()
    expect((await visit.views()).slice(0, 3)).toEqual(['/0', '/1', '/2'])
    expect(visit.errors).toEqual([])
  })

  it('edge 06: a title that comes late is the right one, and does not stick to the next view', async () => {
    const visit = await town.visit({ path: '/one' })
    for (const [path, title] of [
      ['/two', 'Two'],
      ['/three', 'Three'],
    ])
      await visit.page.evaluate(
        async ([next, late]) => {
          history.pushState({}, '', next)
          await new Promise(resolve => setTimeout(resolve, 90))
          document.title = `${late}`
        },
        [path, title],
      )
    await visit.finish()
    expect((await visit.ofType('page')).map(({ title }) => title)).toEqual(['Page /one', 'Two', 'Three'])
  })

  it('edge 07: anchors are no views, routes behind #/ and #! are', async () => {
    const visit = await town.visit({ path: '/app', body: '<a id="down" href="#part">down</a><p id="part">part</p>' })
    await visit.page.click('#down')
    await settle(visit)
    for (const hash of ['#/deals', '#/deals?tab=2', '#!team', '#other']) {
      await visit.page.evaluate(next => location.assign(next), hash)
      await settle(visit)
    }
    await visit.finish()
    // Leaving the last route for a plain anchor is the page itself again.
    expect(await visit.views()).toEqual(['/app', '/app#/deals', '/app#!team', '/app#other'])
  })

  it.each([
    ['prerendering', 'prerenderingchange'],
    ['hidden', 'visibilitychange'],
  ] as const)(
    'edge 08: while document.%s nothing is sent, afterwards the landing page with its campaign',
    async (property, _) => {
      const visit = await town.visit({
        path: '/early?utm_source=li',
        before: () => {
          const state = { prerendering: location.pathname.startsWith('/early'), hidden: location.pathname.startsWith('/early') }
          Object.assign(window, { state })
          Object.defineProperty(document, 'prerendering', { get: () => state.prerendering })
          Object.defineProperty(document, 'hidden', { get: () => state.hidden })
        },
      })
      const other = property === 'hidden' ? 'prerendering' : 'hidden'
      await visit.page.evaluate(name => {
        history.replaceState({}, '', '/early')
        Reflect.get(window, 'state')[name] = false
        for (const type of ['prerenderingchange', 'visibilitychange']) document.dispatchEvent(new Event(type))
      }, other)
      await visit.page.waitForTimeout(1150)
      expect(visit.requests).toEqual([])
      await visit.page.evaluate(name => {
        Reflect.get(window, 'state')[name] = false
        document.dispatchEvent(new Event(name === 'hidden' ? 'visibilitychange' : 'prerenderingchange'))
      }, property)
      await visit.finish()
      expect(await visit.views()).toEqual(['/early?utm_source=li'])
    },
  )

  it('edge 08: a page that the browser really renders in advance is viewed when it is opened, once', async () => {
    const rules = JSON.stringify({ prerender: [{ source: 'list', urls: ['/ahead'] }] })
    const visit = await town.visit({
      path: '/now',
      body: `<a id="x" href="/ahead">ahead</a><script type="speculationrules">${rules}</script>`,
    })
    await visit.page.waitForTimeout(300)
    expect((await visit.views()).filter(path => path === '/ahead')).toEqual([])
    await visit.page.click('#x')
    await visit.page.waitForURL('**/ahead')
    await visit.finish()
    expect(await visit.views()).toEqual(['/now', '/ahead'])
  })

  it('edge 09: coming back from the back/forward cache is a view, and no handler keeps the page out of it', async () => {
    const visit = await town.visit({
      path: '/here',
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
    expect(listened).toContain('pageshow')
    expect(listened).not.toContain('unload')
    expect(listened).not.toContain('beforeunload')
    if (hasBackForwardCache()) {
      await visit.run(() => Object.assign(window, { isKept: true }))
      await visit.page.goto(visit.url('/without'))
      await visit.page.goBack({ waitUntil: 'commit' })
      expect(await visit.page.evaluate('window.isKept')).toBe(true)
    } else await visit.run(() => void window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
    await visit.finish()
    expect(await visit.views()).toEqual(['/here', '/here'])
  })

  it('edge 10: a script that is run two and three times records once', async () => {
    const visit = await town.visit({
      path: '/a',
      head: '{tag}',
      body: '<a id="x" href="/guide.pdf" download>guide</a><script>addEventListener("click", event => event.preventDefault())</script>',
    })
    // As a tag manager does, and as Turbo does when it puts a new page in.
    await visit.page.addScriptTag({ url: visit.url('//t.test/t.js?again') })
    await visit.run(() => {
      const old = document.querySelector('script[data-site]')
      const fresh = document.createElement('script')
      for (const { name, value } of old?.attributes ?? []) fresh.setAttribute(name, value)
      old?.replaceWith(fresh)
    })
    await settle(visit)
    await visit.page.click('#x')
    await visit.run(() => history.pushState({}, '', '/b'))
    const events = await visit.finish()
    expect(events.map(({ type }) => type).filter(type => type !== 'engage')).toEqual(['page', 'download', 'page'])
    expect(visit.errors).toEqual([])
  })

  it("edge 11: a view's referrer is the view before it; that of the landing page is told once", async () => {
    const visit = await town.visit({ path: '/1', referer: 'http://news.example/story' })
    for (const path of ['/2', '/3']) {
      await visit.page.evaluate(next => history.pushState({}, '', next), path)
      await settle(visit)
    }
    await visit.finish()
    expect((await visit.ofType('page')).map(({ referrer }) => referrer)).toEqual([
      'http://news.example/story',
      visit.url('/1'),
      visit.url('/2'),
    ])
  })

  it.each([
    ['strips the query', () => history.replaceState({}, '', '/lp'), ['/lp?utm_source=li&gclid=x1']],
    ['redirects', () => history.replaceState({}, '', '/welcome'), ['/lp?utm_source=li&gclid=x1', '/welcome']],
  ])('edge 12: campaign and click id are kept when a router %s at once', async (_, strip, paths) => {
    const visit = await town.visit({
      path: '/lp?utm_source=li&gclid=x1',
      head: `<script>addEventListener('DOMContentLoaded', ${strip})</script>`,
    })
    await visit.finish()
    expect(await visit.views()).toEqual(paths)
  })
})
