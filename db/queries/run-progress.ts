/** How far a run has come that stopped before its process had to. */
import { sql } from 'drizzle-orm'
import { type Database, insertInto, type Write } from '../database.ts'
import { runProgress } from '../schema.ts'

export async function progressFound(db: Database): Promise<{ run_id: string; progress: string } | undefined> {
  const [row] = await db.all<{ run_id: string; progress: string }>(sql`select run_id, progress from ${runProgress}`)
  return row
}

export const progressKept = (run_id: string, progress: string): Write =>
  insertInto(runProgress, [{ run_id, progress }], { on: ['run_id'], update: ['progress'] })

export const progressGone = (): Write => sql`delete from ${runProgress}`
