import { readFileSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApiKey } from '../../../worker/access/api-keys.ts'
import type { AlertPlatform } from '../../../worker/alerts/webhooks.ts'
import { createApp } from '../../../worker/app.ts'
import { assetsFrom } from '../../../worker/assets.ts'
import { useStores } from '../../engines.ts'
import { platformOf, type Receiver, startReceiver } from '../alerts/receiver.ts'

interface Entry {
  readonly name: string
  readonly input: { readonly json: object }
  readonly expect: { readonly status: readonly number[]; readonly reason: string }
}
const corpus: readonly Entry[] = JSON.parse(readFileSync('test/fixtures/hostile-inputs.json', 'utf8'))
const hostile = corpus.filter(({ name, input }) => name.startsWith('webhook-ssrf-') && input.json)

let receiver: Receiver
beforeAll(async () => {
  receiver = await startReceiver()
})
afterAll(() => receiver.close())

const good = { url: 'https://hooks.example.com/a?b=c' }

describe('/api/v1/webhooks', () => {
  const open = useStores('sqlite')

  async function start(alerts: AlertPlatform | undefined = platformOf(receiver)) {
    const db = await open()
    const reported: unknown[] = []
    const deps = { now: Date.now, newId: () => crypto.randomUUID() }
    const names = ['t.js', 'pages.js', 'style.css', 'inter.woff2', 'inter-ext.woff2']
    const assets = await assetsFrom(names.map(name => [name, new Uint8Array()] as const))
    const app = createApp({ ...deps, db, assets, alerts, runSoon: () => {}, report: error => void reported.push(error) })
    const { key } = await createApiKey(db, 'ops', deps)
    const ask = async (method: string, path = '', body?: unknown) => {
      const answer = await app.request(`https://t.example.com/api/v1/webhooks${path}`, {
        method,
        headers: { Authorization: `Bearer ${key}` },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      return { status: answer.status, body: await answer.json() }
    }
    return { db, app, ask, reported }
  }

  it('makes, lists, pauses, resumes and removes webhooks, and shows a secret once', async () => {
    const { ask, db, reported } = await start()
    const made = await ask('POST', '', good)
    expect(made).toMatchObject({
      status: 201,
      body: {
        url: 'https://hooks.example.com/a?b=c',
        kind: 'webhook',
        events: ['account.pricing_viewed', 'account.woke', 'deal.moved', 'data.stopped', 'digest.weekly'],
        status: 'active',
        secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
        created_by: expect.stringMatching(/^API key ./),
        last_delivered_at: null,
        failing_since: null,
        waiting: 0,
      },
    })
    const { id, secret } = made.body
    const chat = await ask('POST', '', { url: 'https://chat.example.com/x', kind: 'slack', events: ['deal.moved'] })
    expect(chat.body).toMatchObject({ kind: 'slack', events: ['deal.moved'], secret: null })
    const { body: list } = await ask('GET')
    expect(list.items).toHaveLength(2)
    const { body: first } = await ask('GET', '?limit=1')
    const { body: second } = await ask('GET', `?limit=1&cursor=${first.next_cursor}`)
    expect([...first.items, ...second.items]).toEqual(list.items)
    expect(second.next_cursor).toBeNull()
    expect(await ask('GET', `/${id}`)).toMatchObject({ status: 200, body: { id, status: 'active' } })
    expect(await ask('POST', `/${id}/pause`)).toMatchObject({ status: 200, body: { status: 'paused' } })
    expect(await ask('POST', `/${id}/resume`)).toMatchObject({ status: 200, body: { status: 'active' } })
    const renewed = await ask('POST', `/${id}/rotate`)
    expect(renewed.body.secret).not.toBe(secret)
    const stored = JSON.stringify([list, await ask('GET', `/${id}`), await db.all(sql`select * from webhooks`)])
    for (const one of [secret, renewed.body.secret]) expect(stored).not.toContain(one)
    expect(await ask('DELETE', `/${id}`)).toEqual({ status: 200, body: { id, deleted: true } })
    expect((await ask('DELETE', `/${id}`)).status).toBe(404)
    expect(reported).toEqual([])
  })

  it('sends a test that its maker can verify', async () => {
    const { ask } = await start()
    const { body } = await ask('POST', '', { url: receiver.url })
    expect(await ask('POST', `/${body.id}/test`)).toEqual({
      status: 200,
      body: { delivered: true, answered: 200, reason: null, detail: null },
    })
    const taken = receiver.taken.at(-1)!
    expect(new Webhook(body.secret).verify(taken.body, taken.headers)).toMatchObject({
      type: 'test',
      data: { link: 'https://t.example.com/alerts' },
    })
    expect((await ask('GET', `/${body.id}`)).body.last_delivered_at).not.toBeNull()
  })

  it.each(hostile.map(entry => [entry.name, entry] as const))('%s', async (_, { input, expect: wanted }) => {
    const { ask, db } = await start()
    expect(await ask('POST', '', input.json)).toMatchObject({ status: wanted.status[0], body: { error: wanted.reason } })
    expect(await db.all(sql`select * from webhooks`)).toEqual([])
  })

  it.each([
    ['POST', '', { url: 'http://hooks.example.com/' }, 400, 'bad_url'],
    ['POST', '', { url: 'https://me:pw@hooks.example.com/' }, 400, 'bad_url'],
    ['POST', '', { url: 7 }, 400, 'wrong_type'],
    ['POST', '', {}, 400, 'missing_field'],
    ['POST', '', { ...good, kind: 'mail' }, 400, 'invalid_parameter'],
    ['POST', '', { ...good, events: [] }, 400, 'invalid_parameter'],
    ['POST', '', { ...good, events: ['deal.lost'] }, 400, 'invalid_parameter'],
    ['POST', '', { ...good, events: 'deal.moved' }, 400, 'wrong_type'],
    ['POST', '', { ...good, secret: 'mine' }, 400, 'unknown_field'],
    ['POST', '', [], 400, 'wrong_type'],
    ['POST', '', '{', 400, 'invalid_json'],
    ['GET', '?cursor=x', undefined, 400, 'invalid_cursor'],
    ['GET', '/x', undefined, 404, 'not_found'],
    ['DELETE', '/x', undefined, 404, 'not_found'],
    ['POST', '/x/test', undefined, 404, 'not_found'],
    ['POST', '/x/pause', undefined, 404, 'not_found'],
    ['POST', '/x/rotate', undefined, 404, 'not_found'],
    ['POST', '/x/explode', undefined, 405, 'method_not_allowed'],
    ['PUT', '', good, 405, 'method_not_allowed'],
  ])('answers %s %s %j with %i %s', async (method, path, body, status, error) => {
    const { ask, reported } = await start()
    expect(await ask(method, path, body)).toMatchObject({ status, body: { error, request_id: expect.any(String) } })
    expect(reported).toEqual([])
  })

  it('makes none that it could not sign for', async () => {
    const { ask } = await start({ ...platformOf(receiver), secret: async () => null })
    expect(await ask('POST', '', good)).toMatchObject({ status: 403, body: { error: 'forbidden' } })
    expect((await ask('POST', '', { ...good, kind: 'slack' })).status).toBe(201)
  })

  it('ends at fifty', async () => {
    const { ask } = await start()
    for (let i = 0; i < 50; i++) expect((await ask('POST', '', good)).status).toBe(201)
    expect(await ask('POST', '', good)).toMatchObject({ status: 413, body: { error: 'batch_too_large' } })
  })
})
