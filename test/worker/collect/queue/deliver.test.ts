import { sql } from 'drizzle-orm'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import type { Database } from '../../../../db/database.ts'
import { bury } from '../../../../worker/collect/queue/deliver.ts'
import { MAX_MESSAGE_BYTES } from '../../../../worker/collect/queue/message.ts'
import { NOW, useStores } from '../../../engines.ts'
import { CHROME, pageView, startCollector } from '../collector.ts'
import { entries, play } from '../corpus.ts'
import { addKnownSite, handOver, imbalance, startBoxed, written } from './boxed.ts'

const ADDRESS = '203.0.113.77'
const SECRET = 'hunter2-and-more'

describe('what goes through the queue', () => {
  const openD1 = useStores('d1')

  it('is stored in D1 as it would be in SQLite without one, in any order and delivered twice', async () => {
    const [direct, boxed] = [await open(), await openD1()]
    const clientOf = () => ADDRESS
    await addKnownSite(direct)
    const [one, other] = [await startCollector(direct, { clientOf }), await startBoxed(boxed, { clientOf })]
    await sameSalt(direct, boxed)
    for (const [body, headers] of story()) {
      const [a, b] = [await one.send(body, headers), await other.send(body, headers)]
      expect([b.status, (await b.text()).replace(/"request_id".*/, '')]).toEqual([
        a.status,
        (await a.text()).replace(/"request_id".*/, ''),
      ])
    }
    expect((await written(boxed)).received).toEqual([])
    const shuffled = other.messages.toSorted((a, b) => (a.slice(9, 40) < b.slice(9, 40) ? -1 : 1))
    await handOver(boxed, [...shuffled, ...shuffled.slice(0, 5)])
    await handOver(boxed, shuffled)
    expect(await written(boxed)).toEqual(await written(direct))
    expect(await imbalance(boxed)).toBe(0)
  })
})

describe('the queue', () => {
  it('changes nothing about any entry of the corpus', async () => {
    const [direct, boxed] = [await open(), await open()]
    await addKnownSite(direct)
    const [one, other] = [await startCollector(direct), await startBoxed(boxed)]
    const both = new Hono().all('*', async c => {
      other.clock.now = one.clock.now
      await other.app.fetch(c.req.raw.clone())
      await handOver(boxed, other.messages.splice(0))
      return one.app.fetch(c.req.raw)
    })
    for (const entry of entries.filter(isPlayable)) {
      await play(entry, { ...one, app: both })
      one.clock.now = NOW
    }
    const [ours, theirs] = [await written(boxed), await written(direct)]
    expect(ours).toEqual(theirs)
    expect(ours.letters.length).toBeGreaterThan(40)
  })

  it('holds messages of at most 120,000 bytes, whose events add up', async () => {
    const { send, messages } = await startBoxed(await open())
    const batch = Array.from({ length: 400 }, (_, i) => pageView({ title: 'é"'.repeat(150), n: i, props: 'x' }))
    const response = await send({ site: 'pk_site', sent_at: new Date(NOW).toISOString(), batch })
    expect(response.status).toBe(202)
    expect(messages.length).toBeGreaterThan(2)
    for (const message of messages) expect(new TextEncoder().encode(message).length).toBeLessThanOrEqual(MAX_MESSAGE_BYTES)
    const ofMessages = messages.map(message => JSON.parse(message).arrival.received)
    expect(ofMessages.reduce((a, b) => a + b)).toBe(400)
  })

  it('stores at once what no message can hold', async () => {
    const db = await open()
    const { app, messages, letters } = await startBoxed(db)
    const body = `{"site":"pk_site",${'漢'.repeat(60_000)}`
    expect((await app.request('/e?site=pk_site', { method: 'POST', body })).status).toBe(400)
    expect(messages).toEqual([])
    expect(await letters()).toMatchObject([{ reason: 'invalid_json', bytes: new TextEncoder().encode(body).length }])
  })

  it('never holds an address, a user agent, or what would be scrubbed', async () => {
    const { send, messages } = await startBoxed(await open(), { clientOf: () => ADDRESS })
    for (const [body, headers] of story()) await send(body, headers)
    const all = messages.join()
    expect(all).toContain('day:')
    for (const text of [ADDRESS, CHROME, SECRET]) expect(all).not.toContain(text)
  })

  it('leaves no trace of a probe', async () => {
    const { send, messages } = await startBoxed(await open())
    await send({ site: 'pk_site', sent_at: new Date(NOW).toISOString(), batch: [] })
    expect(messages).toEqual([])
  })

  it('answers 503 when it takes nothing', async () => {
    const db = await open()
    const boxed = await startBoxed(db)
    boxed.messages.push = () => {
      throw new Error('Queue send failed: Too Many Requests')
    }
    const response = await boxed.send({ site: 'pk_site', sent_at: new Date(NOW).toISOString(), batch: [pageView()] })
    expect([response.status, response.headers.get('Retry-After')]).toEqual([503, '5'])
    expect(await response.json()).toMatchObject({ error: 'storage_unavailable' })
    expect(boxed.reports).toEqual(['Error: Queue send failed: Too Many Requests'])
  })
})

describe('a consumer that is killed', () => {
  const positions = Array.from({ length: 100 }, (_, i) => i)

  it.each(['before its commit', 'after its commit'])('%s stores each of 100 messages once', async when => {
    const db = await open()
    const messages = await hundred(db)
    await handOverUntilKilled(db, messages, when === 'before its commit')
    await handOver(db, messages)
    await expectOnce(db, 100)
  })

  it('while it acknowledges, at each of 100 positions, does so too', async () => {
    const db = await open()
    const [model = ''] = await hundred(db, 1)
    const [candidate] = JSON.parse(model).arrival.candidates
    for (const position of positions) {
      const messages = positions.map(i =>
        model.replaceAll(candidate.row.event_id, `at-${position}-${i}`).replace(/"id":"[^"]+"/, `"id":"m-${position}-${i}"`),
      )
      const beforeAck = (i: number) => {
        if (i === position) throw new Error('killed')
      }
      await expect(handOver(db, messages, { beforeAck })).rejects.toThrow('killed')
      const { acked } = await handOver(db, messages.slice(position))
      expect(acked).toHaveLength(100 - position)
    }
    await expectOnce(db, 10_000)
  })
})

describe('a poison message', () => {
  it('holds back nobody: 99 of 100 are stored at once, it becomes a dead letter after its tries', async () => {
    const db = await open()
    const messages = await hundred(db)
    await poison(db, messages[41]!)
    for (const [attempts, pause] of [
      [1, 10],
      [2, 40],
      [3, 160],
    ] as const) {
      const { acked, retried } = await handOver(db, attempts === 1 ? messages : [messages[41]], { attempts })
      expect(acked).toHaveLength(attempts === 1 ? 99 : 0)
      expect([...retried]).toEqual([[messages[41], pause]])
    }
    const { acked, reports } = await handOver(db, [messages[41]], { by: bury })
    expect([acked.length, reports.length]).toEqual([1, 1])
    await handOver(db, [messages[41]], { by: bury })
    const letters = await db.all(sql`select reason, site_id, kind, replayable from dead_letters`)
    expect(letters).toEqual([{ reason: 'undeliverable', site_id: 'site', kind: 'event', replayable: 1 }])
    expect(await count(db)).toBe(99)
    expect(await imbalance(db)).toBe(0)
  })

  it('that is none of ours is kept, as far as it can be read', async () => {
    const db = await open()
    const messages = await hundred(db, 2)
    const { acked, retried } = await handOver(db, [messages[0], 'mail anna@acme.example', messages[1]])
    expect([acked.length, [...retried]]).toEqual([2, [['mail anna@acme.example', 10]]])
    await handOver(db, ['mail anna@acme.example'], { by: bury })
    expect(await db.all(sql`select reason, detail, replayable from dead_letters`)).toEqual([
      { reason: 'undeliverable', detail: 'it is no JSON', replayable: 0 },
    ])
    expect(await imbalance(db)).toBe(0)
  })

  it('is stored after all when its cause has gone', async () => {
    const db = await open()
    const messages = await hundred(db, 3)
    await handOver(db, messages, { by: bury })
    await expectOnce(db, 3)
  })

  it('is not suspected when the store is away: all wait', async () => {
    const db = await open()
    const messages = await hundred(db, 5)
    const away = { ...db, run: () => Promise.reject(new Error('D1 DB is overloaded')) }
    expect((await handOver(away, messages)).retried.size).toBe(5)
    expect([...(await handOver(away, messages, { by: bury })).retried.values()]).toEqual(Array(5).fill(900))
    await handOver(db, messages)
    await expectOnce(db, 5)
  })
})

const open = useStores('sqlite')

const isPlayable = ({ target, name, input }: (typeof entries)[number]) =>
  target === 'collect' &&
  !/^(fault-|slowloris|content-length|duplicate-content|nul-in-header|trace-|malformed-percent|link-|url-idn|identify-1000)/.test(
    name,
  ) &&
  !input.raw &&
  !input.steps?.some(step => 'replay' in step)

/** Requests of every kind: taken, repeated, in conflict, rejected, refused; a form, a stranger, a bot; a server's calls. */
function story(): [body: unknown, headers?: Record<string, string>][] {
  const at = new Date(NOW).toISOString()
  const batch = (...events: unknown[]) => ({ site: 'pk_site', sent_at: at, batch: events })
  const [first, form, stranger] = [
    pageView({ url: `https://www.example.com/?password=${SECRET}&utm_source=x` }),
    pageView({ type: 'form', form: 'contact', email: 'anna@acme.example', fields: { name: 'Anna', password: SECRET } }),
    pageView({ anonymous_id: undefined }),
  ]
  return [
    [batch(first, form)],
    [batch(stranger), { 'sec-gpc': '1' }],
    [batch(pageView(), pageView({ created_at: 'yesterday' }), pageView({ consent: { analytics: false, identify: false } }))],
    [batch(pageView({ url: `https://elsewhere.example/?token=${SECRET}` }))],
    [batch(pageView()), { 'user-agent': 'Googlebot/2.1' }],
    [batch(pageView()), { origin: 'https://elsewhere.example' }],
    [{ ...batch(pageView()), site: 'pk_nobody' }],
    [`{"site":"pk_site","sent_at":"${at}","batch":"none"}`],
  ]
}

async function hundred(db: Database, count = 100): Promise<string[]> {
  const { collect, messages } = await startBoxed(db)
  for (let i = 0; i < count; i++) await collect(pageView())
  return messages
}

/** Nothing goes on after the first write has begun, or has been done. */
async function handOverUntilKilled(db: Database, messages: readonly string[], isBefore: boolean): Promise<void> {
  await new Promise<void>(killed => {
    const run: Database['run'] = async (...writes) => {
      if (!isBefore) await db.run(...writes)
      killed()
      return new Promise(() => {})
    }
    void handOver({ ...db, run }, messages)
  })
}

/** The store itself refuses this one event. */
const poison = (db: Database, message: string) =>
  db.run(
    sql.raw(`create trigger poison before insert on events
      when new.event_id = '${JSON.parse(message).arrival.candidates[0].row.event_id}' begin select raise(abort, 'poison'); end`),
  )

const count = async (db: Database) => (await db.all<{ n: number }>(sql`select count(*) as n from events`))[0]!.n

async function expectOnce(db: Database, events: number) {
  expect(await count(db)).toBe(events)
  expect(await db.all(sql`select outcome, sum(events) as events from ledger group by outcome`)).toEqual([
    { outcome: 'accepted', events },
  ])
  expect(await imbalance(db)).toBe(0)
}

/** A visitor of the day has the same id where the salt is the same. */
const sameSalt = async (...stores: Database[]) => {
  for (const db of stores) {
    for (const day of [NOW - 86_400_000, NOW]) {
      await db.run(sql`insert into daily_salts (day, salt) values (${new Date(day).toISOString().slice(0, 10)}, 'ab')`)
    }
  }
}
