/** The choice of a model, asked for on its page: the back-test runs beside the server. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'
import { openSqlite } from '../../db/sqlite.ts'
import { evaluationsOf } from '../../scripts/evaluations.ts'
import { isEvaluationDue } from '../../worker/jobs/evaluate.ts'
import { serving, tributary } from '../tributary.ts'

const folder = mkdtempSync(join(tmpdir(), 'tributary-judge-'))
const url = `sqlite:${join(folder, 'judge.db')}`

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ownForm = { method: 'POST', headers: { 'Sec-Fetch-Site': 'same-origin' } }
const text = async (address: string) => (await fetch(address, { headers: { Accept: 'text/html' } })).text()

it('judges the models when the page asks, and says when it is done', async () => {
  await tributary(url, 'settings', 'set', 'attribution.models', 'first_touch,linear')
  const server = await serving(url)
  try {
    await vi.waitFor(async () => expect(await text(`${server.url}/runs`)).toContain('r1'), { timeout: 20_000, interval: 200 })
    expect(await text(`${server.url}/models/choice`)).toContain('Judge the models now')

    const asked = await fetch(`${server.url}/models/choice`, ownForm)
    expect(asked.url).toContain('since=none')
    expect(await asked.text()).toContain('The models are being judged')
    const status = `${server.url}/models/choice/status?since=none`
    await vi.waitFor(async () => expect(await text(status)).toContain('The models are judged'), {
      timeout: 60_000,
      interval: 300,
    })
    const verdict = await text(asked.url)
    expect(verdict).toContain('Too few deals to tell')
    expect(verdict).toContain('Judge the models again')

    const foreign = await fetch(`${server.url}/models/choice`, { method: 'POST', headers: { 'Sec-Fetch-Site': 'cross-site' } })
    expect(foreign.status).toBe(403)
    const db = openSqlite(url.slice('sqlite:'.length))
    expect(await isEvaluationDue(db, Date.now() + 8 * 86_400_000)).toBe(false)
    await db.close()
  } finally {
    await server.stop()
  }
}, 120_000)

it('reports an evaluation that fails', async () => {
  const failures: string[] = []
  evaluationsOf(`sqlite:${join(folder, 'empty.db')}`, error => failures.push(String(error))).start()
  await vi.waitFor(() => expect(failures).toHaveLength(1), { timeout: 30_000, interval: 100 })
  expect(failures[0]).toContain('run attribute first')
}, 60_000)
