/**
 * Runs one suite over every store: a SQLite file, D1 in the real workerd, and PostgreSQL: the server that
 * POSTGRES_URL names, else PGlite behind a socket, so that the same driver speaks the same protocol.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, describe } from 'vitest'
import { d1Database } from '../db/d1.ts'
import type { Database } from '../db/database.ts'
import { migrate, readMigrations } from '../db/migrate.ts'
import { openPostgres } from '../db/postgres.ts'
import { openSqlite } from '../db/sqlite.ts'
import { startD1 } from './d1.ts'
import { startPglite } from './pglite.ts'

export type Engine = Database['engine']

/** A fresh store: migrated unless told otherwise. It is closed and thrown away after the test. */
export type OpenStore = (options?: { migrated: boolean }) => Promise<Database>

export const NOW = Date.UTC(2026, 0, 1)

export function describeEachEngine(title: string, suite: (open: OpenStore, engine: Engine) => void) {
  for (const engine of ['sqlite', 'd1', 'postgres'] as const) {
    describe(`${title} on ${engine}`, () => suite(useStores(engine), engine))
  }
}

/** For a suite that needs one engine only. Call it inside `describe` or at the top of a file. */
export function useStores(engine: Engine): OpenStore {
  const makers = { sqlite: sqliteFiles, d1: d1Databases, postgres: postgresDatabases }
  const maker = makers[engine]()
  const opened: Database[] = []
  afterEach(async () => {
    for (const db of opened.splice(0)) await db.close()
    await maker.cleanUp?.()
  })
  afterAll(() => maker.stop())
  return async ({ migrated } = { migrated: true }) => {
    const db = await maker.open()
    opened.push(db)
    if (migrated) await migrate(db, readMigrations(), () => NOW)
    return db
  }
}

interface Maker {
  open(): Promise<Database>
  cleanUp?(): Promise<void>
  stop(): Promise<void>
}

function sqliteFiles(): Maker {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-'))
  let count = 0
  return {
    open: async () => openSqlite(join(folder, `${count++}.db`)),
    stop: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** One workerd serves many empty databases; the next is taken for each test. */
function d1Databases(): Maker {
  const PER_WORKERD = 24
  let running: Awaited<ReturnType<typeof startD1>> | undefined
  let count = 0
  return {
    async open() {
      if (count % PER_WORKERD === 0) {
        await running?.stop()
        running = await startD1(PER_WORKERD)
      }
      const binding = running?.databases[count++ % PER_WORKERD]
      if (!binding) throw new Error('workerd gave no D1 database')
      return d1Database(binding)
    },
    stop: async () => running?.stop(),
  }
}

/** What a database needs so that text sorts as on SQLite, by code point. */
const CREATE = "template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'"

function postgresDatabases(): Maker {
  const { POSTGRES_URL } = process.env
  return POSTGRES_URL ? realPostgres(POSTGRES_URL) : pglite()
}

function realPostgres(url: string): Maker {
  const admin = new pg.Pool({ connectionString: url, max: 1 })
  const made: string[] = []
  return {
    async open() {
      const name = `tributary_${process.pid}_${crypto.randomUUID().slice(0, 8)}`
      await admin.query(`create database ${name} ${CREATE}`)
      made.push(name)
      return openPostgres(Object.assign(new URL(url), { pathname: `/${name}` }).href)
    },
    async cleanUp() {
      for (const name of made.splice(0)) await admin.query(`drop database ${name} with (force)`)
    },
    stop: () => admin.end(),
  }
}

/** PGlite is one database with one session: it is emptied for each test, and used through one connection. */
function pglite(): Maker {
  let running: Awaited<ReturnType<typeof startPglite>> | undefined
  return {
    async open() {
      running ??= await startPglite()
      const admin = new pg.Client({ connectionString: running.url })
      await admin.connect()
      await admin.query('drop schema public cascade; create schema public')
      await admin.end()
      return openPostgres(running.url, 1)
    },
    stop: async () => running?.stop(),
  }
}
