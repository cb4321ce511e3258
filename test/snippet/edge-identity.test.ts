/** Edge cases 28 to 36: who the visitor is, and which clicks count. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EdgeVisit, openTown, type Stored, type Town } from './edge-site.ts'

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

const visitorsOf = (events: readonly Stored[]) => [...new Set(events.map(({ visitor_id }) => visitor_id))]
const cookiesOf = async (visit: EdgeVisit) => (await visit.context.cookies()).filter(({ name }) => name === '_tb')

describe('identity', () => {
  it('edge 28: the collector sets the visitor’s cookie again on the same site, for what is left of its time, and on no foreign one', async () => {
    const visit = await town.visit({ path: '/a' })
    await visit.arrival(({ type }) => type === 'page')
    const [own] = await cookiesOf(visit)
    // As Safari forgets what a script has set: the answer to a beacon brings it back, same id.
    await visit.context.clearCookies()
    await visit.finish()
    const [again, ...others] = await cookiesOf(visit)
    expect(others).toEqual([])
    expect(again).toMatchObject({ value: own?.value, domain: own?.domain, path: '/', sameSite: 'Lax' })
    expect(again?.expires).toBeLessThanOrEqual((own?.expires ?? 0) + 1)
    expect(again?.expires).toBeGreaterThan((own?.expires ?? 0) - 60)

    const foreign = await town.visit({ path: '//www.co.uk/a' })
    await foreign.finish()
    expect(foreign.requests.map(({ status, setCookie }) => [status, setCookie])).toEqual(foreign.requests.map(() => [202, '']))
  })

  it.each([
    ['test', 'www.eu.test', 'shop.test', '.{name}.test'],
    ['co.uk', 'www.co.uk', 'shop.eu.co.uk', '.{name}.co.uk'],
    ['herokuapp.com', 'www.herokuapp.com', 'shop.herokuapp.com', '.{name}.herokuapp.com'],
  ])('edge 29: below .%s all subdomains have one id, and no public suffix is tried into', async (_, first, second, domain) => {
    const visit = await town.visit({ path: `//${first}/` })
    await visit.page.goto(visit.url(`//${second}/2`))
    const events = await visit.finish()
    const cookies = await cookiesOf(visit)
    expect(cookies.map(cookie => cookie.domain)).toEqual([domain.replace('{name}', visit.name)])
    expect(visitorsOf(events)).toEqual([cookies[0]?.value])
    expect(await visit.views()).toEqual(['/', '/2'])
  })

  it('edge 29: where only the host itself can have a cookie, it has one', async () => {
    const visit = await town.visit({ path: `http://127.0.0.1:${town.port}/`, attributes: 'data-local' })
    expect(await visit.context.cookies()).toMatchObject([{ name: '_tb', domain: '127.0.0.1' }])
  })

  describe('the linker', () => {
    const LINKER = 'data-linker="{name}.test, {name}.co.uk"'
    /** What a click on a part of the link asked for. */
    async function follow(visit: EdgeVisit, href: string): Promise<string> {
      await visit.page.evaluate(address => {
        document.body.innerHTML = `<a id="link"><b><i id="inner">over there</i></b></a>`
        document.querySelector('a')?.setAttribute('href', address)
      }, href)
      const isOver = (url: URL) => url.hostname.endsWith('.co.uk')
      const asked = visit.page.waitForRequest(request => request.isNavigationRequest() && isOver(new URL(request.url())))
      await visit.page.click('#inner')
      await visit.page.waitForURL(isOver)
      return (await asked).url()
    }

    it.each([['/p'], ['/p?a=1?b=2&c'], ['/p?a=1#part?x=1'], ['/p#/route?tab=2']])(
      'edge 30: to %s the id comes along, before the fragment, and disappears from the address',
      async path => {
        const visit = await town.visit({ attributes: LINKER, before: () => Object.assign(window, { entries: history.length }) })
        const there = visit.url(`//www.co.uk${path}`)
        const asked = await follow(visit, there)
        // A browser asks without the fragment, so what it asks for stood before it.
        expect(asked).toMatch(/[?&]_tl=[\w.-]+$/)
        expect(asked.replace(/[?&]_tl=[\w.-]+/, '')).toBe(there.replace(/#.*/, ''))
        expect(visit.page.url()).toBe(there)
        const events = await visit.finish()
        expect(visitorsOf(events)).toHaveLength(1)
        expect(events.filter(({ type }) => type === 'page').map(({ url }) => url)).toEqual([visit.url('/'), there])
        expect(events.filter(({ url }) => `${url}`.includes('_tl'))).toEqual([])
      },
    )

    it('edge 30: a shared address makes nobody somebody else: not after two minutes, not in another browser', async () => {
      const visit = await town.visit({ attributes: LINKER })
      const asked = await follow(visit, visit.url('//www.co.uk/p'))
      const [own] = await cookiesOf(visit)
      const browser = visit.context.browser()
      const openIn = async (userAgent: string | undefined, laterMs: number) => {
        const context = await browser?.newContext(userAgent ? { userAgent } : {})
        await context?.addInitScript(ms => {
          const now = Date.now
          Date.now = () => now() + ms
        }, laterMs)
        const page = await context?.newPage()
        await page?.goto(asked)
        const id = (await context?.cookies())?.find(({ name }) => name === '_tb')?.value
        const address = page?.url()
        await context?.close()
        return { id, address }
      }
      const agent = await visit.run(() => navigator.userAgent)
      const soon = await openIn(agent, 100_000)
      const late = await openIn(agent, 121_000)
      const elsewhere = await openIn(agent.replace('Linux', 'Windows'), 0)
      expect(soon.id).toBe(own?.value)
      for (const { id, address } of [late, elsewhere]) {
        expect(id).toMatch(/^[\w-]{22,64}$/)
        expect(id).not.toBe(own?.value)
        expect(address).toBe(visit.url('//www.co.uk/p'))
      }
    })

    it('edge 30: with cookies off the link and the address still work, and the pages are counted', async () => {
      const visit = await town.visit({
        attributes: LINKER,
        before: () =>
          Object.defineProperty(document, 'cookie', {
            get() {
              throw new DOMException('blocked', 'SecurityError')
            },
            set() {
              throw new DOMException('blocked', 'SecurityError')
            },
          }),
      })
      const there = visit.url('//www.co.uk/p?q=1')
      await follow(visit, there)
      expect(visit.page.url()).toBe(there)
      const events = await visit.finish()
      expect(visitorsOf(events)).toHaveLength(1)
      expect(visit.errors).toEqual([])
    })
  })

  it('edge 31: of a foreign page the referrer is an origin, and campaign and click id say the rest', async () => {
    const visit = await town.visit({ html: '<title>T</title>' })
    await visit.page.route('http://search.example/**', route =>
      route.fulfill({ contentType: 'text/html', body: `<a href="${visit.url('/lp?utm_source=li&li_fat_id=a1')}">x</a>` }),
    )
    visit.plan.html = '<title>T</title>{tag}'
    await visit.page.goto('http://search.example/some/path?q=secret+words')
    await visit.page.click('a')
    await visit.page.waitForURL('**/lp?*')
    await visit.finish()
    expect(await visit.ofType('page')).toMatchObject([
      { referrer: 'http://search.example/', url: visit.url('/lp?utm_source=li&li_fat_id=a1') },
    ])
  })

  it.each<[name: string, before: () => void]>([
    ['Global Privacy Control', () => Object.defineProperty(navigator, 'globalPrivacyControl', { get: () => true })],
    ['Do Not Track', () => Object.defineProperty(navigator, 'doNotTrack', { get: () => '1' })],
  ])('edge 32: under %s no id, no cookie and no value of a form goes anywhere, whatever the site says', async (_, before) => {
    const visit = await town.visit({
      before,
      attributes: 'data-consent="granted"',
      body: `<form id="f"><input name="email" value="SEED@acme.example"><input name="company" value="SEED"><button>Send</button></form>
        <script>addEventListener('submit', event => event.preventDefault())</script>`,
    })
    await visit.page.click('button')
    await visit.run(() => {
      window.tributary?.('identify', 'SEED@acme.example', { company: 'SEED' })
      window.tributary?.('consent', 'granted')
    })
    const events = await visit.finish()
    expect(events.filter(({ type }) => type === 'form')).toMatchObject([{ form: 'f', fields: {} }])
    expect(await visit.views()).toEqual(['/'])
    expect(visit.wire).not.toContain('SEED')
    expect(visit.wire).not.toContain('anonymous_id')
    expect(await visit.context.cookies()).toEqual([])
    expect(visit.requests.map(({ setCookie }) => setCookie).join('')).toBe('')
  })
})

describe('clicks', () => {
  it('edge 33: a click with a modifier, or of the middle button, opens its tab as ever and is recorded once', async () => {
    const visit = await town.visit({
      body: `<a id="x" href="http://www.{name}.co.uk:{port}/without">x</a>
        <script>addEventListener('click', event => { window.wasPrevented = event.defaultPrevented })</script>`,
    })
    const opens = async (act: () => Promise<void>) => {
      const [page] = await Promise.all([visit.context.waitForEvent('page'), act()])
      await page.close()
    }
    await opens(() => visit.page.click('#x', { modifiers: ['ControlOrMeta'] }))
    expect(await visit.page.evaluate('window.wasPrevented')).toBe(false)
    await opens(() => visit.page.click('#x', { button: 'middle' }))
    await visit.page.click('#x', { button: 'right' })
    expect(visit.page.url()).toBe(visit.url('/'))
    const events = await visit.finish()
    expect(events.filter(({ type }) => type === 'outbound')).toHaveLength(2)
  })

  describe('on one page', () => {
    const svg = (link: string) => `<svg width="90" height="30" xmlns:xlink="http://www.w3.org/1999/xlink">${link}</svg>`
    const shadow = (mode: string) =>
      `<p class="host-${mode}"></p><script>{ const root = document.querySelector('.host-${mode}').attachShadow({ mode: '${mode}' })
        root.innerHTML = '<a href="https://${mode}.example/"><b id="${mode}">deep</b></a>'
        window['${mode}'] = () => root.querySelector('b').click() }</script>`
    let visit: EdgeVisit
    let events: Stored[]
    beforeAll(async () => {
      visit = await town.visit({
        path: '/blog/post',
        body: [
          svg('<a href="https://svg.example/"><text id="svg" y="20">svg</text></a>'),
          svg('<a xlink:href="https://xlink.example/"><text id="xlink" y="20">x</text></a>'),
          shadow('open'),
          '<a id="upper" href="/Guide.PDF?v=3#p2">a</a> <a id="cdn" href="https://cdn.example/list.xlsx">b</a>',
          '<a id="blob" href="blob:{name}/0b" download="report.csv">c</a> <a id="attribute" href="/export" download>d</a>',
          '<a id="page" href="/docs/node.js">e</a> <a id="query" href="/page?file=a.pdf">f</a> <a id="surprise" href="/other?download">g</a>',
          '<script>addEventListener("click", event => event.preventDefault())</script>',
        ]
          .map(html => `<p>${html}</p>`)
          .join(''),
      })
      for (const id of ['svg', 'xlink', 'open', 'upper', 'cdn', 'blob', 'attribute', 'page', 'query', 'surprise'])
        await visit.page.click(`#${id}`)
      events = (await visit.finish()).filter(({ type }) => type === 'outbound' || type === 'download')
    })
    const linksOf = (type: string) => events.filter(event => event.type === type).map(({ href }) => href)

    it('edge 34: links of SVG, old and new, lead where they say', () => {
      expect(linksOf('outbound')).toEqual(expect.arrayContaining(['https://svg.example/', 'https://xlink.example/']))
      expect(visit.errors).toEqual([])
    })

    it('edge 35: a link inside a shadow root is seen', () => {
      expect(linksOf('outbound')).toContain('https://open.example/')
    })

    it('edge 36: downloads are told by the extension of the path in any case, on any host, or by the attribute', () => {
      expect(linksOf('download')).toEqual([
        visit.url('/Guide.PDF?v=3#p2'),
        'https://cdn.example/list.xlsx',
        visit.url('/blog/report.csv'),
        visit.url('/export'),
      ])
      expect(linksOf('outbound')).toHaveLength(3)
    })
  })
})
