/** What every command does first: find its store. And how it says that it was called wrongly. */
import type { Database } from '../db/database.ts'
import { DEFAULT_DATABASE_URL, openStore } from '../db/open.ts'

/** The command was called wrongly: exit 2. */
export class Misuse extends Error {}

/** Runs with the store of DATABASE_URL (`--db` sets it), migrated, and closes it afterwards. */
export async function withStore<T>(run: (db: Database) => Promise<T>): Promise<T> {
  const db = await openStore(process.env.DATABASE_URL || DEFAULT_DATABASE_URL, Date.now)
  try {
    return await run(db)
  } finally {
    await db.close()
  }
}

/** One line per fact for people, or the whole as JSON. */
export function print(asJson: boolean | undefined, value: object, lines: readonly string[]): void {
  console.log(asJson ? JSON.stringify(value) : lines.join('\n'))
}
