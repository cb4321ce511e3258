/** Every page in a real Chromium under the content security policy: nothing refused, nothing thrown, nothing too wide. */
import { serve } from '@hono/node-server'
import { sql } from 'drizzle-orm'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../../db/database.ts'
import { insertInto } from '../../../db/database.ts'
import { migrate, readMigrations } from '../../../db/migrate.ts'
import { events } from '../../../db/schema.ts'
import { openSqlite } from '../../../db/sqlite.ts'
import { openBrowser } from '../../browser.ts'
import { NOW } from '../../engines.ts'
import { pageSite, pagesOf } from './site.ts'
import { fillWorkspace, type WorkspaceSize } from './workspace.ts'

const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(4).slice(0, 300)
const names = [
  '<script>alert(1)</script>',
  LONG,
  'شركة الاتصالات السعودية',
  '👩‍👩‍👧‍👦🚀 & Söhne "GmbH"',
  '\u202Egnp.exe',
  'a b '.repeat(70),
  '<img src=x onerror=alert(1)>',
  ' ',
]
const size: WorkspaceSize = { accounts: 8, people: 14, visits: 90, deals: 9 }

describe('pages in a browser', () => {
  let browser: Browser
  const sites: Record<string, { db: Database; address: string; close: () => Promise<void> }> = {}

  beforeAll(async () => {
    browser = await openBrowser()
    sites.usual = await listen(size)
    sites.hostile = await listen({ ...size, name: (_, i) => names[i % names.length]! })
    sites.crowded = await listen({ ...size, accounts: 1, deals: 2, visits: 700 })
    sites.empty = await listen(null)
  })
  afterAll(async () => {
    await browser.close()
    for (const site of Object.values(sites)) await site.close()
  })

  it.each([
    ['usual', [1440, 360]],
    ['hostile', [1440, 768, 360]],
    ['crowded', [768]],
    ['empty', [360]],
  ])(
    'run without complaint and fit the screen: %s',
    async (name, widths) => {
      const { address } = sites[name]!
      for (const width of widths) {
        const colorScheme = width === 768 ? 'dark' : 'light'
        const { page, complaints } = await newPage(browser, { width, colorScheme })
        for (const path of pagesOf(name !== 'empty').filter(path => path !== '/install/feed')) {
          await page.goto(address + path)
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
          expect.soft(overflow, `${path} at ${width}`).toBeLessThanOrEqual(0)
          expect
            .soft(await page.evaluate(() => document.querySelector('main')?.textContent?.length ?? 99), path)
            .toBeGreaterThan(40)
        }
        expect(complaints).toEqual([])
        await page.context().close()
      }
    },
    180_000,
  )

  it('walk the journey by arrow keys and tell the touch', async () => {
    const { page, complaints } = await newPage(browser, {})
    await page.goto(`${sites.usual!.address}/accounts/c0`)
    expect(await page.locator('a.mark[tabindex="0"]').count()).toBe(1)
    await page.locator('a.mark[tabindex="0"]').focus()
    const told = async () => (await page.locator('.touch-card').innerText()).split('\n')[1]
    const first = await told()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowDown')
    const second = await told()
    expect(second).not.toBe(first)
    await page.keyboard.press('Home')
    expect(await told()).toBe(first)
    await page.keyboard.press('Enter')
    await page.waitForURL(/touch=/)
    expect(await page.locator('#touch').innerText()).toContain(first!.split(',')[0])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('open a span of a folded journey', async () => {
    const { page } = await newPage(browser, {})
    await page.goto(`${sites.crowded!.address}/accounts/c0`)
    expect(await page.locator('a.mark').count()).toBeLessThan(240)
    await page.locator('a.span').first().press('Enter')
    await page.waitForURL(/from=/)
    expect(await page.locator('a.span').count()).toBe(0)
    expect(await page.locator('a.mark').count()).toBeGreaterThan(5)
    await page.context().close()
  })

  it('show what arrives without a reload', async () => {
    const { page, complaints } = await newPage(browser, {})
    const { address, db } = sites.empty!
    await page.goto(address)
    expect(new URL(page.url()).pathname).toBe('/install')
    await page.locator('input[name=domain]').fill('www.example.com')
    await page.locator('button.main').click()
    await page.waitForSelector('pre')
    expect(await page.locator('pre').first().innerText()).toContain('data-site="pk_')
    const [site] = await db.all<{ site_id: string }>(sql`select site_id from sites`)
    await db.run(insertInto(events, [arrival(site!.site_id)]))
    await page.waitForSelector('table.feed >> text=Pricing for everybody')
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('take effect at once when a model is chosen, and keep the rest of the address', async () => {
    const { page } = await newPage(browser, {})
    await page.goto(`${sites.usual!.address}/channels?by=campaign&period=all`)
    await page.locator('select[name=model]').selectOption('full_path')
    await page.waitForURL(/model=full_path/)
    expect(page.url()).toContain('by=campaign')
    expect(page.url()).toContain('period=all')
    await page.context().close()
  })

  it('keep the colour that was chosen', async () => {
    const { page } = await newPage(browser, { colorScheme: 'light' })
    const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    await page.goto(`${sites.usual!.address}/deals`)
    const light = await paper()
    await page.locator('[data-theme-switch]').click()
    expect(await paper()).not.toBe(light)
    await page.goto(`${sites.usual!.address}/accounts`)
    expect(await paper()).not.toBe(light)
    await page.context().close()
  })

  it('work without scripts', async () => {
    const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
    await page.goto(`${sites.usual!.address}/channels?period=all`)
    await page.locator('select[name=model]').selectOption('first_touch')
    await page.locator('form button:has-text("Show")').click()
    await page.waitForURL(/model=first_touch/)
    await page.goto(`${sites.usual!.address}/install`)
    await page.locator('text=Refresh').click()
    expect(await page.locator('table.feed tbody tr').count()).toBeGreaterThan(10)
    await page.context().close()
  })
})

async function listen(size: WorkspaceSize | null) {
  const db = openSqlite(':memory:')
  await migrate(db, readMigrations(), () => NOW)
  if (size) await fillWorkspace(db, size)
  const { app, reported } = await pageSite(db)
  const server = await new Promise<ReturnType<typeof serve>>(resolve => {
    const started = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(started))
  })
  const at = server.address()
  if (at === null || typeof at === 'string') throw new Error('no port')
  const close = async () => {
    await new Promise(resolve => server.close(resolve))
    await db.close()
    expect(reported).toEqual([])
  }
  return { db, address: `http://127.0.0.1:${at.port}`, close }
}

interface Look {
  readonly width?: number
  readonly colorScheme?: 'light' | 'dark'
}

async function newPage(
  browser: Browser,
  { width = 1440, colorScheme = 'light' }: Look,
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${page.url()} ${message.text()}`)
  })
  page.on('pageerror', error => complaints.push(`${page.url()} ${error.message}`))
  page.on('requestfailed', request => {
    const { errorText } = request.failure() ?? {}
    // A page that is left gives up its question for news.
    if (errorText !== 'net::ERR_ABORTED') complaints.push(`${request.url()} ${errorText}`)
  })
  page.on('dialog', dialog => {
    complaints.push(`a script ran: ${dialog.message()}`)
    dialog.dismiss().catch(() => undefined)
  })
  page.on('request', request => {
    if (!request.url().startsWith('http://127.0.0.1') && !request.url().startsWith('data:'))
      complaints.push(`asked ${request.url()}`)
  })
  return { page, complaints }
}

const arrival = (site_id: string): typeof events.$inferInsert => ({
  event_id: 'arrival-1',
  site_id,
  origin: 'browser',
  type: 'page',
  visitor_id: 'visitor-1',
  occurred_at: NOW,
  created_at: NOW,
  received_at: NOW,
  title: 'Pricing for everybody',
  body: '{}',
  body_fp: 'x',
})
