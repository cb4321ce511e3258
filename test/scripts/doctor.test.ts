/** What the checker finds is in test/worker/install/; here is the command around it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore } from '../../db/open.ts'
import { examineWorkspace } from '../../scripts/doctor/examine.ts'
import { addSite } from '../../worker/collect/sites.ts'
import { serving, tributary, tributaryJson } from '../tributary.ts'

interface Report {
  readonly ok: boolean
  readonly url: string | null
  readonly findings: readonly { readonly code: string; readonly state: string; readonly what: string; readonly mend: string }[]
}

const folder = mkdtempSync(join(tmpdir(), 'tributary-doctor-'))
const store = `sqlite:${join(folder, 'tributary.db')}`
const pages = new Map<string, string>()
let site: Server
let address: string
let collector: Awaited<ReturnType<typeof serving>>
let key: string

beforeAll(async () => {
  site = createServer((request, response) => {
    const page = pages.get(request.url ?? '')
    response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html' }).end(page)
  })
  await new Promise<void>(resolve => site.listen(0, '127.0.0.1', resolve))
  address = `localhost:${(site.address() as AddressInfo).port}`
  key = (await tributaryJson<{ site_key: string }>(store, 'site', 'add', 'localhost')).site_key
  collector = await serving(store)
  pages.set('/', `<script defer src="${collector.url}/t.js" data-local data-site="${key}"></script>`)
  pages.set('/without', '<h1>Hello</h1>')
})
afterAll(async () => {
  await collector.stop()
  await new Promise(resolve => site.close(resolve))
  rmSync(folder, { recursive: true, force: true })
})

describe('tributary doctor --site', () => {
  it('finds nothing wrong with a page whose tag works, and exits 0', async () => {
    const { code, out } = await tributary(store, 'doctor', '--site', address, '--json')
    const { ok, url, findings }: Report = JSON.parse(out)
    expect([code, ok, url]).toEqual([0, true, `http://${address}/`])
    expect(findings.map(finding => finding.code)).toEqual(['no_event_yet', 'tag_found', 'script_served', 'collector_answers'])
  })

  it('says in words what is wrong and how to mend it, and exits 1', async () => {
    const { code, out } = await tributary(store, 'doctor', '--site', `http://${address}/without`)
    expect(code).toBe(1)
    expect(out).toContain('✗ The page has no Tributary tag.  [tag_missing]\n    Paste this into its head: <script defer src=')
    expect(out).toContain(`data-site="${key}"`)
    expect(out).toContain('One thing to mend.')
  })

  it('takes what is no web address for misuse, and exits 2', async () => {
    const { code, err } = await tributary(store, 'doctor', '--site', 'ftp://example.com')
    expect(code).toBe(2)
    expect(err).toContain('--site takes an address')
  })
})

describe('tributary doctor', () => {
  const NOW = Date.now()
  const examine = async (url = store, variables: Record<string, string> = {}, now = NOW) => {
    const findings = await examineWorkspace({ DATABASE_URL: url, ...variables }, () => now)
    return Object.fromEntries(findings.filter(({ state }) => state !== 'ok').map(({ code, state }) => [code, state]))
  }
  /** In a store of its own that has a site. */
  const spoilt = async (name: string, ...statements: string[]) => {
    const url = `sqlite:${join(folder, `${name}.db`)}`
    const db = await openStore(url, Date.now)
    await addSite(db, 'acme.example', { now: Date.now, newId: () => crypto.randomUUID() })
    await db.run(...statements.map(statement => sql.raw(statement)))
    await db.close()
    return url
  }

  it('exits 0 on a workspace without faults', async () => {
    const { code, out } = await tributary(store, 'doctor', '--json')
    const { ok, findings }: Report = JSON.parse(out)
    expect([code, ok]).toEqual([0, true])
    expect(findings.map(finding => finding.code)).toEqual(
      expect.arrayContaining(['store_opens', 'schema_current', 'settings_valid', 'clock_plausible', 'disk_free']),
    )
  })

  it('makes no store where there is none', async () => {
    const file = join(folder, 'none.db')
    expect(await examine(`sqlite:${file}`)).toMatchObject({ store_missing: 'note' })
    expect(await examine(`sqlite:${file}`)).toMatchObject({ store_missing: 'note' })
  })

  it('names a wrong variable, a folder in place of a store, an address without https', async () => {
    expect(await examine(store, { PORT: 'eighty' })).toEqual({ environment_wrong: 'broken' })
    expect(await examine(`sqlite:${folder}`)).toMatchObject({ store_unusable: 'broken' })
    expect(await examine(store, { PUBLIC_URL: 'http://t.acme.example' })).toMatchObject({ public_url_insecure: 'weak' })
  })

  it('knows a schema that is behind or ahead', async () => {
    expect(await examine(await spoilt('behind', "delete from schema_migrations where name > '0001_init'"))).toMatchObject({
      schema_behind: 'weak',
    })
    expect(await examine(await spoilt('ahead', "insert into schema_migrations values ('9999_x', '', 0)"))).toMatchObject({
      schema_newer: 'broken',
    })
  })

  it('knows settings that cannot be', async () => {
    expect(await examine(await spoilt('zone', `insert into settings values ('timezone', '"Mars/Olympus"')`))).toMatchObject({
      setting_invalid: 'broken',
    })
    expect(await examine(await spoilt('json', `insert into settings values ('timezone', 'Europe')`))).toMatchObject({
      setting_invalid: 'broken',
    })
  })

  it('knows a job that is behind, and one that never ran', async () => {
    expect(await examine(await spoilt('never'))).toMatchObject({ job_never_ran: 'note', site_silent: 'note' })
    const run = `insert into runs (run_id, kind, status, fence, started_at, finished_at, settings, subjects, deals, credits, models)
      values ('r', 'full', 'complete', 1, 0, ${NOW - 7_200_000}, '{}', 0, 0, 0, '[]')`
    expect(await examine(await spoilt('late', run))).toMatchObject({ job_behind: 'weak' })
  })

  it('knows a clock that was ahead, and tells what was turned away', async () => {
    const collected = await spoilt('clock')
    const server = await serving(collected)
    const { site_key } = await tributaryJson<{ site_key: string }>(collected, 'site', 'add', 'acme.example')
    for (const body of [
      { site: site_key, batch: [{ id: 'view-0001', type: 'page', url: 'https://acme.example/' }] },
      { site: 'pk_none', batch: [{}] },
    ]) {
      await fetch(`${server.url}/e`, { method: 'POST', body: JSON.stringify(body) })
    }
    await server.stop()
    expect(await examine(collected, {}, Date.now() - 3_600_000)).toMatchObject({ clock_behind: 'broken' })
    expect(await examine(collected, {}, Date.now())).toMatchObject({ events_rejected: 'note' })
  })
})
