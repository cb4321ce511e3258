import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { deadLetters } from '../schema.ts'

export interface DeadLetterTotal {
  letters: number
  /** Characters kept of them. */
  size: number
}

/** How many dead letters a site has that came from one moment until before another. */
export async function deadLettersBetween(db: Database, siteId: string, from: number, to: number): Promise<DeadLetterTotal> {
  const rows = await db.all<DeadLetterTotal>(sql`
    select
        count(*) as letters,
        coalesce(sum(length(head)), 0) as size
    from ${deadLetters}
    where site_id = ${siteId}
      and received_at >= ${from}
      and received_at < ${to}
  `)
  return rows[0] ?? { letters: 0, size: 0 }
}
