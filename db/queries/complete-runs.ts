import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { type Run, runs } from '../schema.ts'

/** Complete runs, the newest first. Fences only rise, so they are the order of the runs. @param before  a fence; null: from the newest */
export const completeRuns = (db: Database, before: number | null, limit: number) =>
  db.all<Run>(sql`
    select *
    from ${runs}
    where status = 'complete'
      and ${before === null ? sql`fence >= 0` : sql`fence < ${before}`}
    order by fence desc
    limit ${limit}
  `)

/** A page of them, with how many there are. */
export async function completeRunPage(db: Database, limit: number, offset: number): Promise<{ runs: Run[]; total: number }> {
  const [count] = await db.all<{ total: number }>(sql`select count(*) as total from ${runs} where status = 'complete'`)
  const page = await db.all<Run>(sql`
    select *
    from ${runs}
    where status = 'complete'
    order by fence desc
    limit ${limit}
    offset ${offset}
  `)
  return { runs: page, total: count?.total ?? 0 }
}
