import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { sql } from 'drizzle-orm'
import { afterAll, describe, expect, it } from 'vitest'
import type { Database } from '../../../db/database.ts'
import { openStore } from '../../../db/open.ts'
import { dailyVisitors, forgetOldSalts } from '../../../worker/collect/daily-visitor.ts'
import { attribute } from '../../../worker/jobs/attribute.ts'
import { describeEachEngine, NOW } from '../../engines.ts'
import { pageView, startCollector } from './collector.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** NOW is midnight. */
const NOON = NOW + 12 * HOUR_MS

const jane = { site_id: 's1', address: '203.0.113.7', user_agent: 'Firefox' }

const saltsOf = (db: Database) => db.all<{ day: string; salt: string }>(sql`select day, salt from daily_salts order by day`)

describeEachEngine('a visitor without an id', open => {
  it('has one id for a day, site, address and browser', async () => {
    const db = await open()
    const clock = { now: NOON }
    const idOf = dailyVisitors(db, () => clock.now)
    const id = await idOf(jane, NOON)
    expect(id).toMatch(/^day:[0-9a-f]{32}$/)
    expect(await idOf(jane, NOW)).toBe(id)
    expect(await idOf(jane, NOW + DAY_MS - 1)).toBe(id)

    const others = [{ site_id: 's2' }, { address: '203.0.113.8' }, { user_agent: 'Chrome' }]
    const ids = await Promise.all(others.map(other => idOf({ ...jane, ...other }, NOON)))
    clock.now += DAY_MS
    const tomorrow = await idOf(jane, clock.now)
    expect(new Set([id, tomorrow, ...ids]).size).toBe(5)
  })

  it('keeps it for what arrives late, until the next day has ended', async () => {
    const db = await open()
    const clock = { now: NOON }
    const idOf = dailyVisitors(db, () => clock.now)
    const id = await idOf(jane, NOON)
    clock.now = NOW + 2 * DAY_MS - 1
    expect(await idOf(jane, NOON)).toBe(id)
    clock.now += 1
    expect(await idOf(jane, NOON)).toBeNull()
  })

  it('is the same to all processes on one store', async () => {
    const db = await open()
    const processes = Array.from({ length: 4 }, () => dailyVisitors(db, () => NOON))
    const ids = await Promise.all(processes.map(idOf => idOf(jane, NOON)))
    expect(new Set(ids).size).toBe(1)
    expect(await saltsOf(db)).toEqual([{ day: '2026-01-01', salt: expect.stringMatching(/^[0-9a-f]{64}$/) }])
  })

  it('is forgotten by whoever comes first: the next visitor or the job', async () => {
    const db = await open()
    const clock = { now: NOW }
    const now = () => clock.now
    const idOf = dailyVisitors(db, now)
    await idOf(jane, clock.now)
    clock.now += DAY_MS
    await idOf(jane, clock.now)
    expect((await saltsOf(db)).map(({ day }) => day)).toEqual(['2026-01-01', '2026-01-02'])
    clock.now += DAY_MS
    await idOf(jane, clock.now)
    expect((await saltsOf(db)).map(({ day }) => day)).toEqual(['2026-01-02', '2026-01-03'])
    clock.now += 2 * DAY_MS
    await attribute({ db, now, newId: () => crypto.randomUUID() })
    expect(await saltsOf(db)).toEqual([])
  })

  it('makes one session of a visit, and no person', async () => {
    const { db, collect, events, clock } = await startCollector(await open(), { clientOf: () => jane.address })
    clock.now = NOON
    const at = (minutes: number) => new Date(NOON + minutes * 60_000).toISOString()
    const stranger = (minutes: number, fields: object) =>
      pageView({ anonymous_id: undefined, created_at: at(minutes), ...fields })
    clock.now = NOON + 10 * 60_000
    await collect(
      stranger(0, { referrer: 'https://www.google.com/' }),
      stranger(5, { url: 'https://www.example.com/pricing' }),
      stranger(9, { type: 'form', form: 'demo', email: 'jane@acme.example', fields: {} }),
    )
    expect(new Set((await events()).map(event => event.visitor_id)).size).toBe(1)
    await attribute({ db, now: () => clock.now, newId: () => crypto.randomUUID() })
    expect(await db.all(sql`select channel, page_views, forms from sessions`)).toEqual([
      { channel: 'Organic Search', page_views: 2, forms: 1 },
    ])
    for (const table of ['people', 'identity_links', 'touches']) {
      expect(await db.all(sql.raw(`select * from ${table}`))).toEqual([])
    }
  })

  it('becomes another one at midnight, and so does the visit', async () => {
    const { db, collect, clock } = await startCollector(await open(), { clientOf: () => jane.address })
    const view = (at: number) => pageView({ anonymous_id: undefined, created_at: new Date(at).toISOString() })
    clock.now = NOON + 12 * HOUR_MS + 1000
    await collect(view(clock.now - 2000), view(clock.now - 1500), view(clock.now))
    await attribute({ db, now: () => clock.now, newId: () => crypto.randomUUID() })
    expect(await db.all(sql`select page_views from sessions order by started_at`)).toEqual([{ page_views: 2 }, { page_views: 1 }])
  })
})

describe('the id of the day', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-salts-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const openFile = (name: string) => openStore(`sqlite:${join(folder, name)}`, Date.now)
  /** Everything that stands in the files of a store. */
  const filesOf = (name: string) =>
    Buffer.concat(
      readdirSync(folder)
        .filter(file => file.startsWith(name))
        .map(file => readFileSync(join(folder, file))),
    )

  it('comes from a salt of which no byte is left after two days, and from an address that is never written', async () => {
    const { db, collect, clock, events } = await startCollector(await openFile('gone.db'), { clientOf: () => '198.51.100.77' })
    const salts: string[] = []
    for (let day = 0; day < 4; day++) {
      clock.now = NOW + day * DAY_MS
      await collect(pageView({ anonymous_id: undefined, created_at: undefined }))
      salts.push((await saltsOf(db)).at(-1)!.salt)
    }
    const isThere = (text: string) => [text, Buffer.from(text, 'hex')].map(bytes => filesOf('gone.db').includes(bytes))
    expect(salts.map(salt => isThere(salt)[0])).toEqual([false, false, true, true])
    clock.now = NOW + 6 * DAY_MS
    await forgetOldSalts(db, clock.now)
    expect(salts.flatMap(isThere)).not.toContain(true)
    expect(filesOf('gone.db').includes('198.51.100.77')).toBe(false)

    // Who knows all addresses finds nobody with what is left.
    const [{ site_id, visitor_id } = { site_id: '', visitor_id: '' }] = await events()
    const idOf = dailyVisitors(db, () => clock.now)
    const tried = new Set<string | null>()
    for (let host = 0; host < 256; host++) tried.add(await idOf({ ...jane, site_id, address: `198.51.100.${host}` }, clock.now))
    expect(tried.size).toBe(256)
    expect(tried.has(visitor_id)).toBe(false)
    await db.close()
  })

  it('is forgotten when a reader lets go of what it saw', async () => {
    const db = await openFile('read.db')
    await dailyVisitors(db, () => NOW)(jane, NOW)
    const [{ salt } = { salt: '' }] = await saltsOf(db)
    const reader = new Sqlite(join(folder, 'read.db'), { readonly: true })
    reader.exec('begin; select * from daily_salts')
    await forgetOldSalts(db, NOW + 2 * DAY_MS)
    await forgetOldSalts(db, NOW + 2 * DAY_MS)
    expect(await saltsOf(db)).toEqual([{ day: '2026-01-01', salt: '' }])
    reader.close()
    await forgetOldSalts(db, NOW + 2 * DAY_MS)
    expect(await saltsOf(db)).toEqual([])
    expect(filesOf('read.db').includes(salt)).toBe(false)
    await db.close()
  })
})

describe('who is a visitor of the day', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-strangers-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const DAY_ID = expect.stringMatching(/^day:/)
  const NO = { analytics: false, identify: false }

  it.each([
    ['nobody who has an id', {}, {}, 'visitor-0123456789abcdef'],
    ['whoever has none', { anonymous_id: undefined }, {}, DAY_ID],
    ['whoever asks for privacy', { anonymous_id: undefined, consent: { analytics: true, identify: false } }, {}, DAY_ID],
    ['whose browser asks for privacy, whatever the page sends', {}, { 'sec-gpc': '1' }, DAY_ID],
    ['whose browser asks not to be tracked', {}, { dnt: '1' }, DAY_ID],
    ['nobody who said no', { anonymous_id: undefined, consent: NO }, {}, null],
    ['nobody who said no with an old snippet', { consent: NO }, { 'sec-gpc': '1' }, null],
    ['no bot', { anonymous_id: undefined }, { 'user-agent': 'Googlebot/2.1' }, null],
  ])('%s', async (name, fields, headers, visitor_id) => {
    const db = await openStore(`sqlite:${join(folder, `${name.replaceAll(/\W/g, '-')}.db`)}`, Date.now)
    const { send, key, events } = await startCollector(db, { clientOf: () => '198.51.100.77' })
    const answer = await send({ site: key, batch: [pageView(fields)] }, { origin: 'https://www.example.com', ...headers })
    expect(await answer.json()).toMatchObject({ accepted: 1 })
    expect(await events()).toMatchObject([{ visitor_id }])
    // The answer never makes a cookie of it.
    expect(answer.headers.get('set-cookie') ?? '').not.toContain('day:')
    await db.close()
  })

  it('nobody whose address is not known', async () => {
    const db = await openStore(`sqlite:${join(folder, 'unknown.db')}`, Date.now)
    const { collect, events } = await startCollector(db)
    await collect(pageView({ anonymous_id: undefined }))
    expect(await events()).toMatchObject([{ visitor_id: null }])
    await db.close()
  })
})
