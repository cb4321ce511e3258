import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { deadLetters } from '../schema.ts'

export interface DeadLetterTotal {
  letters: number
  /** Characters kept of them. */
  size: number
}

/** How many dead letters a site has since a moment. */
export async function deadLettersSince(db: Database, siteId: string, since: number): Promise<DeadLetterTotal> {
  const rows = await db.all<DeadLetterTotal>(sql`
    select
        count(*) as letters,
        coalesce(sum(length(head)), 0) as size
    from ${deadLetters}
    where site_id = ${siteId}
      and received_at >= ${since}
  `)
  return rows[0] ?? { letters: 0, size: 0 }
}
