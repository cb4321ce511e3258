import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { events } from '../schema.ts'
import { allIn } from './in-list.ts'

/** Which of the events are stored already: event_id → body_fp. */
export async function eventFingerprints(db: Database, ids: Iterable<string>): Promise<Map<string, string>> {
  const rows = await allIn(ids, list =>
    db.all<{ event_id: string; body_fp: string }>(sql`
      select event_id, body_fp
      from ${events}
      where event_id in (${list})
    `),
  )
  return new Map(rows.map(row => [row.event_id, row.body_fp]))
}
