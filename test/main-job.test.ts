/**
 * The main job as its users do it: a company's site carries the snippet, people come in real browsers, the CRM's
 * files are imported, and the credits are exported. Everything runs in processes of its own.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultModels } from '../worker/attribution/models.ts'
import { openBrowser } from './browser.ts'
import { exported, serving, tributary, tributaryJson } from './tributary.ts'

interface Credit {
  deal_external_id: string
  stage: string
  model: string
  touch_id: string
  touch_at: string
  channel: string
  source: string
  campaign: string
  person_email: string
  position: number
  path_length: number
  weight_e15: number
  amount_minor: number
  currency: string
}

const folder = mkdtempSync(join(tmpdir(), 'tributary-main-job-'))
const store = `sqlite:${join(folder, 'tributary.db')}`

let browser: Browser
let collector: Awaited<ReturnType<typeof serving>>
let site: Server
let siteUrl: string

beforeAll(async () => {
  const { site_key } = await tributaryJson<{ site_key: string }>(store, 'site', 'add', 'localhost')
  collector = await serving(store)
  site = createServer((request, response) => {
    response.setHeader('Content-Type', 'text/html; charset=utf-8')
    response.end(
      pageAt(request.url ?? '/', `<script defer src="${collector.url}/t.js" data-site="${site_key}" data-local></script>`),
    )
  })
  await new Promise<void>(resolve => site.listen(0, '127.0.0.1', resolve))
  siteUrl = `http://localhost:${(site.address() as AddressInfo).port}`
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await collector?.stop()
  site?.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('the main job', () => {
  it('credits exactly the touches of the buying team, and each model splits the deal to the cent', async () => {
    const annaLaptop = await newVisitor()
    await visit(annaLaptop, '/?utm_source=linkedin&utm_medium=cpc&utm_campaign=spring', { referer: 'https://www.linkedin.com/' })
    await visit(annaLaptop, '/pricing')
    await fillForm(annaLaptop, 'anna@acme.example')
    await visit(annaLaptop, '/blog?utm_source=newsletter&utm_medium=email&utm_campaign=june')

    const annaPhone = await newVisitor()
    await visit(annaPhone, '/blog', { referer: 'https://www.google.com/' })
    await fillForm(annaPhone, 'Anna@ACME.example')

    const ben = await newVisitor()
    await visit(ben, '/pricing', { referer: 'https://chatgpt.com/' })
    await fillForm(ben, 'ben@mail.acme.example')

    const clara = await newVisitor()
    await visit(clara, '/')
    await fillForm(clara, 'clara.private@gmail.com')

    const stranger = await newVisitor()
    await visit(stranger, '/', { referer: 'https://www.bing.com/' })
    await fillForm(stranger, 'dora@elsewhere.example')
    const nobody = await newVisitor()
    await visit(nobody, '/?utm_source=linkedin&utm_medium=cpc')
    for (const context of [annaLaptop, annaPhone, ben, clara, stranger, nobody]) await context.close()

    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
    await imports('accounts', 'external_id,name,domains\nA1,Acme,acme.example\n')
    await imports('people', 'external_id,email,name,account\nP3,clara.private@gmail.com,Clara,A1\n')
    await imports(
      'deals',
      `external_id,account,name,amount,currency,status,closed_at\nD1,A1,Big one,1000.03,EUR,won,${tomorrow}\n`,
    )
    await tributaryJson(store, 'attribute')

    const credits = await exported<Credit>(store, 'credits', '--stage', 'won')
    const linear = credits.filter(credit => credit.model === 'linear').sort((a, b) => a.position - b.position)
    expect(
      linear.map(({ position, channel, campaign, person_email }) => ({ position, channel, campaign, person_email })),
    ).toEqual([
      { position: 1, channel: 'Paid Social', campaign: 'spring', person_email: 'anna@acme.example' },
      { position: 2, channel: 'Email', campaign: 'june', person_email: 'anna@acme.example' },
      { position: 3, channel: 'Organic Search', campaign: null, person_email: 'anna@acme.example' },
      { position: 4, channel: 'AI Assistant', campaign: null, person_email: 'ben@mail.acme.example' },
      { position: 5, channel: 'Direct', campaign: null, person_email: 'clara.private@gmail.com' },
    ])
    expect(linear.map(credit => credit.amount_minor)).toEqual([20001, 20001, 20001, 20000, 20000])

    const models = new Set(credits.map(credit => credit.model))
    expect([...models].sort()).toEqual(defaultModels.toSorted())
    for (const model of models) {
      const rows = credits.filter(credit => credit.model === model)
      expect({ model, amount: sum(rows.map(row => row.amount_minor)), weight: sum(rows.map(row => row.weight_e15)) }).toEqual({
        model,
        amount: 100003,
        weight: 1e15,
      })
    }
  })

  it('leaves every column but the run as it was when everything is done once more', async () => {
    const without = (rows: Record<string, unknown>[]) => rows.map(({ run_id, modified_at, ...rest }) => rest)
    const before = without(await exported(store, 'credits'))
    await imports('accounts', 'external_id,name,domains\nA1,Acme,acme.example\n')
    await tributaryJson(store, 'attribute', '--full')
    expect(without(await exported(store, 'credits'))).toEqual(before)
  })

  it('explains the deal', async () => {
    const receipt = await tributaryJson<{ amount_minor: number; touches: { amount_minor: number; eligible: boolean }[] }>(
      store,
      'receipt',
      'D1',
      '--model',
      'linear',
    )
    expect(receipt.amount_minor).toBe(100003)
    expect(sum(receipt.touches.map(touch => touch.amount_minor))).toBe(100003)
  })

  it('says what is wrong with a call, and exits with 2', async () => {
    for (const args of [
      ['nonsense'],
      ['export', 'credits', '--format', 'xls'],
      ['export', 'nothing'],
      ['attribute', '--fulll'],
      ['settings', 'set', 'currency', 'EURO'],
    ]) {
      expect({ args, code: (await tributary(store, ...args)).code }).toEqual({ args, code: 2 })
    }
  })
})

/** A browser of somebody. A headless one says so in its user agent, and would be marked as a bot. */
const newVisitor = () => browser.newContext({ userAgent: USER_AGENT })

const USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

async function imports(kind: string, csv: string) {
  const file = join(folder, `${kind}.csv`)
  writeFileSync(file, csv)
  const { rejected_total } = await tributaryJson<{ rejected_total: number }>(store, 'import', kind, file)
  expect(rejected_total).toBe(0)
}

/** Opens a page in a tab of its own and waits until the collector has taken what the page sent. */
async function visit(context: BrowserContext, path: string, options: { referer?: string } = {}) {
  const page = await context.newPage()
  const taken = page.waitForResponse(response => response.url() === `${collector.url}/e`)
  await page.goto(`${siteUrl}${path}`, options)
  expect((await taken).status()).toBe(202)
  await page.close()
}

/** Reads on in one tab, then sends the form, which leads to another page: what happened last goes out while the page is left. */
async function fillForm(context: BrowserContext, email: string) {
  const page = await context.newPage()
  await page.goto(`${siteUrl}/contact`)
  await page.fill('input[type=email]', email)
  await page.click('button')
  await page.waitForURL('**/thanks*')
  const taken = page.waitForResponse(response => response.url() === `${collector.url}/e`)
  expect((await taken).status()).toBe(202)
  await page.close()
}

const pageAt = (url: string, script: string) => `<!doctype html><title>${url.split('?')[0]}</title>${script}
  <form action="/thanks"><input type="email" name="email"><button>Send</button></form>`
