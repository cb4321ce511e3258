/** Edge cases 13 to 27: how events travel, and the places in which the script must work or be silent. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type EdgeVisit, immutable, openTown, type Town } from './edge-site.ts'

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

const track = (visit: EdgeVisit, ...names: string[]) =>
  visit.page.evaluate(all => {
    for (const name of all) window.tributary?.('track', name)
  }, names)

const namesOf = async (visit: EdgeVisit) => (await visit.ofType('track')).map(({ name }) => name)
const idsOf = (visit: EdgeVisit) => visit.sent.map(({ id }) => id)

/** The script's patience passes ten times as fast. */
const impatient = () => {
  const later = window.setTimeout
  Object.assign(window, { setTimeout: (run: TimerHandler, ms = 0) => later(run, ms < 400 ? ms : ms / 10) })
}

describe('transport', () => {
  it('edge 13: plain text needs no preflight, by fetch and by beacon, and the collector reads it whatever its type', async () => {
    const visit = await town.visit()
    await visit.arrival(({ type }) => type === 'page')
    await visit.finish()
    expect(visit.requests.length).toBeGreaterThanOrEqual(2)
    for (const { method, headers } of visit.requests) expect(`${method} ${headers['content-type']}`).toMatch(/^POST text\/plain/)

    const [first] = visit.requests
    for (const type of ['application/json', 'application/x-www-form-urlencoded', 'application/octet-stream']) {
      const body = first?.body.replaceAll(/"id":"\w{8}/g, `"id":"typed${type.length.toString().padStart(3, '0')}`)
      const answer = await visit.context.request.post(`http://127.0.0.1:${town.port}/w/e`, {
        headers: { 'content-type': type, host: new URL(visit.url('/')).host },
        data: body ?? '',
      })
      expect(await answer.json()).toMatchObject({ accepted: first?.events.length, rejected: [] })
    }
  })

  it('edge 14: requests are small and a refused beacon is no loss, though other scripts use up what a browser keeps alive', async () => {
    const visit = await town.visit()
    await visit.arrival(({ type }) => type === 'page')
    await visit.run(() => {
      // Nearly all of the 64 KB that all scripts share, in requests that take their time.
      for (let i = 0; i < 3; i++) fetch('/slow', { method: 'POST', keepalive: true, body: 'x'.repeat(18_000) })
      for (let i = 0; i < 20; i++) window.tributary?.('track', `n${i}`, { note: 'a little text' })
    })
    await visit.finish()
    expect(await namesOf(visit)).toEqual(expect.arrayContaining(Array.from({ length: 20 }, (_, i) => `n${i}`)))

    const refused = await town.visit({ before: () => Object.assign(Navigator.prototype, { sendBeacon: () => false }) })
    await refused.finish()
    expect(await refused.views()).toEqual(['/'])
  })

  it('edge 15: what happens together shares a request', async () => {
    const visit = await town.visit()
    await track(visit, ...Array.from({ length: 40 }, (_, i) => `n${i}`))
    await visit.finish()
    expect(await namesOf(visit)).toEqual(expect.arrayContaining(['n0', 'n39']))
    expect(visit.requests.length).toBeLessThanOrEqual(4)
  })

  it('edge 16: events go out when the tab is hidden and when it is left, and no event goes out twice', async () => {
    const visit = await town.visit({
      before: () => {
        Object.assign(window, { isHidden: false })
        Object.defineProperty(document, 'hidden', { get: () => Reflect.get(window, 'isHidden') })
        // Not even the second of patience: only leaving sends.
        const later = window.setTimeout
        Object.assign(window, { setTimeout: (run: TimerHandler, ms = 0) => (ms < 900 ? later(run, ms) : 0) })
      },
    })
    await track(visit, 'before')
    expect(visit.requests).toEqual([])
    await visit.run(() => {
      Object.assign(window, { isHidden: true })
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
      window.dispatchEvent(new PageTransitionEvent('pagehide'))
    })
    await visit.arrival(({ name }) => name === 'before')
    await visit.run(() => Object.assign(window, { isHidden: false }))
    await track(visit, 'after')
    await visit.finish()
    expect(await namesOf(visit)).toEqual(['before', 'after', 'the end'])
    expect(new Set(idsOf(visit)).size).toBe(idsOf(visit).length)
  })

  it.each<[what: string, before: () => void]>([
    ['swallow beacons', () => Object.assign(Navigator.prototype, { sendBeacon: () => true })],
    [
      'make beacons throw',
      () =>
        Object.assign(Navigator.prototype, {
          sendBeacon() {
            throw new TypeError('blocked')
          },
        }),
    ],
    ['take beacons away', () => Reflect.deleteProperty(Navigator.prototype, 'sendBeacon')],
  ])('edge 17: where blockers %s, all of normal life arrives by fetch', async (what, before) => {
    const visit = await town.visit({ before })
    await track(visit, 'normal')
    await visit.arrival(({ name }) => name === 'normal')
    expect(await visit.views()).toEqual(['/'])
    // What happens while the page is left has a beacon only, unless that says that it failed.
    if (what !== 'swallow beacons') await visit.finish()
    expect(visit.errors).toEqual([])
  })

  it('edge 18: while the collector is down events stay in memory with their ids, and a batch that comes again is stored once', async () => {
    const visit = await town.visit({ before: impatient })
    await visit.arrival(({ type }) => type === 'page')
    visit.refusal = 503
    await track(visit, 'one', 'two')
    const refused = () => visit.requests.filter(({ status }) => status === 503)
    await vi.waitFor(() => expect(refused().length).toBeGreaterThanOrEqual(2), { timeout: 30_000 })
    expect(await visit.run(() => localStorage.length + sessionStorage.length)).toBe(0)
    visit.refusal = 0
    await visit.arrival(({ name }) => name === 'two')
    // Stored comes a moment before answered.
    await vi.waitFor(() => expect(visit.requests.at(-1)?.status).toBe(202))
    const accepted = visit.requests.filter(({ status }) => status === 202)
    const taken = accepted.flatMap(({ events }) => events)
    for (const { events } of refused()) expect(taken).toEqual(expect.arrayContaining([...events]))

    // Once more after an answer that was lost, or from another tab.
    const again = await visit.context.request.post(`http://127.0.0.1:${town.port}/w/e`, {
      headers: { host: new URL(visit.url('/')).host },
      data: accepted.at(-1)?.body ?? '',
    })
    expect(await again.json()).toMatchObject({ accepted: 0, duplicates: accepted.at(-1)?.events.length })
    expect(await namesOf(visit)).toEqual(['one', 'two'])
  })

  it('edge 18: the queue holds 500 events, and all of them arrive when the collector is back', async () => {
    const visit = await town.visit({ before: impatient })
    await visit.arrival(({ type }) => type === 'page')
    visit.refusal = 503
    await track(visit, ...Array.from({ length: 700 }, (_, i) => `n${i}`))
    await vi.waitFor(() => expect(visit.requests.at(-1)?.status).toBe(503), { timeout: 30_000 })
    visit.refusal = 0
    await visit.arrival(({ name }) => name === 'n499')
    const names = await namesOf(visit)
    expect(names).not.toContain('n510')
    expect(new Set(names).size).toBe(names.length)
  })

  it('edge 19: an event that is too large is refused alone and holds up nothing', async () => {
    const visit = await town.visit({ before: impatient })
    await visit.run(() => {
      window.tributary?.('track', 'first')
      window.tributary?.('track', 'huge', { text: 'x'.repeat(100_000) })
      window.tributary?.('track', 'last')
    })
    await visit.arrival(({ name }) => name === 'last')
    await visit.finish()
    expect((await namesOf(visit)).toSorted()).toEqual(['first', 'last', 'the end'])
    const huge = visit.sent.filter(event => event.type === 'track' && event.name === 'huge')
    expect(huge).toHaveLength(1)
    expect(await town.letters()).toMatchObject([{ event_id: huge[0]?.id, reason: 'event_too_large' }])
  })
})

describe('environment', () => {
  it('edge 20: with cookies and storage refused, the page sees no error and its views are one visitor', async () => {
    const visit = await town.visit({
      before: () => {
        const refuse = () => {
          throw new DOMException('blocked', 'SecurityError')
        }
        Object.defineProperty(document, 'cookie', { get: refuse, set: refuse })
        for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])
          Object.defineProperty(window, name, { get: refuse })
      },
    })
    await visit.run(() => history.pushState({}, '', '/next'))
    const events = await visit.finish()
    expect(await visit.views()).toEqual(['/', '/next'])
    expect(new Set(events.map(({ visitor_id }) => visitor_id)).size).toBe(1)
    expect(visit.errors).toEqual([])
  })

  it('edge 20: in a sandboxed document, which has no origin, the page sees no error', async () => {
    const visit = await town.visit({ headers: { 'content-security-policy': 'sandbox allow-scripts' } })
    await vi.waitFor(() => expect(visit.sent.map(({ type }) => type)).toContain('page'), { timeout: 15_000 })
    expect(visit.errors).toEqual([])
  })

  it.each<[how: string, html: string, before?: () => void]>([
    [
      'document.currentScript is null',
      '<title>T</title>{tag}',
      () => Object.defineProperty(document, 'currentScript', { get: () => null }),
    ],
    [
      'a tag manager drops the attributes',
      '<title>T</title><script async src="http://t.{name}.test:{port}/t.js?site={key}&consent=granted"></script>',
    ],
    [
      'a loader puts the script in and takes it out again',
      `<title>T</title><script>const script = document.createElement('script')
        script.src = 'http://t.{name}.test:{port}/t.js?site={key}'
        document.head.append(script)
        script.remove()</script>`,
    ],
  ])('edge 21: the script finds its settings when %s', async (_, html, before) => {
    const visit = await town.visit({ html, ...(before && { before }) })
    await visit.page.waitForFunction(() => window.tributary?.v === 1)
    await visit.finish()
    expect(await visit.views()).toEqual(['/'])
  })

  it.each([
    ['a form', '<form id="tributary"><input name="q"><input name="v"><input name="length"></form>'],
    ['a link', '<a id="tributary" href="/q">x</a><a name="tributary" id="tributary">y</a>'],
  ])('edge 22: %s with the name of the global neither stops the script nor breaks', async (_, html) => {
    const visit = await town.visit({ html: `<title>T</title>${html}{tag}` })
    await visit.finish()
    expect(await visit.views()).toEqual(['/'])
    expect(visit.errors).toEqual([])
  })

  /** Opens a page in which the browser tells of every breach of its policy. */
  const strictly = async (policy: (visit: EdgeVisit) => string, html: string) => {
    const visit = await town.visit({
      html: '<title>first</title>',
      before: () => {
        const breaches: string[] = []
        Object.assign(window, { breaches })
        document.addEventListener('securitypolicyviolation', event =>
          breaches.push(`${event.violatedDirective} ${event.blockedURI}`),
        )
      },
    })
    visit.plan.html = html
    visit.plan.headers = { 'content-security-policy': policy(visit) }
    const complaints: string[] = []
    visit.page.on('console', message => complaints.push(message.text()))
    await visit.page.goto(visit.url('/strict'))
    await visit.arrival(({ url }) => `${url}`.endsWith('/strict'))
    await visit.run(() => history.pushState({}, '', '/strict/2'))
    await visit.page.waitForTimeout(100)
    expect(await visit.page.evaluate('window.breaches')).toEqual([])
    expect(complaints).toEqual([])
    await visit.finish()
    expect(await visit.views()).toEqual(['/strict', '/strict/2'])
    expect(visit.errors).toEqual([])
  }

  it('edge 23: one file under a strict policy, with integrity, at an address that never changes and may be kept for ever', async () => {
    const { path, integrity } = immutable(town)
    await strictly(
      visit =>
        `default-src 'none'; script-src ${visit.url(`//t.test${path}`)}; connect-src ${visit.url('//t.test/e')}; style-src 'none'`,
      `<title>T</title><script defer src="http://t.{name}.test:{port}${path}" integrity="${integrity}" crossorigin data-site="{key}"></script>`,
    )
    const visit = await town.visit()
    const script = await visit.context.request.get(`http://127.0.0.1:${town.port}/w${path}`, {
      headers: { host: new URL(visit.url('/')).host },
    })
    expect(script.headers()).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'access-control-allow-origin': '*',
      'content-type': 'text/javascript; charset=utf-8',
    })

    const wrong = await town.visit({
      html: `<title>T</title><script defer src="http://t.{name}.test:{port}${path}" integrity="sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" crossorigin data-site="{key}"></script>`,
    })
    expect(await wrong.run(() => typeof window.tributary)).toBe('undefined')
  })

  it('edge 24: trusted types are never asked for, since no script and no markup is put into the page', async () => {
    await strictly(
      visit =>
        `script-src ${visit.url('//t.test/t.js')}; require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'`,
      '<title>T</title>{tag}<form id="f"><input name="email" value="jo@acme.example"></form><iframe src="about:blank"></iframe>',
    )
  })

  it('edge 25: no address has a name that lists of trackers know, and all of them may be the site’s own', async () => {
    const known = /collect|track|analytic|pixel|piwik|matomo|umami|plausible|beacon|stat|count|event|metric|log|\bping|\bhit/i
    const visit = await town.visit({
      html: '<title>T</title><script defer src="/w/t.js" data-site="{key}" data-host="/w"></script>',
    })
    await visit.finish()
    expect(await visit.views()).toEqual(['/'])
    for (const { path } of visit.requests) expect(path).toBe('/w/e')
    expect(`${visit.requests[0]?.path} ${immutable(town).path} t.js`).not.toMatch(known)
    expect(visit.requests.map(({ headers }) => headers.host)).toEqual(visit.requests.map(() => new URL(visit.url('/')).host))
  })

  it('edge 25: nobody who opted out is followed on a way around', async () => {
    const visit = await town.visit({
      html: '<title>T</title><script defer src="/w/t.js" data-site="{key}" data-host="/w" data-consent="granted"></script>',
      before: () => Object.defineProperty(navigator, 'globalPrivacyControl', { get: () => true }),
    })
    const events = await visit.finish()
    expect(events.map(({ type }) => type)).toContain('page')
    for (const event of visit.sent) {
      expect(event).not.toHaveProperty('anonymous_id')
      expect(event.consent).toEqual({ analytics: true, identify: false })
    }
    expect(await visit.context.cookies()).toEqual([])
  })

  it('edge 26: files, local machines and frames are silent; data-local switches the machine on', async () => {
    const visit = await town.visit({ path: '/outer', html: '<title>T</title><iframe src="/inner"></iframe>' })
    visit.plan.html = '<title>T</title>{tag}'
    await visit.run(() => document.querySelector('iframe')?.setAttribute('src', '/inner?2'))
    await visit.page.frameLocator('iframe').locator('title').waitFor({ state: 'attached' })
    await visit.page.goto(`http://localhost:${town.port}/`)
    const folder = await mkdtemp(join(tmpdir(), 'page-'))
    const file = join(folder, 'page.html')
    await writeFile(file, `<script src="${visit.url('//t.test/t.js')}" data-site="any" data-local></script>`)
    await visit.page.goto(pathToFileURL(file).href)
    expect(await visit.run(() => window.tributary?.v)).toBe(1)
    expect(await visit.finishInSilence()).toEqual([])
    await rm(folder, { recursive: true })

    visit.plan.attributes = 'data-local'
    await visit.page.goto(`http://localhost:${town.port}/`)
    await vi.waitFor(() => expect(visit.sent.map(({ type }) => type)).toContain('page'), { timeout: 15_000 })
  })

  it('edge 27: in a frame of a foreign site there is no event and no cookie', async () => {
    const visit = await town.visit({ html: '<title>T</title>' })
    visit.plan.html = '<title>T</title>{tag}'
    await visit.page.setContent(`<iframe src="${visit.url('//www.co.uk/framed')}"></iframe>`)
    await visit.page.frameLocator('iframe').locator('title').waitFor({ state: 'attached' })
    expect(await visit.finishInSilence()).toEqual([])
    expect(await visit.context.cookies()).toEqual([])
  })
})
