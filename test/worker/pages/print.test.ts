/** Receipts on paper: A4, light, without what can only be clicked, nothing cut off, however long they are. */
import { serve } from '@hono/node-server'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../../db/database.ts'
import { migrate, readMigrations } from '../../../db/migrate.ts'
import { openSqlite } from '../../../db/sqlite.ts'
import { openBrowser } from '../../browser.ts'
import { NOW } from '../../engines.ts'
import { pageSite } from './site.ts'
import { fillWorkspace, type WorkspaceSize } from './workspace.ts'

const MM = 96 / 25.4
/** A4 less the margins of print.css. */
const PAPER_WIDTH = Math.floor((210 - 2 * 12) * MM)
const PAPER_HEIGHT = Math.floor((297 - 2 * 14) * MM)

const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(3)

describe('a receipt on paper', () => {
  let browser: Browser
  const open: { close: () => Promise<void> }[] = []

  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser.close()
    for (const site of open) await site.close()
  })

  async function printed(size: WorkspaceSize, path: string): Promise<Page> {
    const site = await listen(size)
    open.push(site)
    const context = await browser.newContext({ viewport: { width: PAPER_WIDTH, height: PAPER_HEIGHT }, colorScheme: 'dark' })
    await context.addCookies([{ name: 'theme', value: 'dark', url: site.address }])
    const page = await context.newPage()
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    await page.goto(site.address + path)
    return page
  }

  it.each<[what: string, size: WorkspaceSize, path: string]>([
    ['short', { accounts: 1, people: 5, visits: 20, deals: 4 }, '/deals/d0?page=all&model=w_shaped'],
    ['in another currency', { accounts: 4, people: 8, visits: 60, deals: 9 }, '/deals/d2?page=all&model=time_decay_7d'],
    ['with long names', { accounts: 1, people: 5, visits: 40, deals: 2, name: () => LONG }, '/deals/d0?page=all&model=full_path'],
  ])(
    'is light, bare and as wide as the paper: %s',
    async (_, size, path) => {
      const page = await printed(size, path)
      const look = await page.evaluate(() => {
        const shown = (selector: string) =>
          [...document.querySelectorAll(selector)].filter(one => one.getClientRects().length > 0)
        const right = document.documentElement.clientWidth
        return {
          theme: document.documentElement.dataset.theme,
          paper: getComputedStyle(document.documentElement).backgroundColor,
          ink: getComputedStyle(document.body).color,
          controls: shown('nav, form, button, input, select, .bar, .rail, .skip').length,
          heads: [...document.querySelectorAll('thead')].map(head => getComputedStyle(head).display),
          sums: [...document.querySelectorAll('tfoot')].map(sum => getComputedStyle(sum).display),
          cut: shown('main *')
            .filter(one => {
              const box = one.getBoundingClientRect()
              const style = getComputedStyle(one)
              const isClipped =
                one.scrollWidth > one.clientWidth + 1 && style.overflowX !== 'visible' && style.display !== 'inline'
              return box.right > right + 1 || box.left < -1 || isClipped
            })
            .map(one => one.outerHTML.slice(0, 80)),
        }
      })
      expect(look).toEqual({
        theme: 'dark',
        paper: 'rgb(255, 255, 255)',
        ink: 'rgb(33, 29, 24)',
        controls: 0,
        heads: look.heads.map(() => 'table-header-group'),
        sums: look.sums.map(() => 'table-row-group'),
        cut: [],
      })
      const pdf = await page.pdf({ preferCSSPageSize: true, format: 'A4', printBackground: true })
      expect(boxesOf(pdf).every(box => Math.abs(box[2]! - 595) <= 1 && Math.abs(box[3]! - 842) <= 1)).toBe(true)
      await page.context().close()
    },
    60_000,
  )

  // 5,000 print alike, in half a minute.
  it('prints a thousand touches, each with a row', async () => {
    const page = await printed({ accounts: 1, people: 6, visits: 1200, deals: 1 }, '/deals/d0?page=all')
    const rows = await page.locator('main table').first().locator('tbody tr').count()
    expect(rows).toBeGreaterThan(1000)
    const pdf = await page.pdf({ preferCSSPageSize: true, format: 'A4' })
    expect(boxesOf(pdf).length).toBeGreaterThan(20)
    await page.context().close()
  }, 120_000)
})

/** The size of every page, in points. */
const boxesOf = (pdf: Buffer): number[][] =>
  [...pdf.toString('latin1').matchAll(/\/MediaBox\s*\[([\d. ]+)\]/g)].map(([, numbers]) =>
    (numbers ?? '').trim().split(/\s+/).map(Number),
  )

async function listen(size: WorkspaceSize): Promise<{ db: Database; address: string; close: () => Promise<void> }> {
  const db = openSqlite(':memory:')
  await migrate(db, readMigrations(), () => NOW)
  await fillWorkspace(db, size)
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
