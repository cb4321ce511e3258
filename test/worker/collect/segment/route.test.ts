import { gzipSync } from 'node:zlib'
import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { createApiKey } from '../../../../worker/access/api-keys.ts'
import { addSite } from '../../../../worker/collect/sites.ts'
import { NOW, useStores } from '../../../engines.ts'
import { CHROME } from '../collector.ts'
import { basic, callOf, startSegment } from './segment.ts'

const open = useStores('sqlite')
const clock = { now: () => NOW, newId: () => crypto.randomUUID() }
const HOUR_MS = 3_600_000

describe('the Segment tracking API', () => {
  it.each([
    ['page', 'page'],
    ['p', 'page'],
    ['screen', 'screen'],
    ['track', 'track'],
    ['t', 'track'],
    ['identify', 'identify'],
    ['i', 'identify'],
    ['group', 'group'],
    ['g', 'group'],
    ['alias', 'alias'],
    ['a', 'alias'],
  ])('takes one call at /v1/%s', async (path, type) => {
    const { post, events } = await startSegment(await open())
    const { type: _, ...call } = callOf(type, { userId: 'u1', event: 'Signed up', groupId: 'g1', previousId: 'old-1' })
    const answer = await post(`/v1/${path}`, { ...call, sentAt: new Date(NOW).toISOString() })
    expect([answer.status, await answer.json()]).toEqual([200, { success: true, accepted: 1, duplicates: 0, rejected: [] }])
    expect(await events()).toMatchObject([{ event_id: call.messageId, type, origin: 'server' }])
  })

  it('takes a batch compressed, and its key from the body as browsers send it', async () => {
    const { app, key, events } = await startSegment(await open())
    const body = gzipSync(JSON.stringify({ writeKey: key, batch: [callOf('track', { event: 'A' }), callOf('page')] }))
    const answer = await app.request('https://t.example.com/v1/b', {
      method: 'POST',
      body: new Uint8Array(body),
      headers: { 'content-encoding': 'gzip' },
    })
    expect(await answer.json()).toMatchObject({ accepted: 2 })
    expect(await events()).toHaveLength(2)
  })

  it('keeps what differs between two sendings out of the comparison', async () => {
    const { calls, post, key } = await startSegment(await open())
    const call = callOf('track', { event: 'Paid', anonymousId: 'a-1' })
    await calls(call)
    expect(await calls({ ...call, _metadata: { retryCount: 2 } })).toMatchObject({ duplicates: 1, rejected: [] })
    const alone = await post('/v1/track', { ...call, writeKey: key, sentAt: new Date(NOW + 5000).toISOString() })
    expect(await alone.json()).toMatchObject({ duplicates: 1, rejected: [] })
    expect(await calls({ ...call, event: 'Paid twice' })).toMatchObject({
      success: false,
      rejected: [{ index: 0, id: call.messageId, reason: 'id_conflict' }],
    })
  })

  it.each([
    ['no key', {}],
    ['an unknown key', basic('pk_0000000000000000')],
    ['an unknown secret key', basic(`sk_${'x'.repeat(43)}`)],
    ['a key that is SQL', basic("' OR 1=1--")],
    ['credentials that are no base64', { authorization: 'Basic %%%' }],
  ])('refuses %s with 401, counts it and keeps nothing', async (_, headers) => {
    const { post, events, letters, db } = await startSegment(await open())
    const answer = await post('/v1/batch', { batch: [callOf('page')] }, headers)
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({ error: 'unknown_write_key', request_id: expect.any(String) })
    expect([await events(), await letters()]).toEqual([[], []])
    expect(await db.all(sql`select site_id, outcome, reason, events from ledger`)).toEqual([
      { site_id: '', outcome: 'refused', reason: 'unknown_write_key', events: 1 },
    ])
  })

  it('takes a secret key as a bearer token, of operations and administrators only', async () => {
    const { post, db } = await startSegment(await open())
    const answers = await Promise.all(
      (['marketer', 'sales', 'ops', 'admin'] as const).map(async role => {
        const { key } = await createApiKey(db, role, clock)
        return (await post('/v1/page', callOf('page'), { authorization: `Bearer ${key}` })).status
      }),
    )
    expect(answers).toEqual([403, 403, 200, 200])
  })

  it('refuses a secret key in a page, and a page of another site', async () => {
    const { post, secretKey, key } = await startSegment(await open())
    const inPage = await post('/v1/page', callOf('page'), { ...basic(secretKey), origin: 'https://www.example.com' })
    expect([inPage.status, (await inPage.json()).error]).toEqual([403, 'secret_key_in_browser'])
    const foreign = await post('/v1/page', callOf('page'), { ...basic(key), origin: 'https://evil.test' })
    expect([foreign.status, (await foreign.json()).error]).toEqual([403, 'origin_not_allowed'])
    expect(foreign.headers.get('access-control-allow-origin')).toBe('*')
  })

  it('answers browsers before they send, and tells their client where to send', async () => {
    const { app, key } = await startSegment(await open())
    const preflight = await app.request('https://t.example.com/v1/p', { method: 'OPTIONS' })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization')
    const settings = await app.request(`https://t.example.com/v1/projects/${key}/settings`)
    expect(await settings.json()).toMatchObject({
      integrations: { 'Segment.io': { apiKey: key, apiHost: 't.example.com/v1', protocol: 'https' } },
    })
    expect((await app.request('https://t.example.com/v1/projects/pk_nobody/settings')).status).toBe(401)
  })

  it('says which method and which calls there are', async () => {
    const { app, post } = await startSegment(await open())
    const get = await app.request('https://t.example.com/v1/batch')
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST, OPTIONS'])
    expect((await post('/v1/everything', {})).status).toBe(404)
  })

  it.each([
    ['a body that is no object', '[]', 400, 'wrong_type'],
    ['a batch that is none', { batch: {} }, 400, 'wrong_type'],
    ['no batch', {}, 400, 'missing_field'],
    ['an empty batch', { batch: [] }, 400, 'empty_batch'],
    ['501 calls', { batch: Array.from({ length: 501 }, () => ({})) }, 413, 'batch_too_large'],
    ['a time of sending without zone', { sentAt: '2026-01-01T00:00:00', batch: [{}] }, 400, 'bad_timestamp'],
    ['a number for it', { sentAt: 1, batch: [{}] }, 400, 'wrong_type'],
  ])('refuses %s', async (_, body, status, reason) => {
    const { post } = await startSegment(await open())
    const answer = await post('/v1/batch', body)
    expect([answer.status, (await answer.json()).error]).toEqual([status, reason])
  })

  it.each<[string, object, string, string | null]>([
    ['no id', { messageId: undefined }, 'missing_field', 'messageId'],
    ['a bad id', { messageId: 'short' }, 'bad_id', 'messageId'],
    ['no type', { type: undefined }, 'missing_field', 'type'],
    ['an unknown type', { type: 'purchase' }, 'bad_type', 'type'],
    ['a visitor that is nobody', { anonymousId: 'undefined' }, 'illegal_identity', 'anonymousId'],
    ['a visitor with a blank, as users have', { anonymousId: 'user u1' }, 'bad_id', 'anonymousId'],
    ['a user that is nobody', { userId: 'null' }, 'illegal_identity', 'userId'],
    ['a user that is an object', { userId: {} }, 'wrong_type', 'userId'],
    ['a user with a control character', { userId: 'a\u0000b' }, 'bad_id', 'userId'],
    ['a time that is none', { timestamp: '2026-02-30T00:00:00Z' }, 'bad_timestamp', 'timestamp'],
    [
      'a time as RudderStack says it that is none',
      { timestamp: undefined, originalTimestamp: '0' },
      'bad_timestamp',
      'originalTimestamp',
    ],
    ['an old time', { timestamp: new Date(NOW - 73 * HOUR_MS).toISOString() }, 'timestamp_too_old', 'created_at'],
    ['an address that is none', { properties: { url: 'javascript:alert(1)' } }, 'bad_url', 'url'],
    ['a page elsewhere', { context: { page: { url: 'https://evil.test/' } } }, 'origin_not_allowed', 'url'],
    ['a context that is none', { context: 'none' }, 'wrong_type', 'context'],
    ['a name that is none', { type: 'track' }, 'missing_field', 'event'],
    ['an address of nobody', { type: 'identify', userId: 'u1', traits: { email: 'a@b@c' } }, 'bad_email', 'traits.email'],
    ['nobody to identify', { type: 'identify' }, 'missing_field', 'userId'],
    ['no group', { type: 'group', userId: 'u1' }, 'missing_field', 'groupId'],
    ['nothing to join', { type: 'alias', userId: 'u1' }, 'missing_field', 'previousId'],
    ['nobody to join', { type: 'alias', previousId: 'a-1' }, 'missing_field', 'userId'],
    ['too much', { properties: { text: 'x'.repeat(33_000) } }, 'event_too_large', null],
    ['a key of the prototype', { properties: { constructor: 1 } }, 'forbidden_key', 'properties'],
  ])('keeps a call with %s as a dead letter, and takes its neighbour', async (_, fields, reason, field) => {
    const { calls, letters, events } = await startSegment(await open())
    const answer = await calls(callOf('page', fields), callOf('page'))
    expect(answer).toMatchObject({ success: false, accepted: 1, rejected: [{ index: 0, reason, field }] })
    expect(await letters()).toMatchObject([{ reason, field }])
    expect(await events()).toHaveLength(1)
  })

  it('lets servers date events back as far as they like, to the millisecond', async () => {
    const { serverCalls, events, db } = await startSegment(await open())
    const { site_key: _, ...other } = await addSite(db, 'other.example', clock)
    const at = Date.UTC(2023, 4, 5, 6, 7, 8, 9)
    await serverCalls(
      callOf('page', { timestamp: new Date(at).toISOString(), properties: { url: 'https://www.other.example/x' } }),
    )
    await serverCalls(callOf('page', { timestamp: new Date(at).toISOString(), properties: { url: 'https://elsewhere.test/' } }))
    const [first, second] = await events()
    expect([first!.occurred_at, second!.occurred_at]).toEqual([at, at])
    const [site] = await db.all<{ domain: string }>(sql`select domain from sites where site_id = ${first!.site_id}`)
    expect(site).toEqual(other)
    expect(second!.site_id).not.toBe(first!.site_id)
  })

  it('never dates an event into the future', async () => {
    const { serverCalls, events } = await startSegment(await open())
    await serverCalls(callOf('track', { event: 'x', timestamp: new Date(NOW + HOUR_MS).toISOString() }))
    expect(await events()).toMatchObject([{ occurred_at: NOW, time_flag: 'created_after_sent' }])
  })

  it('keeps what a call says, without secrets and network addresses', async () => {
    const { calls, events, db } = await startSegment(await open())
    await calls(
      callOf('page', {
        anonymousId: 'a-1',
        name: 'Pricing',
        properties: {
          url: 'https://www.example.com/p?token=abc#x',
          search: '?token=abc',
          title: 'For jane@acme.example',
          plan: 'pro',
        },
        context: {
          ip: '203.0.113.77',
          userAgent: CHROME,
          campaign: { source: 'news', medium: 'email', name: 'june' },
          library: { name: 'analytics-node', version: '3.1.0' },
        },
      }),
      callOf('page', { context: { ip: '203.0.113.77', page: { url: 'bad', search: '?token=abc' } } }),
    )
    const [event] = await events()
    expect(event).toMatchObject({
      visitor_id: 'a-1',
      url: 'https://www.example.com/p?token=*#x',
      title: 'For *',
      browser: 'Chrome',
    })
    expect(JSON.parse(event!.body)).toEqual({
      name: 'Pricing',
      props: { plan: 'pro' },
      campaign: { source: 'news', medium: 'email', name: 'june' },
      library: 'analytics-node',
    })
    const everything = JSON.stringify([await events(), await db.all(sql`select * from dead_letters`)])
    expect(everything).not.toMatch(/203\.0\.113\.77|token=abc|jane@/)
  })

  it('finds the campaign where the canonical address has lost it', async () => {
    const { calls, events } = await startSegment(await open())
    await calls(callOf('track', { event: 'x', context: { page: { url: 'https://example.com/a', search: '?utm_source=x' } } }))
    expect(await events()).toMatchObject([{ url: 'https://example.com/a?utm_source=x' }])
  })

  it('marks bots by what the visitor was seen with, and not servers for being none', async () => {
    const { calls, post, key, events, links } = await startSegment(await open())
    await calls(
      callOf('page', { messageId: 'message-a', context: { userAgent: 'Googlebot/2.1' } }),
      callOf('identify', {
        messageId: 'message-b',
        userId: 'bot',
        traits: { email: 'x@acme.example' },
        context: { userAgent: 'curl/8' },
      }),
      callOf('page', { messageId: 'message-c' }),
    )
    const headers = { ...basic(key), origin: 'https://example.com', 'user-agent': 'HeadlessChrome/147' }
    await post('/v1/p', callOf('page', { messageId: 'message-d' }), headers)
    expect((await events()).map(event => [event.event_id, event.origin, event.bot_reason])).toEqual([
      ['message-a', 'server', 'user_agent'],
      ['message-b', 'server', 'user_agent'],
      ['message-c', 'server', null],
      ['message-d', 'browser', 'headless'],
    ])
    expect(await links()).toEqual([])
  })

  it('knows nobody who asked for privacy', async () => {
    const { post, key, events } = await startSegment(await open())
    const headers = { ...basic(key), origin: 'https://example.com', 'user-agent': CHROME, 'sec-gpc': '1' }
    const private_ = { anonymousId: 'a-1', userId: 'u1' }
    const answer = await post(
      '/v1/b',
      {
        batch: [
          callOf('page', private_),
          callOf('identify', private_),
          callOf('group', { ...private_, groupId: 'g' }),
          callOf('alias', { ...private_, previousId: 'b' }),
        ],
      },
      headers,
    )
    expect(await answer.json()).toMatchObject({ accepted: 1, rejected: Array(3).fill({ reason: 'consent_denied' }) })
    const [page] = await events()
    expect([page!.visitor_id, page!.body]).toEqual([null, expect.not.stringContaining('u1')])
  })

  it('keeps to the consent that a call states, and leaves no trace of who denied it', async () => {
    const { calls, events, letters } = await startSegment(await open())
    const denied = { analytics: true, identify: false }
    const answer = await calls(
      callOf('identify', { anonymousId: 'a-1', userId: 'u1', context: { consent: denied } }),
      callOf('page', { anonymousId: 'a-1', context: { consent: { analytics: false, identify: false } } }),
      callOf('group', { userId: 'u1', groupId: 'g1', context: { consent: denied } }),
      callOf('track', { messageId: 'message-x', event: 'x', anonymousId: 'a-3', userId: 'u1', context: { consent: denied } }),
      callOf('track', { messageId: 'message-y', event: 'x', userId: 'u1', context: { consent: denied } }),
      callOf('page', {
        messageId: 'message-z',
        anonymousId: 'a-2',
        context: { consent: { categoryPreferences: { Advertising: false } } },
      }),
    )
    expect(answer).toMatchObject({ accepted: 3, rejected: Array(3).fill({ reason: 'consent_denied' }) })
    expect((await events()).map(event => event.visitor_id)).toEqual(['a-3', null, 'a-2'])
    expect(JSON.stringify([await letters(), await events()])).not.toMatch(/"a-1"|u1/)
  })
})
