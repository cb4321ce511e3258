/** What a store says when it cannot take anything, staged with real ones. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { sql } from 'drizzle-orm'
import { afterAll, describe, expect, it } from 'vitest'
import { openStore } from '../../../db/open.ts'
import { storageRefusal } from '../../../worker/collect/storage-error.ts'
import { pageView, startCollector } from './collector.ts'

const folder = mkdtempSync(join(tmpdir(), 'tributary-faults-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const open = (name: string) => openStore(`sqlite:${join(folder, name)}`, Date.now)

describe('a store', () => {
  it('that is full is an answer, and works again by itself when there is room', async () => {
    const { db, collect, send, key, events } = await startCollector(await open('full.db'))
    await collect(pageView())
    const [{ page_count: pages } = { page_count: 0 }] = await db.all<{ page_count: number }>(sql`pragma page_count`)
    await db.all(sql.raw(`pragma max_page_count = ${pages}`))
    const large = () => pageView({ type: 'track', name: 'x', props: { text: 'x'.repeat(30_000) } })
    const answer = await send({ site: key, batch: [large()] })
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(await answer.json()).toMatchObject({ error: 'storage_full', request_id: expect.any(String) })
    expect(await events()).toHaveLength(1)

    await db.all(sql.raw('pragma max_page_count = 100000'))
    expect(await collect(large())).toMatchObject({ accepted: 1 })
    await db.close()
  })

  it('that another process holds is an answer, and no event is stored twice after it', async () => {
    const { db, send, collect, key, events } = await startCollector(await open('busy.db'))
    await db.all(sql.raw('pragma busy_timeout = 20'))
    const other = new Sqlite(join(folder, 'busy.db'))
    other.exec('begin immediate')
    const event = pageView()
    const answer = await send({ site: key, batch: [event] })
    expect(answer.status).toBe(503)
    expect(await answer.json()).toMatchObject({ error: 'storage_unavailable' })
    other.exec('rollback')
    other.close()
    expect(await collect(event)).toMatchObject({ accepted: 1 })
    expect(await collect(event)).toMatchObject({ duplicates: 1 })
    expect(await events()).toHaveLength(1)
    await db.close()
  })
})

describe('storageRefusal', () => {
  const failed = (message: string, code?: string) => Object.assign(new Error(message), code && { code })

  it.each([
    ['SQLite full', failed('database or disk is full', 'SQLITE_FULL'), 'storage_full'],
    ['PostgreSQL full', failed('could not extend file', '53100'), 'storage_full'],
    ['D1 full', failed('D1_ERROR: Exceeded maximum DB size'), 'storage_full'],
    ['SQLite busy', failed('database is locked', 'SQLITE_BUSY'), 'storage_unavailable'],
    ['SQLite busy with a snapshot', failed('database is locked', 'SQLITE_BUSY_SNAPSHOT'), 'storage_unavailable'],
    ['PostgreSQL away', failed('connect ECONNREFUSED 127.0.0.1:5432', 'ECONNREFUSED'), 'storage_unavailable'],
    ['PostgreSQL shutting down', failed('terminating connection', '57P01'), 'storage_unavailable'],
    ['PostgreSQL gone in between', failed('Connection terminated unexpectedly'), 'storage_unavailable'],
    ['PostgreSQL deadlock', failed('deadlock detected', '40P01'), 'storage_unavailable'],
    ['SQLite closed', new TypeError('The database connection is not open'), 'storage_unavailable'],
    ['PostgreSQL closed', failed('Cannot use a pool after calling end on the pool'), 'storage_unavailable'],
    ['D1 overloaded', failed('D1 DB is overloaded. Too many requests queued.'), 'storage_unavailable'],
    ['a broken rule', failed('UNIQUE constraint failed', 'SQLITE_CONSTRAINT_UNIQUE'), null],
    ['a broken rule of PostgreSQL', failed('duplicate key value', '23505'), null],
    ['a bug', new TypeError('x is not a function'), null],
  ])('%s', (_, error, reason) => {
    expect(storageRefusal(error)?.reason ?? null).toBe(reason)
  })
})
