/**
 * No secret leaves a page: on pages made by chance, the real snippet in a real browser, the real collector, and a proxy
 * that keeps everything. SECRETS_ROUNDS=50 SECRETS_SEED=7 npx vitest run test/snippet/secrets.test.ts looks longer.
 */
import { sql } from 'drizzle-orm'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { CHROME } from '../worker/collect/collector.ts'
import { chance, type SecretPage, secretPage, WAYS, type Way } from './secrets-pages.ts'
import { foundIn } from './secrets-search.ts'
import { openSecretSite, type SecretSite } from './secrets-site.ts'

const PAGES = 6
const ROUNDS = Number(process.env.SECRETS_ROUNDS ?? 1)
const SEED = Number(process.env.SECRETS_SEED ?? 20_261_123)

let site: SecretSite
beforeAll(async () => {
  site = await openSecretSite()
  site.pages.set('/plain', '<!doctype html><title>Plain</title>{tag}')
})
afterAll(() => site.close())

describe('the search', () => {
  const hidden = 'pass w"rd7é'
  it.each([
    ['as it is', hidden],
    ['in capitals', hidden.toUpperCase()],
    ['percent-encoded', encodeURIComponent(hidden)],
    ['percent-encoded twice', encodeURIComponent(encodeURIComponent(hidden))],
    ['as a form writes it', encodeURIComponent(hidden).replaceAll('%20', '+')],
    ['in JSON', JSON.stringify({ hidden })],
    ['in base64', btoa(`${encodeURIComponent('x')}`) + Buffer.from(`{"a":"${hidden}"}`).toString('base64')],
    ['in base64 of another offset', Buffer.from(`{"ab":"${hidden}"}`).toString('base64url')],
    ['in base64 of the third offset', Buffer.from(`{"abc":"${hidden}"}`).toString('base64')],
  ])('finds a text %s', (_, haystack) => {
    expect(foundIn(`…${haystack}…`, [hidden, 'something else'])).toEqual([hidden])
  })

  it('finds a card number in any grouping', () => {
    for (const haystack of ['4111111111111111', '4111 1111-1111.1111', '4111%201111%201111%201111', '4111+1111+1111+1111'])
      expect(foundIn(haystack, ['4111-1111-1111-1111', '4111111111111112'])).toEqual(['4111-1111-1111-1111'])
  })
})

describe.each(Array.from({ length: ROUNDS }, (_, round) => SEED + round))('on pages with secrets made from %i', seed => {
  const random = chance(seed)
  const pages = Array.from({ length: PAGES }, (_, number) => secretPage(random, `${seed}-${number}`, WAYS))
  const secrets = pages.flatMap(page => page.secrets)
  const wanted = pages.flatMap(page => page.wanted)
  let context: BrowserContext
  beforeAll(async () => {
    site.sent.length = 0
    pages.forEach(publish)
    context = await site.browser.newContext({ userAgent: CHROME })
    await visit(context, pages)
  })
  afterAll(() => context.close())

  it('what may be recorded arrives, from every form', () => {
    expect(foundIn(site.sent.join('\n'), wanted)).toEqual(wanted)
    expect(foundIn(site.stored(), wanted)).toEqual(wanted)
  })

  it('no secret is in any request', () => {
    expect(foundIn(site.sent.join('\n'), secrets)).toEqual([])
  })

  it('no secret is in the store', () => {
    expect(foundIn(site.stored(), secrets)).toEqual([])
  })
})

describe('with Global Privacy Control', () => {
  it('nothing that was typed is in any request or in the store, and nobody is known', async () => {
    const page = publish(secretPage(chance(SEED - 1), 'private', WAYS))
    const context = await site.browser.newContext({ userAgent: CHROME, extraHTTPHeaders: { 'Sec-GPC': '1' } })
    await context.addInitScript(() => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }))
    site.sent.length = 0
    const [{ links } = { links: -1 }] = await site.db.all<{ links: number }>(sql`select count(*) as links from identity_links`)
    await visit(context, [page])
    const everything = [...page.secrets, ...page.wanted]
    const sent = site.sent.join('\n')
    expect(foundIn(sent, everything)).toEqual([])
    expect(sent).not.toContain('anonymous_id')
    expect(foundIn(site.stored(), everything)).toEqual([])
    expect(await context.cookies()).toEqual([])
    expect(await site.db.all(sql`select count(*) as links from identity_links`)).toEqual([{ links }])
    // Its forms were counted, and they are one visit.
    expect(await site.db.all(sql`select distinct visitor_id from events where body like '%"identify":false%'`)).toEqual([
      { visitor_id: expect.stringMatching(/^day:/) },
    ])
    expect(await site.db.all(sql`select 1 as one from events where type = 'form' and visitor_id like 'day:%'`)).not.toEqual([])
    await context.close()
  })
})

it('C-cookie-again: the answer sets the cookie that a browser has forgotten, for all subdomains', async () => {
  const context = await site.browser.newContext({ userAgent: CHROME })
  const tab = await context.newPage()
  await tab.goto(site.url('/plain'))
  const [before] = await context.cookies()
  await context.clearCookies()
  await tab.goto(site.url('/without'))
  await vi.waitFor(async () => (await context.cookies()).length > 0 || Promise.reject(new Error('no cookie')))
  const [after] = await context.cookies()
  expect(after).toMatchObject({ name: '_tb', value: before?.value, domain: '.secrets.test', path: '/', sameSite: 'Lax' })
  // The same last day, though the answer came later.
  expect(Math.abs((after?.expires ?? 0) - (before?.expires ?? 0))).toBeLessThan(60)
  await context.close()
})

function publish(page: SecretPage): SecretPage {
  site.pages.set(new URL(page.address, 'http://any').pathname, page.html)
  for (const [path, html] of page.frames) site.pages.set(path, html)
  return page
}

/** Looks at the pages one after the other, sends every form, and waits until all has arrived. */
async function visit(context: BrowserContext, pages: readonly SecretPage[]): Promise<void> {
  const tab = await context.newPage()
  for (const page of pages) {
    await tab.goto(site.url(page.address))
    await submitAll(tab, page.ways)
  }
  const last = `the end of ${pages.at(-1)?.number}`
  await tab.evaluate(name => window.tributary?.('track', name), last)
  await tab.goto(site.url('/without'))
  await vi.waitFor(() => site.sent.some(sent => sent.includes(last)) || Promise.reject(new Error('the end is missing')), 15_000)
  // What was sent at the same time may arrive in any order.
  await tab.waitForTimeout(300)
}

/** In the page: clicks, presses and calls as visitors and pages do. */
async function submitAll(tab: Page, ways: readonly Way[]): Promise<void> {
  await tab.evaluate(async ways => {
    const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))
    const find = <Kind extends Element>(root: ParentNode, id: string) => root.querySelector<Kind>(`#${id}`)!
    const byFetch = (form: HTMLFormElement) => {
      form.addEventListener('submit', event => {
        event.preventDefault()
        void fetch('/sink', { method: 'POST', body: new FormData(form) })
      })
    }
    for (const frame of document.querySelectorAll<HTMLIFrameElement>('[data-src]')) {
      const loaded = new Promise(resolve => frame.addEventListener('load', resolve, { once: true }))
      frame.src = frame.dataset.src ?? ''
      await loaded
    }
    for (const [i, way] of ways.entries()) {
      const frame = document.querySelector<HTMLIFrameElement>(`#i${i}`)?.contentDocument
      const root = document.querySelector(`#h${i}`)?.shadowRoot ?? frame ?? document
      const form = root.querySelector<HTMLFormElement>(`#f${i}`)
      root.querySelector('input')?.focus()
      if (form && way.includes('fetch')) byFetch(form)
      if (form && way === 'requestSubmit') form.requestSubmit()
      else if (form && way.endsWith('submit()')) form.submit()
      else find<HTMLElement>(root, `b${i}`).click()
      await pause(5)
    }
    document.querySelector<HTMLElement>('#out')?.click()
    document.querySelector<HTMLElement>('#file')?.click()
    await pause(100)
  }, ways)
}
