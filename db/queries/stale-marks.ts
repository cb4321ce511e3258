/** The job's work list. Writers add marks through worker/jobs/stale.ts. */
import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { staleMarks } from '../schema.ts'
import { listsOf } from './in-list.ts'

/** Marks after one in the order of (kind, key), whoever holds them. */
export const marksAfter = <Kind extends string>(db: Database, after: { kind: string; key: string }, limit: number) =>
  db.all<{ kind: Kind; key: string }>(sql`
    select kind, mark_key as key
    from ${staleMarks}
    where (kind, mark_key) > (${after.kind}, ${after.key})
    order by kind, mark_key
    limit ${limit}
  `)

/** Keys of one kind that a run has taken, after one, in order. */
export async function keysTaken(db: Database, kind: string, token: string, after: string, limit: number): Promise<string[]> {
  const rows = await db.all<{ mark_key: string }>(sql`
    select mark_key
    from ${staleMarks}
    where kind = ${kind}
      and mark_key > ${after}
      and token = ${token}
    order by mark_key
    limit ${limit}
  `)
  return rows.map(row => row.mark_key)
}

export async function isAnythingStale(db: Database): Promise<boolean> {
  const marks = await db.all(sql`select 1 as found from ${staleMarks} limit 1`)
  return marks.length > 0
}

export async function countTaken(db: Database, kind: string, token: string): Promise<number> {
  const [row] = await db.all<{ marks: number }>(
    sql`select count(*) as marks from ${staleMarks} where kind = ${kind} and token = ${token}`,
  )
  return row?.marks ?? 0
}

/** Removes marks that nobody has renewed since the run took them. */
export const marksRemoved = (kind: string, keys: readonly string[], token: string): SQL[] =>
  listsOf(keys).map(list => sql`delete from ${staleMarks} where kind = ${kind} and mark_key in (${list}) and token = ${token}`)

export const allMarksRemoved = (kind: string, token: string): SQL =>
  sql`delete from ${staleMarks} where kind = ${kind} and token = ${token}`
