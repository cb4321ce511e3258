/** Opens the store that a URL names and brings its schema up to date: all that a command has to do before it works. */
import type { Database } from './database.ts'
import { migrate, readMigrations } from './migrate.ts'
import { openPostgres } from './postgres.ts'
import { openSqlite } from './sqlite.ts'

export const DEFAULT_DATABASE_URL = 'sqlite:data/tributary.db'

/**
 * @param url  `sqlite:PATH` or `postgres://…`
 * @throws Error naming DATABASE_URL when the URL is of no known kind
 */
export async function openStore(url: string, now: () => number): Promise<Database> {
  const db = await connect(url)
  await migrate(db, readMigrations(), now)
  return db
}

/** The store as it is, without migrating. */
export async function connect(url: string): Promise<Database> {
  if (/^postgres(ql)?:\/\//.test(url)) return openPostgres(url)
  const path = /^sqlite:(?:\/\/)?(.+)$/.exec(url)?.[1]
  if (path) return openSqlite(path)
  throw new Error(`DATABASE_URL must be sqlite:PATH or postgres://…, not ${url}`)
}
