/** `tributary demo` as a whole: ports, files, the site, and a visit by hand that ends up in a journey. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { HOST } from '../../scripts/demo/ports.ts'
import { type Demo, startDemo } from '../../scripts/demo/start.ts'
import { highlights } from '../../scripts/demo/story.ts'
import { assetsFrom } from '../../worker/assets.ts'

const folder = mkdtempSync(join(tmpdir(), 'tributary-demo-'))
const somebodyElse = createServer()
const said: string[] = []
const bugs: unknown[] = []
let taken: number
let demo: Demo

beforeAll(async () => {
  await new Promise<void>(resolve => somebodyElse.listen(0, HOST, resolve))
  const address = somebodyElse.address()
  taken = address !== null && typeof address === 'object' ? address.port : 0
  writeFileSync(join(folder, 'tributary.db'), "somebody's work")
  writeFileSync(join(folder, `demo-${taken + 1}.db`), 'what an earlier demo left')
  demo = await startDemo({
    port: taken,
    folder,
    assets: await assetsFrom(['t.js', 'style.css', 'pages.js', 'inter.woff2'].map(name => [name, new Uint8Array()])),
    report: error => bugs.push(error),
    say: line => said.push(line),
  })
}, 180_000)

afterAll(async () => {
  await demo.server.close()
  await demo.close()
  somebodyElse.close()
  rmSync(folder, { recursive: true, force: true })
})

it('takes the next free ports, a file of its own, and leaves the workspace alone', () => {
  expect(Number(new URL(demo.tributary).port)).toBeGreaterThan(taken)
  expect(Number(new URL(demo.site).port)).toBeGreaterThan(Number(new URL(demo.tributary).port))
  expect(readFileSync(join(folder, 'tributary.db'), 'utf8')).toBe("somebody's work")
  expect(readdirSync(folder)).toContain(`demo-${new URL(demo.tributary).port}.db`)
})

it.each(['/channels', '/accounts', '/deals', '/install'])('serves %s with numbers', async path => {
  const answer = await fetch(demo.tributary + path)
  const html = await answer.text()
  expect(answer.status).toBe(200)
  expect(html).toMatch(/Ostermoor|Organic Search|nordkai\.example/)
})

it('prints addresses that are there', async () => {
  const addresses = said.flatMap(line => line.match(/http:\/\/localhost:\d+\S*/g) ?? [])
  expect(addresses.length).toBeGreaterThanOrEqual(6)
  for (const address of addresses) expect((await fetch(address)).status, address).toBe(200)
})

it('takes a visit of the site into the journey of the account that the form names', async () => {
  const page = await (await fetch(`${demo.site}/demo`)).text()
  const site = /src="([^"]+)\/t\.js" data-site="([^"]+)"/.exec(page)!
  expect(site[1]).toBe(demo.tributary)

  const now = new Date().toISOString()
  const common = {
    anonymous_id: 'visitor-by-hand-0001',
    url: `${demo.site}/demo?utm_source=linkedin&utm_medium=paid-social`,
    created_at: now,
  }
  const answer = await fetch(`${demo.tributary}/e`, {
    method: 'POST',
    headers: {
      Origin: demo.site,
      'Content-Type': 'text/plain',
      'User-Agent': 'Mozilla/5.0 (Windows NT 10.0; rv:143.0) Gecko/20100101 Firefox/143.0',
    },
    body: JSON.stringify({
      site: site[2],
      sent_at: now,
      batch: [
        { ...common, id: 'by-hand-page-1', type: 'page', title: 'Ask for a demo | Nordkai' },
        {
          ...common,
          id: 'by-hand-form-1',
          type: 'form',
          form: 'demo-request',
          email: highlights.visitor_email,
          fields: { name: 'Paula Probst' },
        },
      ],
    }),
  })
  expect(await answer.json()).toMatchObject({ accepted: 2, rejected: [] })

  const account = said
    .join('\n')
    .match(/\S+\/accounts\/\S+$/gm)!
    .at(-1)!
  await vi.waitFor(async () => expect(await (await fetch(account)).text()).toContain('Paula Probst'), {
    timeout: 30_000,
    interval: 250,
  })
  expect(bugs).toEqual([])
})
