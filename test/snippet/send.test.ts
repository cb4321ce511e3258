import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openSite, type Site, type Visit } from './site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

const namesOf = (visit: Visit) =>
  visit
    .ofType('track')
    .map(({ name }) => name)
    .filter(name => name !== 'the end')

const track = (visit: Visit, ...names: string[]) =>
  visit.page.evaluate(all => {
    for (const name of all) window.tributary?.('track', name)
  }, names)

const CALLS = 'window.tributary = function () { (tributary.q = tributary.q || []).push(arguments) }'

describe('sending', () => {
  it('C-wire: is plain text to another host without a preflight, a few events at a time', async () => {
    // The page itself calls: a call from here may come after the first second, when the view has gone.
    const visit = await site.visit({ body: `<script>${CALLS}; tributary('track', 'a'); tributary('track', 'b')</script>` })
    await visit.arrival(({ type }) => type === 'track')
    expect(visit.requests).toHaveLength(1)
    expect(visit.requests[0]).toMatchObject({ method: 'POST', batch: { site: visit.key } })
    expect(visit.requests[0]?.headers['content-type']).toMatch(/^text\/plain/)
    expect(visit.events.map(({ type }) => type)).toEqual(['page', 'track', 'track'])
    expect(Date.parse(`${visit.requests[0]?.batch.sent_at}`)).toBeGreaterThanOrEqual(Date.parse(`${visit.events[0]?.created_at}`))
    await visit.finish()
    expect(visit.preflights).toBe(0)
  })

  it('C-host: goes where data-host says', async () => {
    const visit = await site.visit({ attributes: 'data-host="http://in.{key}.test:{port}/"' })
    await visit.finish()
    expect(visit.requests[0]?.headers.host).toBe(new URL(visit.url('//in.test/')).host)
  })

  it('C-leave: uses a beacon when the page is left', async () => {
    const visit = await site.visit({
      before: () => {
        const { sendBeacon } = Navigator.prototype
        Navigator.prototype.sendBeacon = function (...args) {
          sessionStorage.setItem('beacons', String(1 + Number(sessionStorage.getItem('beacons'))))
          return sendBeacon.apply(this, args)
        }
      },
    })
    await visit.finish()
    expect(visit.ofType('page')).toHaveLength(1)
    await visit.page.goto(visit.url('/'))
    expect(await visit.page.evaluate('sessionStorage.beacons')).toBe('1')
  })

  it.each<[what: string, before: () => void]>([
    ['refuses', () => Object.assign(Navigator.prototype, { sendBeacon: () => false })],
    [
      'throws',
      () =>
        Object.assign(Navigator.prototype, {
          sendBeacon() {
            throw new Error('blocked')
          },
        }),
    ],
    ['is missing', () => Reflect.deleteProperty(Navigator.prototype, 'sendBeacon')],
  ])('C-no-beacon: uses a request that outlives the page when the beacon %s', async (_, before) => {
    const visit = await site.visit({ before })
    await visit.finish()
    expect(visit.ofType('page')).toHaveLength(1)
    expect(visit.errors).toEqual([])
  })

  it('C-no-fetch: uses the beacon alone when there is no fetch', async () => {
    const visit = await site.visit({ before: () => Reflect.deleteProperty(window, 'fetch') })
    await visit.arrival(event => event.type === 'page')
    await visit.finish()
    expect(visit.ofType('page')).toHaveLength(1)
    expect(visit.errors).toEqual([])
  })

  it.each([[503], [429], [0]])('C-retry: tries again with the same ids after %i, and stops after success', async status => {
    // Of the random pauses, the shortest.
    const visit = await site.visit({ before: () => Object.assign(Math, { random: () => 0 }) })
    visit.answer = status
    await track(visit, 'once')
    await vi.waitFor(() => expect(visit.refused.length).toBeGreaterThanOrEqual(2), { timeout: 30_000 })
    visit.answer = 202
    await visit.arrival(event => event.type === 'track' && event.name === 'once')
    await visit.finish()
    const ids = (batches: { batch: { batch: { id: string }[] } }[]) =>
      batches.flatMap(({ batch }) => batch.batch.map(({ id }) => id))
    expect(ids(visit.requests)).toEqual(expect.arrayContaining(ids(visit.refused)))
    expect(
      visit.requests.flatMap(({ batch }) => batch.batch).filter(event => event.type === 'track' && event.name === 'once'),
    ).toHaveLength(1)
    expect(visit.ofType('page')).toHaveLength(1)
  })

  it('C-retry-cap: keeps no more than 500 events while the collector is down', async () => {
    const visit = await site.visit({ before: () => Object.assign(Math, { random: () => 0 }) })
    visit.answer = 503
    await track(visit, ...Array.from({ length: 700 }, (_, i) => `n${i}`))
    await vi.waitFor(() => expect(visit.refused.length).toBeGreaterThanOrEqual(1), { timeout: 30_000 })
    visit.answer = 202
    await visit.arrival(event => event.type === 'track' && event.name === 'n0')
    await visit.page.waitForTimeout(3000)
    await visit.leave()
    await visit.page.waitForTimeout(500)
    expect(namesOf(visit)).toContain('n400')
    expect(namesOf(visit)).not.toContain('n600')
  })

  it.each([[400], [401], [413]])('C-no-retry: does not repeat what was refused with %i', async status => {
    const visit = await site.visit()
    visit.answer = status
    await track(visit, 'refused')
    await vi.waitFor(() => expect(visit.refused).toHaveLength(1), { timeout: 15_000 })
    visit.answer = 202
    await visit.finish()
    expect(namesOf(visit)).not.toContain('refused')
  })

  it('C-offline: keeps what happens offline, and sends it as soon as the line is back', async () => {
    // The next try by the clock is days away.
    const visit = await site.visit({ before: () => Object.assign(Math, { random: () => 1e6 }) })
    await visit.arrival(({ type }) => type === 'page')
    await visit.context.setOffline(true)
    await track(visit, 'offline')
    await visit.page.waitForTimeout(1300)
    await visit.context.setOffline(false)
    await visit.arrival(event => event.type === 'track' && event.name === 'offline')
    expect(namesOf(visit)).toEqual(['offline'])
  })

  it('C-retry-after: does not come again before the time that the collector asked for', async () => {
    const visit = await site.visit({ before: () => Object.assign(Math, { random: () => 0 }) })
    visit.answer = 503
    visit.retryAfter = '4'
    await track(visit, 'first')
    await vi.waitFor(() => expect(visit.refused).toHaveLength(1), { timeout: 15_000 })
    visit.answer = 202
    await track(visit, 'second')
    await visit.page.waitForTimeout(2500)
    expect(visit.requests).toEqual([])
    await visit.arrival(event => event.type === 'track' && event.name === 'second')
    expect(namesOf(visit)).toEqual(['first', 'second'])
  })

  it('C-carry: what a page could not deliver goes with the next one, once, at most 40 events', async () => {
    const visit = await site.visit()
    await visit.arrival(({ type }) => type === 'page')
    visit.answer = 503
    // The page itself must have heard the answer, which is later than when the collector gave it.
    const heard = visit.page.waitForEvent('requestfinished', request => request.url().endsWith('/e'))
    await track(visit, ...Array.from({ length: 60 }, (_, i) => `n${i}`))
    await heard
    await visit.page.evaluate(() => new Promise(resolve => setTimeout(resolve)))
    await visit.leave()
    visit.answer = 202
    await visit.page.goto(visit.url('/next'))
    await visit.arrival(event => event.type === 'track' && event.name === 'n39')
    expect(await visit.page.evaluate(() => localStorage.length)).toBe(0)
    await visit.finish()
    expect(namesOf(visit)).toEqual(Array.from({ length: 40 }, (_, i) => `n${i}`))
    expect(new Set(visit.events.map(({ anonymous_id }) => anonymous_id)).size).toBe(1)
  })

  it.each([
    ['data-consent="required"', () => {}],
    ['', () => Object.defineProperty(navigator, 'globalPrivacyControl', { get: () => true })],
  ])('C-carry-consent: nothing waits in the browser without consent, with %j', async (attributes, before) => {
    const visit = await site.visit({ attributes, before })
    visit.answer = 503
    await track(visit, 'a')
    await visit.page.waitForTimeout(2500)
    await visit.page.evaluate(() => window.dispatchEvent(new Event('pagehide')))
    expect(await visit.page.evaluate(() => localStorage.length)).toBe(0)
    await visit.page.evaluate(() => {
      localStorage._tq = '[0]'
      window.tributary?.('consent', 'denied')
    })
    expect(await visit.page.evaluate(() => localStorage.length)).toBe(0)
  })

  it('C-give-up: a batch that the collector cannot take is given up, on whatever page, and later events arrive', async () => {
    const visit = await site.visit({ html: 'first' })
    visit.plan.html = '<title>T</title>{tag}'
    await visit.page.evaluate(() => {
      localStorage._tq = JSON.stringify([30, { type: 'track', name: 'poison', id: 'poison-1', url: location.href }])
    })
    visit.answer = 500
    await visit.page.goto(visit.url('/next'))
    await vi.waitFor(() => expect(visit.refused).toHaveLength(1), { timeout: 15_000 })
    visit.answer = 202
    await track(visit, 'fine')
    await visit.arrival(event => event.type === 'track' && event.name === 'fine')
    await visit.finish()
    expect(namesOf(visit)).toEqual(['fine'])
  })

  it('C-answers: many requests in one page life do not use up what the browser keeps alive', async () => {
    const visit = await site.visit()
    for (let i = 0; i < 6; i++) {
      await visit.page.evaluate(n => window.tributary?.('track', `n${n}`, { text: 'x'.repeat(16_000) }), i)
      await visit.arrival(event => event.type === 'track' && event.name === `n${i}`)
    }
    expect(visit.refused).toEqual([])
  })

  it('C-size: stays under 60 KB a request, with many and with wide events, and loses none', async () => {
    const visit = await site.visit()
    await visit.page.evaluate(() => {
      for (let i = 0; i < 24; i++) window.tributary?.('track', `n${i}`, { text: '字'.repeat(i % 2 ? 4000 : 40) })
    })
    await visit.arrival(event => event.type === 'track' && event.name === 'n23')
    await vi.waitFor(() => expect(namesOf(visit)).toHaveLength(24), { timeout: 15_000 })
    expect(visit.requests.length).toBeGreaterThan(2)
    for (const { body } of visit.requests) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(60 * 1024)
  })

  it('C-oversize: one event that is too large holds up no other', async () => {
    const visit = await site.visit()
    await visit.page.evaluate(() => {
      window.tributary?.('track', 'huge', { text: 'x'.repeat(200_000) })
      window.tributary?.('track', 'small')
    })
    await visit.arrival(event => event.type === 'track' && event.name === 'small')
    await visit.arrival(event => event.type === 'track' && event.name === 'huge')
    expect(visit.requests.find(({ body }) => body.includes('huge'))?.batch.batch).toHaveLength(1)
  })

  it('C-unreachable: throws no error in the page while the collector cannot be reached', async () => {
    const visit = await site.visit({ attributes: 'data-host="http://t.{key}.test:1"' })
    await track(visit, 'lost')
    await visit.page.waitForTimeout(1500)
    expect(visit.errors).toEqual([])
  })
})
