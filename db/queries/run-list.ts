import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { type Run, runs } from '../schema.ts'

/** Where a page of runs ends: the last one's start and fence. */
export interface RunPosition {
  readonly started_at: number
  readonly fence: number
}

/** Runs before a position, the newest first. */
export const runList = (db: Database, before: RunPosition, limit: number) =>
  db.all<Run>(sql`
    select *
    from ${runs}
    where started_at < ${before.started_at}
       or (started_at = ${before.started_at} and fence < ${before.fence})
    order by started_at desc, fence desc
    limit ${limit}
  `)
