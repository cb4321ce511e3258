import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import type { Database } from '../../../db/database.ts'
import { removeOldLetters } from '../../../worker/collect/dead-letter-retention.ts'
import { type ReplayOptions, replay } from '../../../worker/collect/replay.ts'
import { takeLease } from '../../../worker/jobs/lease.ts'
import { describeEachEngine, NOW, useStores } from '../../engines.ts'
import { type Collector, pageView, startCollector } from './collector.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

describeEachEngine('a replay', open => {
  it('lands each letter once when the rule was mended, however often it is done', async () => {
    const site = await startCollector(await open())
    const elsewhere = Array.from({ length: 120 }, (_, i) => pageView({ id: `elsewhere-${i}`, url: 'https://new.example/' }))
    await site.collect(...elsewhere)
    await site.collect(pageView({ id: 'elsewhere-here' }), pageView({ id: 'bad' }))
    site.clock.now += 5 * DAY_MS

    expect(await again(site)).toMatchObject({ letters: 121, accepted: 0, rejected: { origin_not_allowed: 120, bad_id: 1 } })
    await admit(site.db, 'new.example')
    expect(await again(site, { isDry: true })).toMatchObject({ letters: 121, accepted: 120, duplicates: 0 })
    expect(await site.events()).toHaveLength(1)
    expect(await again(site)).toMatchObject({ letters: 121, accepted: 120, duplicates: 0, rejected: { bad_id: 1 } })
    expect(await again(site)).toMatchObject({ letters: 1, accepted: 0, duplicates: 0, rejected: { bad_id: 1 } })

    const events = await site.events()
    expect(events).toHaveLength(121)
    expect(new Set(events.map(event => event.received_at))).toEqual(new Set([NOW]))
    const letters = await site.letters()
    expect(letters.filter(letter => letter.replayed_at === NOW + 5 * DAY_MS && letter.tries === 1)).toHaveLength(120)
    expect(letters.filter(letter => letter.replayed_at === null)).toMatchObject([{ reason: 'bad_id', tries: 3 }])
    expect(await ledger(site.db)).toEqual({ received: 122, 'accepted ': 121, 'rejected bad_id': 1 })
  })

  it('makes of a letter the very event that its sender would have, for its sender may send it again', async () => {
    const site = await startCollector(await open(), { countryOf: () => 'DE' })
    const event = pageView({
      url: 'https://new.example/?token=abc',
      title: 'write to jane@acme.example',
      created_at: new Date(NOW - 2 * HOUR_MS).toISOString(),
    })
    await site.collect(event)
    await admit(site.db, 'new.example')
    site.clock.now += 6 * HOUR_MS
    await again(site)
    expect(await site.events()).toMatchObject([
      {
        url: 'https://new.example/?token=*',
        title: 'write to *',
        occurred_at: NOW - 2 * HOUR_MS,
        sent_at: NOW,
        received_at: NOW,
        country: 'DE',
        browser: 'Chrome',
      },
    ])
    expect(await site.collect({ ...event, sent_at: 'later' })).toMatchObject({ duplicates: 1 })
  })

  it('says who somebody is as the event would have', async () => {
    const site = await startCollector(await open())
    const form = { type: 'form', url: 'https://new.example/', form: 'demo', email: 'jane@acme.example' }
    await site.collect(pageView({ ...form, fields: { name: 'Jane', password: 'hunter2' } }))
    expect((await site.letters())[0]?.head).not.toContain('hunter2')
    await admit(site.db, 'new.example')
    await again(site)
    expect(await site.db.all(sql`select email, name from people`)).toEqual([{ email: 'jane@acme.example', name: 'Jane' }])
    expect(await site.db.all(sql`select visitor_id from identity_links`)).toHaveLength(1)
    expect(await site.db.all(sql`select kind from stale_marks where kind = 'visitor'`)).toHaveLength(1)
  })

  it('lets the first body keep its id, and keeps the other one with the count of tries', async () => {
    const site = await startCollector(await open())
    await site.collect(pageView({ id: 'conflict-0001', title: 'first' }), pageView({ id: 'conflict-0001', title: 'second' }))
    expect(await again(site)).toMatchObject({ accepted: 0, rejected: { id_conflict: 1 } })
    expect(await site.letters()).toMatchObject([{ reason: 'id_conflict', tries: 1, replayed_at: null }])
    expect(await site.events()).toMatchObject([{ title: 'first' }])
  })

  it('counts what came some other way meanwhile as a duplicate', async () => {
    const site = await startCollector(await open())
    const event = pageView({ url: 'https://new.example/' })
    await site.collect(event)
    await admit(site.db, 'new.example')
    site.clock.now += 6000
    await site.collect(event)
    expect(await again(site)).toMatchObject({ letters: 1, accepted: 0, duplicates: 1 })
    expect(await ledger(site.db)).toEqual({ received: 2, 'accepted ': 1, 'duplicate ': 1 })
  })

  it('takes a refused request apart, and counts the events that nobody could tell apart before', async () => {
    const site = await startCollector(await open())
    const batch = [pageView(), pageView({ url: 'https://other.example/' }), pageView()]
    const body = { sent_at: 'yesterday', batch }
    await site.app.request(`https://t.example.com/e?site=${site.key}`, { method: 'POST', body: JSON.stringify(body) })
    expect(await site.letters()).toMatchObject([{ kind: 'request', reason: 'bad_timestamp', events: 1, replayable: 1 }])
    expect(await again(site)).toMatchObject({ rejected: { bad_timestamp: 1 } })

    const mended = JSON.stringify({ ...body, sent_at: new Date(NOW).toISOString() })
    await site.db.run(sql`update dead_letters set head = ${mended}`)
    expect(await again(site)).toMatchObject({ letters: 1, accepted: 2, rejected: { origin_not_allowed: 1 } })
    expect(await site.letters()).toHaveLength(2)
    expect(await ledger(site.db)).toEqual({ received: 3, 'accepted bot': 2, 'rejected origin_not_allowed': 1 })
    await admit(site.db, 'other.example')
    expect(await again(site)).toMatchObject({ letters: 1, accepted: 1 })
    expect(await site.events()).toHaveLength(3)
  })

  it('takes those that are asked for', async () => {
    const site = await startCollector(await open())
    await site.collect(pageView({ id: 'bad' }), pageView({ url: 'no address' }))
    site.clock.now += DAY_MS
    await site.collect(pageView({ id: 'bad' }))
    expect(await again(site, { choice: { reason: 'bad_url' } })).toMatchObject({ letters: 1, rejected: { bad_url: 1 } })
    expect(await again(site, { choice: { since: NOW + 1 } })).toMatchObject({ letters: 1, rejected: { bad_id: 1 } })
    expect(await again(site, { choice: { site_id: 'nobody' } })).toMatchObject({ letters: 0 })
    expect(await again(site, { limit: 2, choice: {} })).toMatchObject({ letters: 2, left: 1 })
  })

  it('is done by one process at a time', async () => {
    const site = await startCollector(await open())
    await site.collect(pageView({ id: 'bad' }))
    const lease = await takeLease(site.db, 'replay', 'somebody else', () => site.clock.now)
    await expect(again(site)).rejects.toMatchObject({ reason: 'job_running' })
    await lease.release()
    site.clock.now += 1
    expect(await again(site)).toMatchObject({ letters: 1 })
  })

  it('forgets letters after thirty days, and not what was counted', async () => {
    const site = await startCollector(await open())
    await site.collect(pageView({ id: 'bad' }), pageView({ id: 'bad' }))
    site.clock.now += 20 * DAY_MS
    await site.collect(pageView({ id: 'bad' }))
    await removeOldLetters(site.db, NOW + 30 * DAY_MS)
    expect(await site.letters()).toHaveLength(3)
    await removeOldLetters(site.db, NOW + 30 * DAY_MS + 1)
    expect(await site.letters()).toHaveLength(1)
    expect(await ledger(site.db)).toEqual({ received: 3, 'rejected bad_id': 3 })
  })
})

describe('a replay that breaks off', () => {
  const open = useStores('sqlite')

  it('is begun again where it stopped, at whatever write', async () => {
    for (const writes of [1, 2, 3]) {
      const site = await startCollector(await open())
      await site.collect(...Array.from({ length: 150 }, () => pageView({ url: 'https://new.example/' })))
      await admit(site.db, 'new.example')
      let left = writes
      const dying: Database = {
        ...site.db,
        run: async (...all) => {
          if (left-- <= 0) throw new Error('killed')
          return site.db.run(...all)
        },
      }
      await again({ ...site, db: dying }).catch(() => {})
      // The lease of a process that died runs out.
      site.clock.now += HOUR_MS
      await again(site)
      expect(await site.events()).toHaveLength(150)
      expect(await ledger(site.db)).toEqual({ received: 150, 'accepted ': 150 })
    }
  })
})

describe('a dead letter that nobody can send again', () => {
  const open = useStores('sqlite')
  const huge = '{"id":"numbers-0001","type":"track","name":"x","url":"https://www.example.com/","props":{"n":1e400}}'

  it.each<[what: string, batch: string]>([
    ['is too large', JSON.stringify([pageView({ title: 'x'.repeat(40_000) })])],
    ['has a number that was lost on the way', `[${huge}]`],
    ['says that nothing may be kept', JSON.stringify([pageView({ id: 'x', consent: { analytics: false, identify: false } })])],
  ])('when it %s', async (_, batch) => {
    const site = await startCollector(await open())
    await site.send(`{"site":"${site.key}","batch":${batch}}`)
    expect(await site.letters()).toMatchObject([{ replayable: 0, seen: null, replayed_at: null }])
    expect(await again(site)).toMatchObject({ letters: 0, unreplayable: 1 })
  })

  it('keeps the first 4 KB of an event that was too large, with its size and hash', async () => {
    const site = await startCollector(await open())
    await site.collect(pageView({ title: 'x'.repeat(40_000) }))
    const [letter] = await site.letters()
    expect(letter).toMatchObject({ reason: 'event_too_large', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(letter?.head).toHaveLength(4096)
    expect(letter?.bytes).toBeGreaterThan(40_000)
  })

  it('names nobody who did not agree to it', async () => {
    const site = await startCollector(await open())
    const event = { id: 'x', type: 'form', form: 'f', fields: { name: 'Jane Roe' }, email: 'jane@acme.example' }
    await site.collect(pageView({ ...event, consent: { analytics: true, identify: false } }))
    await site.send({ site: site.key, batch: [pageView(event)] }, { 'sec-gpc': '1' })
    for (const { head } of await site.letters()) expect(head).not.toMatch(/jane|visitor-0123/i)
  })
})

/** Tries every letter, unless told otherwise. */
const again = ({ db, clock }: Pick<Collector, 'db' | 'clock'>, options: Partial<ReplayOptions> = {}) =>
  replay({ db, now: () => clock.now, newId: () => crypto.randomUUID(), sha256 }, { choice: {}, ...options })

async function sha256(data: string | Uint8Array): Promise<string> {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : new Uint8Array(data)
  return Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex')
}

/** The mended rule: pages of another domain count as the site's own. */
const admit = (db: Database, domain: string) => db.run(sql`update sites set domain = ${domain}`)

/** All that was counted; marks of bots are one word here. */
async function ledger(db: Database): Promise<Record<string, number>> {
  const rows = await db.all<{ outcome: string; reason: string; events: number }>(
    sql`select outcome, reason, sum(events) as events from ledger group by outcome, reason order by outcome, reason`,
  )
  const [received] = await db.all<{ events: number }>(sql`select sum(events) as events from received_events`)
  const name = ({ outcome, reason }: (typeof rows)[number]) =>
    outcome === 'accepted' && reason !== '' ? 'accepted bot' : `${outcome} ${reason}`
  return {
    received: received?.events ?? 0,
    ...Object.fromEntries(rows.flatMap(row => (row.events === 0 ? [] : [[name(row), row.events]]))),
  }
}
