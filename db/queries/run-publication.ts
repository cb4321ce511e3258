/** The life of a run: it begins, its rows are written, and one transaction makes all of them count. */
import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { published, type Run, runSubjects, runs } from '../schema.ts'

/** Found from the end of the index: each run adds a row, and asked for in one order SQLite would sort them all. */
export async function lastCompleteRun(db: Database): Promise<Run | undefined> {
  const [run] = await db.all<Run>(sql`
    select *
    from ${runs}
    where status = 'complete'
      and started_at = (select started_at from ${runs} where status = 'complete' order by started_at desc limit 1)
    order by fence desc
    limit 1
  `)
  return run
}

/** Publishes a run's rows in place of the older ones of the same subjects, and what has no rows any more not at all. */
export const runPublished = (run: Pick<Run, 'run_id' | 'finished_at' | 'subjects' | 'deals' | 'credits' | 'models'>): SQL[] => [
  sql`
    insert into ${published} (subject_id, run_id)
    select subject_id, run_id
    from ${runSubjects}
    where run_id = ${run.run_id}
      and is_empty = 0
    on conflict (subject_id) do update set run_id = excluded.run_id
  `,
  sql`
    delete from ${published}
    where subject_id in (select subject_id from ${runSubjects} where run_id = ${run.run_id} and is_empty = 1)
  `,
  sql`
    update ${runs}
    set status = 'complete',
        finished_at = ${run.finished_at},
        subjects = ${run.subjects},
        deals = ${run.deals},
        credits = ${run.credits},
        models = ${run.models}
    where run_id = ${run.run_id}
  `,
]
