/**
 * Brings a store's schema up to date. Each migration and the row that says it is applied are one
 * transaction on every store, so an interrupted run goes on where it stopped.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import type { Database } from './database.ts'

export interface Migration {
  /** File name without `.sql`; the order of names is the order of application. */
  readonly name: string
  readonly text: string
}

/** The migrations as files. The built command line has its own copy beside it. */
export function readMigrations(folder: URL = new URL('./migrations/', import.meta.url)): Migration[] {
  return readdirSync(folder)
    .filter(file => file.endsWith('.sql'))
    .sort()
    .map(file => ({ name: file.slice(0, -'.sql'.length), text: readFileSync(new URL(file, folder), 'utf8') }))
}

/**
 * Applies what is missing, in order.
 * @returns names of the migrations applied now
 * @throws Error when an applied migration's text has changed since, or the store knows one that we do not
 */
export async function migrate(db: Database, migrations: readonly Migration[], now: () => number): Promise<string[]> {
  await db.run(sql`
    create table if not exists schema_migrations (
        name text not null primary key,
        checksum text not null,
        applied_at bigint not null
    )
  `)
  const applied = await db.all<{ name: string; checksum: string }>(
    sql`select name, checksum from schema_migrations order by name`,
  )
  const ours = new Map(migrations.map(migration => [migration.name, migration]))
  for (const { name, checksum } of applied) {
    const migration = ours.get(name)
    if (!migration) throw new Error(`the store was made by a newer version: it has migration ${name}`)
    if ((await checksumOf(migration.text)) !== checksum) throw new Error(`migration ${name} was changed after it was applied`)
  }

  const missing = migrations.filter(({ name }) => !applied.some(row => row.name === name))
  for (const { name, text } of missing) {
    const checksum = await checksumOf(text)
    await db.run(
      ...statementsOf(text).map(statement => sql.raw(statement)),
      sql`insert into schema_migrations (name, checksum, applied_at) values (${name}, ${checksum}, ${now()})`,
    )
  }
  return missing.map(({ name }) => name)
}

/** A statement ends with `;` at the end of a line; comments are whole lines. */
export const statementsOf = (text: string): string[] =>
  text
    .replace(/^\s*--.*$/gm, '')
    .split(/;\s*$/m)
    .map(statement => statement.trim())
    .filter(statement => statement !== '')

async function checksumOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(digest), byte => byte.toString(16).padStart(2, '0')).join('')
}
