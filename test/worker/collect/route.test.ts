import { describe, expect, it } from 'vitest'
import { useStores } from '../../engines.ts'
import { pageView, startCollector } from './collector.ts'

const open = useStores('sqlite')

const PAGE = 'https://www.example.com'
/** As the snippet makes them: eight digits of time, then chance. */
const visitorMadeAt = (at: number) => `${at.toString(36)}${'v'.repeat(22)}`
const DAY_MS = 86_400_000

describe('the answer to a page', () => {
  it.each([
    ['of the same owner names it and lets cookies be set', PAGE, PAGE, 'true'],
    ['of another owner says nothing that needs a name', 'http://localhost:3000', '*', null],
    ['that is no page', null, '*', null],
  ])('%s', async (_, origin, allowed, credentials) => {
    const { send, key } = await startCollector(await open())
    const { status, headers } = await send({ site: key, batch: [pageView()] }, origin ? { origin } : {})
    expect(status).toBe(202)
    expect(headers.get('access-control-allow-origin')).toBe(allowed)
    expect(headers.get('access-control-allow-credentials')).toBe(credentials)
    expect(headers.get('vary')).toBe('Origin')
  })

  it('can be read when it is a refusal, too', async () => {
    const { send } = await startCollector(await open())
    const { status, headers } = await send({ site: 'pk_unknown', batch: [pageView()] }, { origin: 'https://other.example' })
    expect(status).toBe(401)
    expect(headers.get('access-control-allow-origin')).toBe('*')
  })

  it('that asks before it sends', async () => {
    const { app } = await startCollector(await open())
    const { status, headers } = await app.request('https://t.example.com/e', { method: 'OPTIONS', headers: { origin: PAGE } })
    expect(status).toBe(204)
    expect(headers.get('access-control-allow-origin')).toBe(PAGE)
    expect(headers.get('access-control-allow-methods')).toBe('POST')
  })

  it.each(['GET', 'PUT', 'DELETE', 'HEAD'])('that comes by %s', async method => {
    const { app } = await startCollector(await open())
    const response = await app.request('https://t.example.com/e', { method })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('POST, OPTIONS')
  })
})

describe('the visitor cookie', () => {
  const cookieFor = async (anonymous_id: string, { origin = PAGE, fields = {}, headers = {} } = {}) => {
    const { send, key } = await startCollector(await open())
    const response = await send({ site: key, batch: [pageView({ anonymous_id, ...fields })] }, { origin, ...headers })
    return response.headers.get('set-cookie')
  }

  it('is said again where page and collector have one owner', async () => {
    expect(await cookieFor('v'.repeat(30))).toBe(
      `_tb=${'v'.repeat(30)}; Path=/; Max-Age=34128000; SameSite=Lax; Domain=example.com; Secure`,
    )
  })

  it.each([
    ['a visitor of today', 0, 395],
    ['a visitor of last year', 365, 30],
  ])('lives 395 days from the first event: %s', async (_, ageDays, restDays) => {
    const { send, key, clock } = await startCollector(await open())
    const anonymous_id = visitorMadeAt(clock.now - ageDays * DAY_MS)
    const response = await send({ site: key, batch: [pageView({ anonymous_id })] }, { origin: PAGE })
    expect(response.headers.get('set-cookie')).toContain(`Max-Age=${restDays * 86_400};`)
  })

  it('ends when its time is over', async () => {
    const { send, key, clock } = await startCollector(await open())
    const anonymous_id = visitorMadeAt(clock.now - 395 * DAY_MS)
    const response = await send({ site: key, batch: [pageView({ anonymous_id })] }, { origin: PAGE })
    expect(response.status).toBe(202)
    expect(response.headers.get('set-cookie')).toBeNull()
  })

  it.each([
    ['of another owner', 'v'.repeat(30), { origin: 'http://localhost:3000' }],
    ['where privacy control is on', 'v'.repeat(30), { headers: { 'sec-gpc': '1' } }],
    ['whose visitor said no', 'v'.repeat(30), { fields: { consent: { analytics: false, identify: false } } }],
    ['whose id would break the header', 'v;Domain=evil.example;xxxxxxxx', {}],
  ])('is not set for a page %s', async (_, id, options) => {
    expect(await cookieFor(id, options)).toBeNull()
  })
})

describe('the body', () => {
  const gzip = async (text: string) =>
    new Uint8Array(await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer())

  it('may be compressed', async () => {
    const { app, key } = await startCollector(await open())
    const body = await gzip(JSON.stringify({ site: key, batch: [pageView()] }))
    const response = await app.request('https://t.example.com/e', {
      method: 'POST',
      body,
      headers: { 'content-encoding': 'gzip' },
    })
    expect(await response.json()).toMatchObject({ accepted: 1 })
  })

  it('may come in pieces, and is counted while it comes', async () => {
    const { app, key } = await startCollector(await open())
    const pieces = (total: number) =>
      new ReadableStream({
        start(controller) {
          const text = JSON.stringify({ site: key, batch: [pageView()] })
          controller.enqueue(new TextEncoder().encode(text.slice(0, 20)))
          controller.enqueue(new TextEncoder().encode(text.slice(20)))
          for (let sent = 0; sent < total; sent += 100_000) controller.enqueue(new Uint8Array(100_000).fill(0x20))
          controller.close()
        },
      })
    const send = (body: ReadableStream) =>
      app.request(new Request('https://t.example.com/e', { method: 'POST', body, duplex: 'half' } as RequestInit))
    expect((await send(pieces(0))).status).toBe(202)
    expect(await (await send(pieces(2_000_000))).json()).toMatchObject({ error: 'body_too_large' })
  })

  it('may begin with a byte order mark', async () => {
    const { send, key } = await startCollector(await open())
    expect((await send(`\ufeff${JSON.stringify({ site: key, batch: [pageView()] })}`)).status).toBe(202)
  })
})

describe('a request that is refused', () => {
  it('is kept when its site is known by the address', async () => {
    const { app, key, letters } = await startCollector(await open())
    await app.request(`https://t.example.com/e?site=${key}`, { method: 'POST', body: '{"email": "jane@acme.example"' })
    expect(await letters()).toMatchObject([
      {
        reason: 'invalid_json',
        head: '{"email": "*"',
        bytes: 29,
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        // The address is not there any more, so it is not what was sent.
        replayable: 0,
      },
    ])
  })

  it('leaves nothing when nobody knows whose it is', async () => {
    const { send, letters } = await startCollector(await open())
    await send({ site: 'pk_unknown', batch: [pageView()] })
    await send('{')
    expect(await letters()).toEqual([])
  })
})
