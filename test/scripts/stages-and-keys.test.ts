/** Stages of the workspace's own, and a key of the JSON API, through the command line and a running server. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { exported, serving, tributary, tributaryJson } from '../tributary.ts'

const folder = mkdtempSync(join(tmpdir(), 'tributary-stages-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const store = `sqlite:${join(folder, 'tributary.db')}`
const fileWith = (name: string, text: string) => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

describe('the command line', () => {
  it('takes stages of the workspace’s own from the setting to the receipt, and answers it by API', async () => {
    const touches = fileWith(
      'touches.csv',
      'external_id,at,account,channel\nT1,2025-01-01,acme.com,Event\nT2,2025-02-01,acme.com,Email\nT3,2025-03-01,acme.com,Email\n',
    )
    const deals = fileWith(
      'deals.csv',
      'external_id,account,amount,currency,status,created_at,closed_at\nD1,acme.com,10,EUR,won,2025-03-10,2025-04-01\n',
    )
    const stages = fileWith(
      'stages.csv',
      'deal,stage,entered_at\nD1,marketing qualified,2025-02-10\nD1,MQL,2025-02-20\nD1,SQL,2025-03-05\n',
    )
    await tributaryJson(store, 'import', 'touches', touches)
    await tributaryJson(store, 'import', 'deals', deals)
    await tributaryJson(store, 'import', 'deal-stages', stages)
    await tributaryJson(store, 'settings', 'set', 'attribution.stages', 'mql=MQL|Marketing Qualified,sql=SQL')
    await tributaryJson(store, 'attribute')

    const credits = await exported(store, 'credits', '--stage', 'mql', '--model', 'linear')
    expect(credits).toMatchObject([
      { touch_external_id: 'T1', stage: 'mql', stage_at: '2025-02-10T23:59:59.999Z', amount_minor: 500, path_length: 2 },
      { touch_external_id: 'T2', milestones: 'mql', amount_minor: 500 },
    ])
    expect(await exported(store, 'stage-entries', '--stage', 'mql')).toMatchObject([{ entry: 1 }, { entry: 2 }])
    const receipt = await tributaryJson<object>(store, 'receipt', 'D1', '--stage', 'mql')
    expect(receipt).toMatchObject({ stage: 'mql', amount_minor: 1000, entered_at: [expect.any(String), expect.any(String)] })
    const { out } = await tributary(store, 'receipt', 'D1', '--stage', 'mql')
    expect(out).toContain('No touch up to the stage mql earns more than touch 1 of 2 (Event), 50 %')
    expect(out).toContain('entered mql: 2025-02-10T23:59:59.999Z, 2025-02-20T23:59:59.999Z')

    const { id, key } = await tributaryJson<{ id: string; key: string }>(store, 'key', 'create', '--role', 'sales')
    const server = await serving(store)
    try {
      const ask = async (path: string, Authorization = `Bearer ${key}`) => {
        const answer = await fetch(`${server.url}/api/v1${path}`, { headers: { Authorization } })
        return { status: answer.status, body: await answer.json() }
      }
      expect(await ask('/receipts/D1?stage=mql')).toEqual({ status: 200, body: receipt })
      expect(await ask('/runs')).toMatchObject({ status: 200, body: { items: [{ status: 'complete' }] } })
      expect(await ask('/models', '')).toMatchObject({ status: 401, body: { error: 'unknown_write_key' } })
      expect(await tributaryJson(store, 'key', 'list')).toMatchObject({ items: [{ id, role: 'sales' }] })
      expect(await tributaryJson(store, 'key', 'revoke', id)).toEqual({ id, revoked: true })
      expect(await ask('/receipts/D1?stage=mql')).toMatchObject({ status: 401 })
    } finally {
      await server.stop()
    }
  }, 120_000)

  it.each([
    [['key', 'create', '--role', 'owner'], 2, '--role must be one of'],
    [['key', 'create'], 2, 'role'],
    [['key', 'revoke', 'nobody'], 1, 'there is no key nobody'],
    [['settings', 'set', 'attribution.stages', 'lost=Closed Lost'], 2, 'it earns no credit'],
    [['receipt', 'D1', '--stage', 'poc'], 1, 'D1 has no credit for stage poc'],
  ])('refuses %j', async (args, code, reason) => {
    const outcome = await tributary(store, ...args)
    expect(outcome).toMatchObject({ code, err: expect.stringContaining(reason) })
  })
})
