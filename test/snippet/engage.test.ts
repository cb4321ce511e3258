import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSite, type Site, type Visit, type VisitPlan } from './site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

declare global {
  interface Window {
    /** Moves the page's clock; nothing else does. */
    pass(ms: number): void
    /** What a visitor does: something is pressed, or the window loses and gains the focus, or the tab is hidden and shown. */
    act(what: 'keydown' | 'blur' | 'focus' | 'hide' | 'show'): void
  }
}

/** A page four screens long, whose clock and whose place on the visitor's screen the test controls. */
const read = (plan: VisitPlan = {}): Promise<Visit> =>
  site.visit({
    path: '/post',
    body: '<div style="height: 400vh">text</div>',
    before: () => {
      let now = 1000
      let isFocused = true
      let isHidden = false
      performance.now = () => now
      document.hasFocus = () => isFocused
      Object.defineProperty(document, 'hidden', { get: () => isHidden })
      window.pass = ms => {
        now += ms
      }
      window.act = what => {
        if (what === 'blur' || what === 'focus') isFocused = what === 'focus'
        if (what === 'hide' || what === 'show') isHidden = what === 'hide'
        const isTab = what === 'hide' || what === 'show'
        if (isTab) document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
        else window.dispatchEvent(new Event(what))
      }
    },
    ...plan,
  })

const engagementsOf = (visit: Visit) =>
  visit.ofType('engage').map(({ engaged_ms, scroll_percent }) => [engaged_ms, scroll_percent])

describe('engaged time', () => {
  it.each<[what: string, script: () => void, ms: number]>([
    ['the time from load to leaving', () => window.pass(12_000), 12_000],
    ['no more than 30 s after the last sign of life', () => window.pass(3_600_000), 30_000],
    [
      'all of a long read with signs of life',
      () => {
        for (let i = 0; i < 20; i++) {
          window.pass(25_000)
          window.act('keydown')
        }
      },
      500_000,
    ],
    [
      'nothing between falling idle and coming back',
      () => {
        window.pass(300_000)
        window.act('keydown')
        window.pass(5_000)
      },
      35_000,
    ],
    [
      'nothing while another window has the focus',
      () => {
        window.pass(4_000)
        window.act('blur')
        window.pass(20_000)
        window.act('keydown')
        window.pass(20_000)
        window.act('focus')
        window.pass(3_000)
      },
      7_000,
    ],
  ])('C-engaged: is %s', async (_, script, ms) => {
    const visit = await read()
    await visit.page.evaluate(script)
    await visit.finish()
    expect(visit.ofType('engage')).toMatchObject([
      { engaged_ms: ms, page_id: visit.ofType('page')[0]?.id, url: visit.url('/post') },
    ])
  })

  it('C-engaged-tabs: is sent when the tab is hidden, and after coming back what was added, and nothing for the time between', async () => {
    const visit = await read()
    await visit.page.evaluate(() => {
      window.pass(5_000)
      window.act('hide')
      window.pass(20_000)
      window.act('show')
      window.pass(2_000)
      window.act('hide')
      window.act('show')
    })
    await visit.finish()
    expect(engagementsOf(visit)).toEqual([
      [5_000, 25],
      [2_000, 25],
    ])
  })

  it('C-engaged-views: belongs to each view of a single-page app', async () => {
    const visit = await read()
    await visit.page.evaluate(() => {
      window.pass(6_000)
      history.pushState({}, '', '/other')
    })
    await visit.page.waitForTimeout(120)
    await visit.page.evaluate(() => window.pass(9_000))
    await visit.finish()
    const [first, second] = visit.ofType('page')
    expect(visit.ofType('engage')).toMatchObject([
      { page_id: first?.id, url: visit.url('/post'), engaged_ms: 6_000 },
      { page_id: second?.id, url: visit.url('/other'), engaged_ms: 9_000 },
    ])
  })
})

describe('scroll depth', () => {
  it('C-scroll: is the deepest point that was on the screen', async () => {
    const visit = await read()
    await visit.page.evaluate(async () => {
      for (const screens of [2, 0]) {
        scrollTo(0, screens * innerHeight)
        await new Promise(resolve => addEventListener('scroll', resolve, { once: true }))
      }
    })
    await visit.finish()
    expect(engagementsOf(visit)).toEqual([[0, 75]])
  })

  it('C-scroll-short: is everything on a page that fits the screen', async () => {
    const visit = await read({ body: 'short' })
    await visit.finish()
    expect(engagementsOf(visit)).toEqual([[0, 100]])
  })

  it('C-scroll-late: is measured when the page is left, not while its content is still to come', async () => {
    const visit = await read({ body: '<div>loading</div>' })
    await visit.arrival(({ type }) => type === 'page')
    await visit.page.evaluate(() => document.querySelector('div')?.setAttribute('style', 'height: 396vh'))
    await visit.finish()
    expect(visit.ofType('engage').map(({ scroll_percent }) => scroll_percent)).toEqual([25])
  })

  it('C-scroll-view: begins anew with each view, measured before its content goes', async () => {
    const visit = await read()
    await visit.page.evaluate(async () => {
      scrollTo(0, innerHeight)
      await new Promise(resolve => addEventListener('scroll', resolve, { once: true }))
      history.pushState({}, '', '/other')
      scrollTo(0, 0)
      document.querySelector('div')?.setAttribute('style', 'height: 800vh')
    })
    await visit.page.waitForTimeout(120)
    await visit.finish()
    const depths = visit.ofType('engage').map(({ scroll_percent }) => scroll_percent)
    expect(depths).toHaveLength(2)
    expect(depths[0]).toBe(50)
    expect(depths[1]).toBeLessThan(20)
  })
})
