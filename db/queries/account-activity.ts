import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { published, touches } from '../schema.ts'
import { allIn } from './in-list.ts'

/** Touches of one subject in one of equally long spans; spans without any have no row. */
export interface ActivityRow {
  readonly subject_id: string
  /** Counted from 0 at `since`. */
  readonly span: number
  readonly touches: number
}

/** Touches of these accounts that were not ours, from `since` on, by spans of `spanMs`. */
export const accountActivity = (db: Database, accountIds: readonly string[], since: number, spanMs: number) =>
  allIn(accountIds, list =>
    db.all<ActivityRow>(sql`
      with

      recent as (
          select
              touches.subject_id,
              (touches.touch_at - cast(${since} as bigint)) / cast(${spanMs} as bigint) as span
          from ${published}
          inner join ${touches}
              on touches.subject_id = published.subject_id
              and touches.run_id = published.run_id
          where published.subject_id in (${list})
            and touches.touch_at >= ${since}
            and touches.kind <> 'activity'
      )

      select subject_id, span, count(*) as touches
      from recent
      group by subject_id, span
    `),
  )
