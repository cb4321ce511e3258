import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSite, type Site, type Visit, type VisitPlan } from './site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

/** The page stays where it is, so that one page serves many clicks. */
const STAY = '<script>addEventListener("click", event => event.preventDefault(), true)</script>'

const linksOf = (visit: Visit) =>
  [...visit.ofType('download'), ...visit.ofType('outbound')].map(({ type, href, text }) => ({ type, href, text }))

/** What the clicks on all elements of class `click` recorded, one after the other. */
async function clickAll(body: string, plan: VisitPlan = {}) {
  const visit = await site.visit({ path: '/blog/post', ...plan, body: body + STAY })
  for (const target of await visit.page.locator('.click').all()) await target.click()
  await visit.finish()
  expect(visit.errors).toEqual([])
  return visit
}

describe('a link that leads away', () => {
  const svg = (link: string) => `<svg width="90" height="30" xmlns:xlink="http://www.w3.org/1999/xlink">${link}</svg>`
  const cases: [id: string, what: string, html: string, href: string, text: string][] = [
    [
      'C-out',
      'text',
      '<a class="click" href="https://other.test/p?a=1#b"> Other site </a>',
      'https://other.test/p?a=1#b',
      'Other site',
    ],
    ['C-out-port', 'another port', '<a class="click" href="http://www.{key}.test:1/">port</a>', '', 'port'],
    [
      'C-out-nested',
      'an element inside',
      '<a href="https://n.test/"><b><i class="click">deep</i></b></a>',
      'https://n.test/',
      'deep',
    ],
    [
      'C-out-svg',
      'an SVG link',
      svg('<a href="https://svg.test/"><text class="click" y="20">svg</text></a>'),
      'https://svg.test/',
      'svg',
    ],
    [
      'C-out-xlink',
      'an old SVG link',
      svg('<a xlink:href="https://x.test/"><text class="click" y="20">x</text></a>'),
      'https://x.test/',
      'x',
    ],
    [
      'C-out-area',
      'an image map',
      '<img class="click" usemap="#m" width="50" height="50" alt=""><map name="m"><area shape="rect" coords="0,0,50,50" href="https://map.test/"></map>',
      'https://map.test/',
      '',
    ],
    [
      'C-out-shadow',
      'a link inside a shadow root',
      '<div id="host"></div><script>host.attachShadow({ mode: "open" }).innerHTML = `<a href="https://shadow.test/"><span class="click">in</span></a>`</script>',
      'https://shadow.test/',
      'in',
    ],
    [
      'C-mail',
      'an e-mail address, which is not told',
      '<a class="click" href="mailto:jo@acme.test?subject=Hi">jo@acme.test</a>',
      'mailto:*?subject=Hi',
      '*',
    ],
    ['C-tel', 'a telephone number', '<a class="click" href="tel:+4930123">Call</a>', 'tel:+4930123', 'Call'],
    [
      'C-out-token',
      'an address with a token, which is not told',
      '<a class="click" href="https://t.test/?token=abc">t</a>',
      'https://t.test/?token=*',
      't',
    ],
  ]
  let visit: Visit
  beforeAll(async () => {
    visit = await clickAll(cases.map(([, , html]) => `<p>${html}</p>`).join(''))
  })

  it.each(cases)('%s: is recorded for %s', (_id, _what, _html, href, text) => {
    const expected = href || visit.url('/').replace(/:\d+\//, ':1/')
    expect(linksOf(visit).filter(link => link.text === text && link.href === expected)).toEqual([
      { type: 'outbound', href: expected, text },
    ])
  })

  it('is recorded once', () => {
    expect(linksOf(visit)).toHaveLength(cases.length)
  })

  it('C-out-base: is recorded for a relative address under a foreign base', async () => {
    const other = await clickAll('<a class="click" href="a">a</a>', { head: '<base href="https://other.test/docs/">' })
    expect(linksOf(other)).toEqual([{ type: 'outbound', href: 'https://other.test/docs/a', text: 'a' }])
  })

  it('C-out-middle: is recorded for the middle button, which opens a tab, and not for the right one, which opens a menu', async () => {
    const other = await site.visit({ body: '<a id="x" href="https://other.test/">x</a>' })
    await other.page.evaluate(() => {
      for (const button of [1, 2])
        document.querySelector('#x')?.dispatchEvent(new MouseEvent('auxclick', { button, bubbles: true, composed: true }))
    })
    await other.finish()
    expect(linksOf(other)).toHaveLength(1)
  })

  it('C-out-stopped: is recorded though the page stops the click', async () => {
    const stop = '<script>document.addEventListener("click", event => event.stopImmediatePropagation(), true)</script>'
    const other = await clickAll(`<a class="click" href="https://other.test/">x</a>${stop}`)
    expect(linksOf(other)).toHaveLength(1)
  })

  it('C-out-new-tab: opens where the visitor wanted it, and nothing is prevented', async () => {
    const other = await site.visit({
      body: '<a id="x" href="/without">x</a><script>addEventListener("click", event => { window.wasPrevented = event.defaultPrevented })</script>',
    })
    // Whether a tab in the background has loaded its page is the browser's affair.
    await Promise.all([other.context.waitForEvent('page'), other.page.click('#x', { modifiers: ['ControlOrMeta'] })])
    expect(await other.page.evaluate('window.wasPrevented')).toBe(false)
    expect(other.page.url()).toBe(other.url('/'))
  })

  it('C-out-leave: arrives when the click leaves the page', async () => {
    const other = await site.visit({ body: '<a id="x" href="//t.test:{port}/without">Away</a>' })
    await other.page.click('#x')
    await other.arrival(({ type }) => type === 'outbound')
  })

  it('C-in: is none of these, nor a download', async () => {
    const links = {
      'another page of the site': 'href="/other"',
      'an anchor': 'href="#part"',
      'a script': 'href="javascript:void 0"',
      'no address': '',
      'something that is not an address': 'href="http://[broken"',
      'a page whose name ends like a program': 'href="/docs/node.js"',
      'a page with a file name in its query': 'href="/page?file=a.pdf"',
    }
    const body = Object.entries(links).map(([text, attribute]) => `<p><a class="click" ${attribute}>${text}</a></p>`)
    expect(linksOf(await clickAll(body.join('')))).toEqual([])
  })
})

describe('a download', () => {
  const cases: [id: string, what: string, attributes: string, href: string][] = [
    ['C-download', 'a file of the site', 'href="/files/guide.pdf"', '/files/guide.pdf'],
    [
      'C-download-query',
      'an upper-case extension and a query',
      'href="/Guide.PDF?v=3&utm_content=a#p2"',
      '/Guide.PDF?v=3&utm_content=a#p2',
    ],
    ['C-download-cdn', 'another host', 'href="https://cdn.other.test/sheet.xlsx"', 'https://cdn.other.test/sheet.xlsx'],
    ['C-download-attribute', 'the download attribute', 'href="/export" download', '/export'],
    [
      'C-download-blob',
      'a blob, by its name',
      'href="blob:http://www.x.test/0b" download="report 1.csv"',
      '/blog/report%201.csv',
    ],
    [
      'C-download-data',
      'a data address, by its name',
      'href="data:text/plain,hush-hush-hush" download="notes.txt"',
      '/blog/notes.txt',
    ],
  ]
  let visit: Visit
  beforeAll(async () => {
    visit = await clickAll(cases.map(([id, , attributes]) => `<p><a class="click" ${attributes}>${id}</a></p>`).join(''))
  })

  it.each(cases)('%s: is recorded for %s', (id, _what, _attributes, href) => {
    expect(linksOf(visit).filter(({ text }) => text === id)).toEqual([
      { type: 'download', href: href.startsWith('/') ? visit.url(href) : href, text: id },
    ])
  })

  it('never carries the content of the file', () => {
    expect(visit.requests.map(({ body }) => body).join()).not.toContain('hush-hush')
  })

  it('C-data-downloads: is what the tag lists instead of the usual extensions', async () => {
    const body = '<a class="click" href="/a.STEP">step</a> <a class="click" href="/a.pdf">pdf</a>'
    const other = await clickAll(body, { attributes: 'data-downloads=".step, dwg"' })
    expect(linksOf(other)).toEqual([{ type: 'download', href: other.url('/a.STEP'), text: 'step' }])
  })

  it('C-download-leave: arrives when the page is left right after the click', async () => {
    const other = await site.visit({ body: '<a id="x" href="/files/guide.pdf">Guide</a>' })
    await other.page.evaluate(away => {
      document.querySelector<HTMLElement>('#x')?.addEventListener('click', () => location.assign(away))
      document.querySelector<HTMLElement>('#x')?.click()
    }, other.url('/without'))
    await other.arrival(({ type }) => type === 'download')
    expect(linksOf(other)).toEqual([{ type: 'download', href: other.url('/files/guide.pdf'), text: 'Guide' }])
  })
})
