import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { identityLinks } from '../schema.ts'

export interface SharedDevice {
  readonly visitor_id: string
  /** Links that were not followed. */
  readonly links: number
  readonly last_at: number
}

/** Visitors that were so many people that further ones are not linked to them, the latest first. */
export const sharedDevices = (db: Database, limit: number) =>
  db.all<SharedDevice>(sql`
    select visitor_id, count(*) as links, max(recorded_at) as last_at
    from ${identityLinks}
    where closed_reason = 'shared_device'
    group by visitor_id
    order by last_at desc, visitor_id
    limit ${limit}
  `)
