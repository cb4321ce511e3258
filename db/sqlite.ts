/** SQLite in a file, through better-sqlite3: the default store. One process writes at a time; others wait for their turn. */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core'
import type { BulkInsert, Database, Row, Write } from './database.ts'

const dialect = new SQLiteSyncDialect()

/** Before this version a checkpoint could race with a writer and corrupt the file: https://sqlite.org/releaselog/3_51_3.html */
const OLDEST_SQLITE = [3, 51, 3]

/** What must be true of every connection, set and read back. FULL: an answered event survives a power cut. */
const PRAGMAS = {
  journal_mode: 'wal',
  synchronous: 2,
  foreign_keys: 1,
  secure_delete: 1,
  trusted_schema: 0,
  busy_timeout: 10_000,
}

/** Statements kept prepared. Bulk inserts of different shapes and queries fit many times over. */
const MAX_PREPARED = 500

/** Opens or creates the file. @throws Error when SQLite is too old or a pragma did not take */
export function openSqlite(path: string): Database {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true })
  const sqlite = new Sqlite(path)
  assertVersion(sqlite)
  for (const [pragma, wanted] of Object.entries(PRAGMAS)) {
    sqlite.pragma(`${pragma} = ${wanted}`)
    const found = sqlite.pragma(pragma, { simple: true })
    const isMemory = path === ':memory:' && pragma === 'journal_mode'
    if (found !== wanted && !isMemory) throw new Error(`SQLite pragma ${pragma} is ${found}, not ${wanted}, on ${path}`)
  }
  return sqliteDatabase(sqlite)
}

function sqliteDatabase(sqlite: Sqlite.Database): Database {
  const prepared = new Map<string, Sqlite.Statement>()

  const prepare = (text: string): Sqlite.Statement => {
    const known = prepared.get(text)
    if (known) return known
    if (prepared.size >= MAX_PREPARED) prepared.clear()
    const statement = sqlite.prepare(text)
    prepared.set(text, statement)
    return statement
  }

  const write = (one: Write): Row[] => {
    if ('rows' in one) return insertRows(one)
    const { sql, params } = dialect.sqlToQuery(one)
    const statement = prepare(sql)
    if (statement.reader) return statement.all(...params) as Row[]
    statement.run(...params)
    return []
  }

  const insertRows = ({ table, columns, rows, tail }: BulkInsert): Row[] => {
    const names = columns.map(column => column.name)
    const statement = prepare(`insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')}) ${tail}`)
    if (statement.reader) return rows.flatMap(row => statement.all(...row) as Row[])
    for (const row of rows) statement.run(...row)
    return []
  }

  // BEGIN IMMEDIATE waits for the other writer; a deferred transaction that reads and then writes fails at once instead.
  const transaction = sqlite.transaction((writes: Write[]) => writes.map(write))

  return {
    engine: 'sqlite',
    all: async <R>(statement: Parameters<Database['all']>[0]) => {
      const { sql, params } = dialect.sqlToQuery(statement)
      return prepare(sql).all(...params) as R[]
    },
    run: async (...writes) => transaction.immediate(writes),
    close: async () => void sqlite.close(),
  }
}

function assertVersion(sqlite: Sqlite.Database) {
  const version = String(sqlite.prepare('select sqlite_version()').pluck().get())
  const parts = version.split('.').map(Number)
  const difference = OLDEST_SQLITE.map((oldest, i) => (parts[i] ?? 0) - oldest).find(d => d !== 0) ?? 0
  if (difference < 0) throw new Error(`SQLite ${version} is older than ${OLDEST_SQLITE.join('.')}, which this store needs`)
}
