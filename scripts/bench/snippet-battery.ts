/**
 * One page and one list of actions that tell what a tracking script sees: what single-page apps, links, downloads and
 * forms do that trackers get wrong. The same for ours and for others.
 */
import type { Page } from 'playwright-core'

/** Columns of the table, in the order of its actions. */
export type Column = (typeof columns)[number]
export const columns = [
  'load',
  'push+replace',
  'title after nav',
  'filter typing',
  'back',
  '#anchor',
  'out nested',
  'out SVG',
  'out shadow',
  'download .PDF?v',
  'download on CDN',
  'form (clobbered names)',
  'email',
  'formless email',
  'shadow form',
  'form.submit()',
  'bfcache back',
  'POST type',
] as const

export const byColumn = <T>(make: (column: Column) => T): Record<Column, T> => ({
  load: make('load'),
  'push+replace': make('push+replace'),
  'title after nav': make('title after nav'),
  'filter typing': make('filter typing'),
  back: make('back'),
  '#anchor': make('#anchor'),
  'out nested': make('out nested'),
  'out SVG': make('out SVG'),
  'out shadow': make('out shadow'),
  'download .PDF?v': make('download .PDF?v'),
  'download on CDN': make('download on CDN'),
  'form (clobbered names)': make('form (clobbered names)'),
  email: make('email'),
  'formless email': make('formless email'),
  'shadow form': make('shadow form'),
  'form.submit()': make('form.submit()'),
  'bfcache back': make('bfcache back'),
  'POST type': make('POST type'),
})

/** How many events each action should make, or what they should carry. */
export const expected: Readonly<Record<Column, number | string>> = {
  load: 1,
  'push+replace': 1,
  'title after nav': 'yes',
  'filter typing': 0,
  back: 1,
  '#anchor': 0,
  'out nested': 1,
  'out SVG': 1,
  'out shadow': 1,
  'download .PDF?v': 1,
  'download on CDN': 1,
  'form (clobbered names)': 1,
  email: 'yes',
  'formless email': 'yes',
  'shadow form': 1,
  'form.submit()': 1,
  'bfcache back': 1,
  'POST type': 'text/plain',
}

/** Path and query at which the page is opened. */
export const START = '/start?utm_source=li'

/** What the page says in its actions, by column. Whoever records the action records this. */
export const marks = {
  nextTitle: 'Title that came late',
  'out nested': 'nested.example',
  'out SVG': 'svg.example',
  'out shadow': 'shadow.example',
  'download .PDF?v': 'Guide.PDF',
  'download on CDN': 'cdn.example/sheet.xlsx',
  'form (clobbered names)': 'clobbered@acme.example',
  'formless email': 'formless@acme.example',
  'shadow form': 'shadow@acme.example',
  'form.submit()': 'called@acme.example',
} as const

/** Fields that hide the form's own properties of these names. */
const clobbered = ['action', 'id', 'name', 'elements', 'submit'].map(name => `<input name="${name}" value="x">`).join('')
const email = (column: keyof typeof marks) => `<input type="email" name="email" value="${marks[column]}">`

/** The page's body. The page stays where it is: its own last listeners prevent what would lead away. */
export const body = `
  <a id="anchor" href="#part">part</a> <p id="part">text</p>
  <p><a href="https://${marks['out nested']}/"><b><i id="nested">nested</i></b></a></p>
  <p><svg width="90" height="30"><a href="https://${marks['out SVG']}/"><text id="svg" y="20">svg</text></a></svg></p>
  <p id="link-host"></p>
  <p><a id="pdf" href="/files/${marks['download .PDF?v']}?v=3">guide</a> <a id="cdn" href="https://${marks['download on CDN']}">sheet</a></p>
  <form method="post" class="clobbered">${clobbered}${email('form (clobbered names)')}<button id="clobbered">Send</button></form>
  <div><div>${email('formless email')}<button id="formless" type="button">Subscribe</button></div></div>
  <div id="form-host"></div>
  <form id="called" action="/without" target="sink">${email('form.submit()')}</form>
  <iframe name="sink" src="/without"></iframe>
  <script>
    document.querySelector('#link-host').attachShadow({ mode: 'open' }).innerHTML =
      '<a href="https://${marks['out shadow']}/"><span id="in-shadow">shadow</span></a>'
    document.querySelector('#form-host').attachShadow({ mode: 'open' }).innerHTML =
      '<form id="deep">${email('shadow form')}<button id="deep-send">Send</button></form>'
    document.querySelector('#form-host').shadowRoot.addEventListener('submit', event => event.preventDefault())
    addEventListener('submit', event => event.preventDefault())
    addEventListener('click', event => { if (event.composedPath().some(node => node.localName === 'a' && node.id !== 'anchor')) event.preventDefault() })
  </script>`

export interface Action {
  readonly column: Column
  act(page: Page): Promise<unknown>
}

/** @param away  an address of the same site that has no script */
export const actionsWith = (away: string): readonly Action[] => [
  {
    column: 'push+replace',
    act: page =>
      page.evaluate(title => {
        history.replaceState({ scroll: 1 }, '', location.href)
        history.pushState({}, '', '/next')
        setTimeout(() => {
          document.title = title
        }, 100)
      }, marks.nextTitle),
  },
  {
    column: 'filter typing',
    act: page =>
      page.evaluate(async () => {
        for (let i = 1; i <= 6; i++) {
          history.replaceState({}, '', `?q=${'abcdef'.slice(0, i)}`)
          await new Promise(resolve => setTimeout(resolve, 80))
        }
      }),
  },
  { column: 'back', act: page => page.evaluate(() => history.back()) },
  { column: '#anchor', act: page => page.click('#anchor') },
  { column: 'out nested', act: page => page.click('#nested') },
  { column: 'out SVG', act: page => page.click('#svg') },
  { column: 'out shadow', act: page => page.click('#in-shadow') },
  { column: 'download .PDF?v', act: page => page.click('#pdf') },
  { column: 'download on CDN', act: page => page.click('#cdn') },
  // By script, since such a form confuses even a test's tools.
  { column: 'form (clobbered names)', act: page => page.evaluate(() => document.getElementById('clobbered')?.click()) },
  { column: 'formless email', act: page => page.click('#formless') },
  {
    column: 'shadow form',
    async act(page) {
      await page.focus('#deep input')
      await page.click('#deep-send')
    },
  },
  {
    column: 'form.submit()',
    act: page => page.evaluate(() => document.querySelector<HTMLFormElement>('#called')?.submit()),
  },
  {
    column: 'bfcache back',
    async act(page) {
      await page.evaluate(() => Object.assign(window, { wasHere: true }))
      await page.goto(away)
      await page.goBack({ waitUntil: 'commit' })
      await page.waitForFunction(() => document.readyState === 'complete')
    },
  },
]
