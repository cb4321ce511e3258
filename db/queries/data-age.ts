import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { events, runs } from '../schema.ts'

/** How old the numbers of a page are. */
export interface DataAge {
  /** When the newest event was received. */
  readonly last_event_at: number | null
  /** When the last complete run of the attribution job ended, and its id. */
  readonly last_run_at: number | null
  readonly last_run_id: string | null
}

export async function dataAge(db: Database): Promise<DataAge> {
  const [event] = await db.all<{ received_at: number }>(sql`
    select received_at
    from ${events}
    order by received_at desc
    limit 1
  `)
  const [run] = await db.all<{ run_id: string; finished_at: number }>(sql`
    select run_id, finished_at
    from ${runs}
    where status = 'complete'
    order by started_at desc
    limit 1
  `)
  return {
    last_event_at: event?.received_at ?? null,
    last_run_at: run?.finished_at ?? null,
    last_run_id: run?.run_id ?? null,
  }
}
