/** A model made by keyboard in a real Chromium, on the server as it runs: previewed, saved, and on Channels by itself. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate, readMigrations } from '../../../db/migrate.ts'
import { openSqlite } from '../../../db/sqlite.ts'
import { attribute } from '../../../worker/jobs/attribute.ts'
import { type NodeServer, serve } from '../../../worker/node.ts'
import { writeSetting } from '../../../worker/settings.ts'
import { openBrowser } from '../../browser.ts'
import { NOW } from '../../engines.ts'
import { daysBefore, openWorkspace } from '../jobs/workspace.ts'
import { pageAssets } from './built.ts'

describe('a model of your own', () => {
  const db = openSqlite(':memory:')
  const reported: unknown[] = []
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let server: NodeServer

  beforeAll(async () => {
    await migrate(db, readMigrations(), () => NOW)
    const ws = await openWorkspace(db)
    await ws.import('accounts', [{ external_id: 'a', name: 'Kestrel Pharma', domains: 'a.example' }])
    await ws.import(
      'touches',
      ['Email', 'Event', 'Video'].map((channel, i) => ({ external_id: channel, at: daysBefore(50 - i), account: 'a', channel })),
    )
    await ws.import('deals', [
      { external_id: 'd', account: 'a', name: 'd', amount: '1000', currency: 'EUR', status: 'won', closed_at: daysBefore(5) },
    ])
    await writeSetting(db, 'attribution.models', 'linear,first_touch')
    await ws.attribute()
    const deps = { db, now: () => NOW, newId: () => crypto.randomUUID() }
    server = await serve({
      ...deps,
      port: 0,
      host: '127.0.0.1',
      assets: await pageAssets(),
      report: error => void reported.push(error),
      job: async () => void (await attribute(deps, { owner: 'test' })),
      // Longer than the test: only a page's own wish starts the job.
      jobPauseMs: 3_600_000,
    })
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await server.close()
    await db.close()
  })

  it.each([
    ['with scripts', true],
    ['without', false],
  ])(
    'is made, previewed, saved and in force, %s',
    async (_, javaScriptEnabled) => {
      const name = javaScriptEnabled ? 'fair first' : 'fair again'
      const page = await (await browser.newContext({ javaScriptEnabled, viewport: { width: 1280, height: 900 } })).newPage()
      await page.goto(`http://127.0.0.1:${server.port}/models?period=all`)
      await tabTo(page, 'a[href^="/models/new"]')
      await page.keyboard.press('Enter')
      await page.waitForURL(/models\/new/)
      await tabTo(page, '#f-name')
      await page.keyboard.type(name)
      await tabTo(page, 'input[name=rule]:checked')
      await page.keyboard.press('ArrowUp')
      await tabTo(page, 'input[name="channel:Email"]')
      await page.keyboard.type('0')
      await tabTo(page, 'input[name="channel:Event"]')
      await page.keyboard.type('3')
      await page.keyboard.press('Enter')
      await page.waitForSelector('#preview tbody')
      expect(await cells(page, '#preview tbody')).toEqual([
        ['Event', '€333', '€750', '+€417'],
        ['Video', '€333', '€250', '-€83'],
        ['Email', '€333', '€0', '-€333'],
      ])
      expect(await page.inputValue('#f-name')).toBe(name)

      await tabTo(page, 'button[value=save]')
      await page.keyboard.press('Enter')
      await page.waitForURL(/\/models\?/)
      // Without scripts a link of the page asks again.
      await expect
        .poll(
          async () => {
            if (!javaScriptEnabled) await page.reload()
            return page.locator('.models li', { hasText: name }).count()
          },
          { timeout: 15_000 },
        )
        .toBe(1)
      expect(await page.locator('.models li', { hasText: name }).innerText()).toContain('in force')
      await tabTo(page, `.models a[href*="${encodeURIComponent(`custom:${name.replace(' ', '_')}`)}"]`)
      await page.keyboard.press('Enter')
      await page.waitForURL(/\/channels/)
      const shown = await page
        .locator('.bars li')
        .evaluateAll(bars => bars.map(bar => bar.querySelector('.value')?.getAttribute('title')))
      expect(shown.slice(0, 2)).toEqual(['€750.00', '€250.00'])
      expect(
        await page.locator('select[name=model] optgroup').evaluateAll(groups => groups.map(group => group.getAttribute('label'))),
      ).toEqual(['Rules', 'Your own'])
      expect(reported).toEqual([])
      await page.context().close()
    },
    60_000,
  )
})

/** Presses Tab until the element has the focus, as somebody without a mouse would. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press('Tab')
    if ((await page.locator(`${selector}:focus`).count()) > 0) return
  }
  throw new Error(`no way by Tab to ${selector}`)
}

const cells = (page: Page, table: string): Promise<string[][]> =>
  page
    .locator(`${table} tr`)
    .evaluateAll(rows =>
      rows.map(row => [...row.children].map(cell => (cell.textContent ?? '').replaceAll('\u202f', ' ').trim())),
    )
