/** The salts of worker/collect/daily-visitor.ts: kept by whoever is first, gone from the store after the next day. */
import { sql } from 'drizzle-orm'
import { type Database, insertInto, type Write } from '../database.ts'
import { dailySalts } from '../schema.ts'

/** Undefined when there is none, or none any more. */
export async function dailySalt(db: Database, day: string): Promise<string | undefined> {
  const [row] = await db.all<{ salt: string }>(sql`select salt from ${dailySalts} where day = ${day} and salt <> ''`)
  return row?.salt
}

/** Of several processes the first one's stays. */
export const dailySaltKept = (day: string, salt: string): Write => insertInto(dailySalts, [{ day, salt }], { on: ['day'] })

/**
 * Removes what is older than `day` in such a way that no byte of it is left in the files of the store: the row is
 * emptied first, and goes when nothing can remember what stood there. When a reader holds on to an older state, that is
 * for the next call, so call it again and again.
 */
export async function forgetSaltsBefore(db: Database, day: string): Promise<void> {
  const old = await db.all(sql`select day from ${dailySalts} where day < ${day}`)
  if (old.length === 0) return
  await db.run(sql`update ${dailySalts} set salt = '' where day < ${day}`)
  if (!(await isForgotten(db))) return
  await db.run(sql`delete from ${dailySalts} where day < ${day}`)
}

interface Checkpoint {
  readonly busy: number
  readonly log: number
  readonly checkpointed: number
}

/** Of D1 nothing can be said: its history, which reaches back 30 days, is not ours to clear. */
async function isForgotten(db: Database): Promise<boolean> {
  if (db.engine === 'd1') return true
  if (db.engine === 'postgres') {
    // The row as it was stands in the table's file until the file is written anew.
    await db.all(sql`vacuum full ${dailySalts}`)
    return true
  }
  // secure_delete has overwritten the row, but the log holds pages as they were. To truncate it waits for readers, and
  // everybody with it, so it is tried only when nobody reads from it.
  const [passive] = await db.all<Checkpoint>(sql`pragma wal_checkpoint(passive)`)
  if (passive?.busy !== 0 || passive.log !== passive.checkpointed) return false
  const [truncated] = await db.all<Checkpoint>(sql`pragma wal_checkpoint(truncate)`)
  return truncated?.busy === 0
}
