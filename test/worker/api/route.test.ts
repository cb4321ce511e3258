import { describe, expect, it } from 'vitest'
import { roles } from '../../../worker/access/api-keys.ts'
import { defaultModels, modelNamed } from '../../../worker/attribution/models.ts'
import { readReceipt } from '../../../worker/export/receipt.ts'
import { currentModels } from '../../../worker/models-in-force.ts'
import { readSettings } from '../../../worker/settings.ts'
import { describeEachEngine, useStores } from '../../engines.ts'
import { daysBefore, openWorkspace } from '../jobs/workspace.ts'
import { openApi } from './api.ts'

const won = { account: 'acme.com', amount: '100', currency: 'EUR', status: 'won', closed_at: daysBefore(1) }

describe('the JSON API', () => {
  const open = useStores('sqlite')

  async function start() {
    const ws = await openWorkspace(await open())
    await ws.import('touches', [
      { external_id: 'T1', at: daysBefore(9), account: 'acme.com', channel: 'Event' },
      { external_id: 'T2', at: daysBefore(8), account: 'acme.com', channel: 'Email' },
    ])
    await ws.import('deals', [
      { external_id: 'D/1 ü', ...won, created_at: daysBefore(8) },
      { external_id: 'D2', ...won, status: 'open', closed_at: '' },
    ])
    await ws.attribute()
    return { ws, api: await openApi(ws.db) }
  }

  it('answers a receipt as the command line prints it', async () => {
    const { ws, api } = await start()
    const path = `/receipts/${encodeURIComponent('D/1 ü')}`
    const asPrinted = async (model: string, stage?: string) =>
      JSON.parse(JSON.stringify(await readReceipt(ws.db, 'D/1 ü', modelNamed(model)!, stage)))
    expect(await api.get(path)).toMatchObject({ status: 200, body: await asPrinted('linear') })
    expect(await api.get(`${path}?model=first_touch&stage=opportunity`)).toMatchObject({
      status: 200,
      body: await asPrinted('first_touch', 'opportunity'),
    })
    expect((await asPrinted('linear')).amount_minor).toBe(100_00)
  })

  it('lets every role read', async () => {
    const { ws } = await start()
    for (const role of roles)
      expect(await (await openApi(ws.db, role)).get('/receipts/D%2F1%20%C3%BC')).toMatchObject({ status: 200 })
  })

  it('lists the models of the workspace', async () => {
    const { ws, api } = await start()
    const models = await currentModels(ws.db, await readSettings(ws.db))
    expect((await api.get('/models')).body).toEqual({
      items: models.map(({ name, key, title, definition, convention }) => {
        return { name, title, definition, convention, model_version: key === name ? null : key }
      }),
      next_cursor: null,
    })
    expect(models.map(({ name }) => name)).toEqual(defaultModels)
    expect(await api.get('/models?limit=2')).toMatchObject({
      body: { items: [{ name: 'first_touch' }, { name: 'last_touch' }], next_cursor: 'last_touch' },
    })
    expect(await api.get('/models?limit=1&cursor=last_touch')).toMatchObject({ body: { items: [{ name: 'last_non_direct' }] } })
  })

  it.each([
    ['/receipts/D2?model=linaer', 400, 'invalid_parameter'],
    ['/receipts/D2?modle=linear', 400, 'invalid_parameter'],
    ['/receipts/D2?model=linear&model=first_touch', 400, 'invalid_parameter'],
    ['/receipts/D2', 404, 'not_found'],
    ['/receipts/D9', 404, 'not_found'],
    ['/receipts/%00', 404, 'not_found'],
    ['/receipts/%E0%A4', 404, 'not_found'],
    ['/receipts', 404, 'not_found'],
    ['/accounts', 404, 'not_found'],
    ['/runs?limit=-1', 400, 'invalid_parameter'],
    ['/runs?limit=1e9', 400, 'invalid_parameter'],
    ['/runs?limit=0', 400, 'invalid_parameter'],
    ['/runs?limit=', 400, 'invalid_parameter'],
    ['/runs?sort=name;drop table runs--', 400, 'invalid_parameter'],
    ['/runs?cursor=x', 400, 'invalid_cursor'],
    ['/models?cursor=x', 400, 'invalid_cursor'],
    ['/runs?__proto__[admin]=1', 400, 'invalid_parameter'],
  ])('refuses %s with %i %s', async (path, status, error) => {
    const { api } = await start()
    expect(await api.get(path)).toMatchObject({
      status,
      body: { error, detail: expect.any(String), request_id: expect.any(String) },
    })
    expect(api.reported).toEqual([])
  })

  it('can only be read', async () => {
    const { api } = await start()
    const Authorization = `Bearer ${api.key}`
    const answer = await api.request('/api/v1/runs', { method: 'POST', headers: { Authorization } })
    expect([answer.status, await answer.json()]).toMatchObject([405, { error: 'method_not_allowed' }])
  })

  it.each([
    ['no header', (_: string): Record<string, string> => ({})],
    ['another scheme', key => ({ Authorization: `Basic ${key}` })],
    ['no key', () => ({ Authorization: 'Bearer ' })],
    ['a key that ends otherwise', key => ({ Authorization: `Bearer ${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}` })],
    ['a key with more behind it', key => ({ Authorization: `Bearer ${key}x` })],
    ['a key with a quote', () => ({ Authorization: "Bearer ' OR 1=1--" })],
    ['the public key of a site', () => ({ Authorization: 'Bearer pk_0000000000000000' })],
    ['a cookie', key => ({ Cookie: `key=${key}` })],
  ])('answers 401 to %s, wherever it asks, and tells nothing', async (_, headers) => {
    const { api } = await start()
    for (const path of ['/runs', '/models', '/receipts/D2', '/receipts/D9', '/nothing', '//runs', '/runs/', '/../v1/runs']) {
      const answer = await api.get(path, headers(api.key))
      expect([path, answer.status]).toEqual([path, 401])
      expect(answer.body).toEqual({ error: 'unknown_write_key', detail: expect.any(String), request_id: expect.any(String) })
      expect(JSON.stringify(answer.body)).not.toContain(api.key.slice(3, 12))
      expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer')
    }
    expect(api.reported).toEqual([])
  })

  it('is for programs: no other origin may read it, and nothing keeps it', async () => {
    const { api } = await start()
    const { headers } = await api.get('/runs', { Authorization: `Bearer ${api.key}`, Origin: 'https://evil.example' })
    expect([...headers.keys()].filter(name => name.startsWith('access-control'))).toEqual([])
    expect(headers.get('Cache-Control')).toBe('no-store')
    const preflight = await api.request('/api/v1/runs', { method: 'OPTIONS', headers: { Origin: 'https://evil.example' } })
    expect(preflight.status).toBe(401)
  })
})

describeEachEngine('runs of the JSON API', open => {
  it('are listed page by page, the newest first', async () => {
    const ws = await openWorkspace(await open())
    for (const external_id of ['D1', 'D2', 'D3']) {
      await ws.import('deals', [{ external_id, ...won }])
      await ws.attribute()
    }
    const api = await openApi(ws.db)
    const list = async (query: string) => {
      const { status, body } = await api.get(`/runs${query}`)
      return { status, ...JSON.parse(JSON.stringify(body)) }
    }
    const all = await list('')
    expect(all).toMatchObject({ status: 200, next_cursor: null })
    expect(all.items).toMatchObject([
      { run_id: 'r3', kind: 'incremental', status: 'complete', deals: expect.any(Number), settings: { timezone: 'UTC' } },
      { run_id: 'r2', models: expect.arrayContaining(['linear', 'w_shaped']) },
      { run_id: 'r1' },
    ])
    const first = await list('?limit=2')
    expect(first.items).toEqual(all.items.slice(0, 2))
    expect(await list(`?limit=2&cursor=${first.next_cursor}`)).toEqual({
      status: 200,
      items: all.items.slice(2),
      next_cursor: null,
    })
  })
})
