import { sql } from 'drizzle-orm'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deliverAlerts } from '../../../worker/alerts/deliver.ts'
import { raiseAlerts } from '../../../worker/alerts/raise.ts'
import { sendTest } from '../../../worker/alerts/test-delivery.ts'
import { pauseWebhook, resumeWebhook, rotateSecret } from '../../../worker/alerts/webhooks.ts'
import { useStores } from '../../engines.ts'
import { platformOf, type Receiver, SERVER_SECRET, startReceiver } from './receiver.ts'
import { openStory, type Story } from './story.ts'

const HOUR_MS = 3_600_000

let receiver: Receiver
beforeAll(async () => {
  receiver = await startReceiver()
})
afterAll(() => receiver.close())
beforeEach(() => {
  receiver.taken.length = 0
  receiver.answer = (_, response) => response.end('ok')
})

const ids = () => receiver.taken.map(({ headers }) => headers['webhook-id'])

describe('a delivery', () => {
  const open = useStores('sqlite')

  /** A workspace in which something is waiting to be told. */
  async function waiting(kind: 'webhook' | 'slack' = 'webhook') {
    const story = await openStory(await open(), receiver)
    // The reference library knows one clock only.
    story.clock.now = Date.now()
    const { webhook_id, secret } = await story.add(kind)
    await story.identify('visitor-anna-00000001', 'anna@acme.example')
    await story.see('visitor-anna-00000001', '/pricing')
    await story.attribute()
    return { story, webhook_id, secret: secret ?? '', deps: depsOf(story) }
  }
  const depsOf = (story: Story) => ({
    ...{ db: story.db, now: () => story.clock.now, newId: () => crypto.randomUUID() },
    ...{ platform: platformOf(receiver), chance: () => 0.5 },
  })

  it('is verified by the reference library, and its secret stands nowhere in the store', async () => {
    const { story, secret } = await waiting()
    await story.tell()
    const [{ body, headers } = { body: '', headers: {} }] = receiver.taken
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({
      type: 'account.pricing_viewed',
      data: { link: expect.stringMatching(/^https:\/\/t\.example\.com\/accounts\//), person: { email: 'anna@acme.example' } },
    })
    const stored = JSON.stringify(await Promise.all([story.webhooks(), story.alerts(), story.deliveries()]))
    for (const word of [secret, secret.slice(6), SERVER_SECRET, 'anna@acme.example']) expect(stored).not.toContain(word)
    expect(await story.webhooks()).toMatchObject([{ ok_at: story.clock.now, failures: 0, failing_since: null }])
  })

  it('is a message in a chat, unsigned', async () => {
    const { story, secret } = await waiting('slack')
    await story.tell()
    expect(secret).toBe('')
    expect(receiver.taken[0]?.headers).not.toHaveProperty('webhook-signature')
    expect(JSON.parse(receiver.taken[0]?.body ?? '')).toMatchObject({ text: expect.any(String), blocks: [{}, {}] })
  })

  it('is tried again, later each time, under the same id, and then no more', async () => {
    const { story } = await waiting()
    receiver.answer = (_, response) => response.writeHead(500).end()
    const startedAt = story.clock.now
    const pauses: number[] = []
    for (let isOver = false; !isOver; ) {
      await story.tell()
      const [delivery] = await story.deliveries()
      isOver = delivery?.next_at == null
      if (delivery?.next_at != null) {
        pauses.push(delivery.next_at - story.clock.now)
        story.clock.now = delivery.next_at
      }
    }
    expect(pauses).toEqual(pauses.toSorted((one, other) => one - other))
    expect((story.clock.now - startedAt) / HOUR_MS).toBeCloseTo(69, 0)
    expect(receiver.taken).toHaveLength(pauses.length + 1)
    expect(new Set(ids()).size).toBe(1)
    expect(await story.deliveries()).toMatchObject([{ status: 'failed', next_at: null, answered: 500, reason: 'refused' }])
    expect(await story.webhooks()).toMatchObject([{ failures: pauses.length + 1, problem: 'it answered 500', disabled_at: null }])
  })

  it('comes at least once: a crash between answer and note sends it again under the same id', async () => {
    const { story, deps } = await waiting()
    await raiseAlerts(deps)
    const dying = { ...story.db }
    receiver.answer = (_, response) => {
      dying.run = () => Promise.reject(new Error('the process is gone'))
      response.end('ok')
    }
    await expect(deliverAlerts({ ...deps, db: dying })).rejects.toThrow('the process is gone')
    expect(await story.deliveries()).toMatchObject([{ status: 'waiting', attempts: 0 }])
    receiver.answer = (_, response) => response.end('ok')
    // The lease of the process that is gone has to run out first.
    story.pass(16_000)
    await story.tell()
    await story.tell()
    expect(ids()).toEqual([ids()[0], ids()[0]])
    expect(await story.deliveries()).toMatchObject([{ status: 'delivered', attempts: 1 }])
  })

  it('410 ends the webhook; resuming begins anew', async () => {
    const { story, webhook_id } = await waiting()
    receiver.answer = (_, response) => response.writeHead(410).end()
    await story.tell()
    expect(await story.deliveries()).toMatchObject([{ status: 'failed', reason: 'gone', answered: 410 }])
    expect(await story.webhooks()).toMatchObject([{ disabled_at: story.clock.now, disabled_reason: 'gone' }])
    story.pass(HOUR_MS)
    await story.see('visitor-anna-00000001', '/pricing')
    await story.run()
    expect(receiver.taken).toHaveLength(1)
    await resumeWebhook(story.db, webhook_id, story.clock.now)
    expect(await story.webhooks()).toMatchObject([{ disabled_at: null, since_at: story.clock.now }])
  })

  it.each([
    ['webhook-ssrf-redirect', 302, 'redirect', 'it answered 302: redirects are not followed'],
    ['webhook-slow-and-huge-reply', 0, 'unreachable', 'no answer within 1 seconds'],
  ])('%s', async (name, answered, reason, detail) => {
    const { story } = await waiting()
    receiver.answer = (_, response) => {
      if (name === 'webhook-ssrf-redirect') return void response.writeHead(302, { location: receiver.url }).end()
      response.write('.')
    }
    await story.tell()
    expect(receiver.taken).toHaveLength(1)
    expect(await story.deliveries()).toMatchObject([{ status: 'waiting', answered: answered || null, reason, detail }])
  })

  it('reads no more of an answer than it must', async () => {
    const { story } = await waiting()
    receiver.answer = (_, response) => response.end(Buffer.alloc(50_000_000))
    await story.tell()
    expect(await story.deliveries()).toMatchObject([{ status: 'delivered', answered: 200 }])
  })

  it('is not sent into a private network, whatever the row says', async () => {
    const { story, deps } = await waiting()
    await raiseAlerts(deps)
    const blocked = { status: 'waiting', reason: 'blocked', answered: null }
    await deliverAlerts({ ...deps, platform: { ...deps.platform, isOpen: () => false } })
    expect(await story.deliveries()).toMatchObject([{ ...blocked, attempts: 1 }])
    await story.db.run(sql`update webhooks set url = 'https://10.0.0.1/'`)
    story.pass(HOUR_MS)
    await deliverAlerts({ ...deps, platform: { ...deps.platform, isOpen: () => true } })
    expect(await story.deliveries()).toMatchObject([{ ...blocked, attempts: 2 }])
    expect(receiver.taken).toEqual([])
  })

  it('waits while its webhook is paused, and is given up after three days', async () => {
    const { story, webhook_id } = await waiting()
    receiver.answer = (_, response) => response.writeHead(500).end()
    await story.tell()
    await pauseWebhook(story.db, webhook_id, story.clock.now)
    story.pass(73 * HOUR_MS)
    await story.tell()
    expect(await story.deliveries()).toMatchObject([{ status: 'waiting' }])
    await resumeWebhook(story.db, webhook_id, story.clock.now)
    await story.tell()
    expect(await story.deliveries()).toMatchObject([{ status: 'failed', attempts: 1, next_at: null }])
    expect(receiver.taken).toHaveLength(1)
  })

  it('is signed by the old secret, too, for a day', async () => {
    const { story, webhook_id, secret, deps } = await waiting()
    const renewed = await rotateSecret(story.db, webhook_id, deps)
    await story.tell()
    const [{ body, headers } = { body: '', headers: {} }] = receiver.taken
    for (const one of [secret, renewed]) expect(new Webhook(one).verify(body, headers)).toBeTruthy()
    story.pass(25 * HOUR_MS)
    await sendTest(story.db, webhook_id, 'https://t.example.com', deps)
    expect(receiver.taken.at(-1)?.headers['webhook-signature']?.split(' ')).toHaveLength(1)
  })

  it('by two processes at once is sent once', async () => {
    const { story, deps } = await waiting()
    receiver.answer = (_, response) => setTimeout(() => response.end('ok'), 50)
    await story.db.run(sql`delete from alert_marks`)
    await Promise.all([story.tell(), story.tell(), deliverAlerts(deps).catch(() => {})])
    await story.tell()
    expect(receiver.taken).toHaveLength(1)
  })
})

describe('a test', () => {
  const open = useStores('sqlite')

  it('is sent at once and once, and says what came of it', async () => {
    const story = await openStory(await open(), receiver)
    const { webhook_id } = await story.add()
    const deps = { now: () => story.clock.now, newId: () => crypto.randomUUID(), platform: platformOf(receiver) }
    const test = () => sendTest(story.db, webhook_id, 'https://t.example.com', deps)
    expect(await test()).toEqual({ delivered: true, answered: 200, reason: null, detail: null })
    receiver.answer = (_, response) => response.writeHead(404).end()
    expect(await test()).toEqual({ delivered: false, answered: 404, reason: 'refused', detail: 'it answered 404' })
    story.pass(HOUR_MS)
    await story.tell()
    expect(receiver.taken.map(({ body }) => JSON.parse(body).type)).toEqual(['test', 'test'])
    expect((await story.deliveries()).map(({ status }) => status).toSorted()).toEqual(['delivered', 'failed'])
  })
})
