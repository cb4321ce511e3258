import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import type { LedgerEntry } from '../../../db/queries/add-to-ledger.ts'
import { botReasons } from '../../../worker/collect/bots.ts'
import { botWords } from '../../../worker/pages/bot-words.ts'
import { differenceOf, lostReasons, siteDays, startOf, stepsOf, sumOf } from '../../../worker/pages/collection-ledger.ts'
import { describeEachEngine, NOW } from '../../engines.ts'
import { CHROME, pageView, startCollector } from '../collect/collector.ts'
import { pageSite } from './site.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

describeEachEngine('the page about collecting', open => {
  it('says what was not taken, why, and that all is accounted for', async () => {
    const { collector, page } = await start(await open())
    expect(await page('/collection')).toContain('Nothing came in the last 24 hours')
    expect(await page('/dead-letters')).toContain('No event has been rejected')

    await collector.collect(pageView(), pageView({ id: 'bad' }), pageView({ id: 'bad', url: 'https://x.example/<b>' }))
    await collector.send({ site: collector.key, batch: [pageView()] }, { 'user-agent': 'Googlebot/2.1' })
    const html = text(await page('/collection'))
    expect(html).toContain('4 events came in the last 24 hours. 2 of them (50 %) were not taken, all for bad id')
    expect(html).toContain('The ledger balances')
    expect(html).toContain('Says itself that it is a machine 1')
    expect(html).toContain('example.com 4 2 0 2 0 0')

    const { dead_letter_id } = (await collector.letters()).find(letter => letter.head.includes('x.example'))!
    const letter = await page(`/dead-letters/${dead_letter_id}`)
    expect(letter).toContain('https://x.example/&lt;b&gt;')
    expect(text(await page('/dead-letters?reason=bad_id'))).toContain('2 dead letters for bad id: 2 can be replayed')
    expect(text(await page('/dead-letters?reason=bad_url'))).toContain('No event was rejected for bad url')
  })

  it('says loudly when an event has no outcome', async () => {
    const { collector, page } = await start(await open())
    await collector.collect(pageView())
    await collector.db.run(sql`update received_events set events = events + 3`)
    expect(text(await page('/collection'))).toContain('The ledger does not balance. 3 events came and have no outcome')
  })

  it('sends one letter, those of a reason, or all of them again', async () => {
    const { collector, page, post, wanted } = await start(await open())
    const elsewhere = () => pageView({ url: 'https://new.example/' })
    await collector.collect(elsewhere(), elsewhere(), pageView({ id: 'bad' }))
    await collector.db.run(sql`update sites set domain = 'new.example'`)
    const one = (await collector.letters()).find(letter => letter.reason === 'origin_not_allowed')!.dead_letter_id

    const answer = await post({ letter: one })
    expect(answer.headers.get('location')).toBe(`/dead-letters/${one}?replayed=1-1-0-0-0`)
    expect(text(await page(answer.headers.get('location')!))).toContain('1 dead letter replayed: 1 event accepted')
    expect(await collector.events()).toHaveLength(1)
    expect(wanted()).toBe(1)

    expect((await post({ reason: 'bad_id' })).headers.get('location')).toBe('/dead-letters?reason=bad_id&replayed=1-0-0-1-0')
    expect((await post({})).headers.get('location')).toBe('/collection?replayed=2-1-0-1-0')
    expect(await collector.events()).toHaveLength(2)
    expect((await post({}, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403)
  })

  it('shows machines in the live feed only when it is asked to', async () => {
    const { collector, page } = await start(await open())
    await collector.collect(pageView({ title: 'A person reads' }))
    await collector.send({ site: collector.key, batch: [pageView({ title: 'A machine reads' })] }, { 'user-agent': 'curl/8.7.1' })
    for (const path of ['/install', '/install/feed']) {
      expect(await page(path)).toContain('A person reads')
      expect(await page(path)).not.toContain('A machine reads')
      expect(await page(`${path}?bots=1`)).toContain('A machine reads')
    }
  })

  async function start(db: Parameters<typeof startCollector>[0]) {
    const collector = await startCollector(db)
    const site = await pageSite(db)
    const post = (fields: Record<string, string>, headers: Record<string, string> = { 'Sec-Fetch-Site': 'same-origin' }) =>
      site.app.request('/dead-letters/replay', {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': CHROME, ...headers },
      })
    return { collector, post, page: site.page, wanted: site.wanted }
  }
})

describe('the ledger of the page', () => {
  const entry = (hours: number, outcome: LedgerEntry['outcome'], events: number, reason = ''): LedgerEntry => ({
    hour_at: NOW - hours * HOUR_MS,
    site_id: 's',
    outcome,
    reason,
    events,
  })
  const entries = [entry(0, 'accepted', 5), entry(0, 'rejected', 2, 'bad_id'), entry(30, 'refused', 1, 'invalid_json')]

  it('puts what was not taken where it belongs in time', () => {
    const steps = stepsOf(entries, '7d', NOW + 1)
    expect(steps).toHaveLength(28)
    expect(steps.filter(step => step.events > 0)).toEqual([
      { from: NOW - 30 * HOUR_MS, events: 1 },
      { from: NOW, events: 2 },
    ])
    expect(startOf('30d', NOW + 1)).toBe(NOW - 29 * DAY_MS)
  })

  it('has a difference where the two sides differ, of which day and site', () => {
    const days = siteDays(entries, [{ hour_at: NOW, site_id: 's', events: 9 }])
    expect(days.map(differenceOf)).toEqual([2, -1])
    expect(differenceOf(sumOf(entries, [{ hour_at: NOW, site_id: 's', events: 8 }]))).toBe(0)
    expect(lostReasons(entries).map(({ reason }) => reason)).toEqual(['bad_id', 'invalid_json'])
  })

  it('has words for each sign of a machine', () => {
    expect(new Set(botReasons.map(botWords)).size).toBe(botReasons.length)
    expect(botWords('some_day')).toBe('some day')
  })
})

/** What a person reads of a page. */
const text = (html: string) =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replace(/\u202f|\u00a0/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ ([.,;:])/g, '$1')
