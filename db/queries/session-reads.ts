import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { type Read, reads } from '../schema.ts'
import { allIn } from './in-list.ts'

/** What these sessions read and downloaded. */
export const readsOfSessions = (db: Database, sessionIds: Iterable<string>) =>
  allIn(sessionIds, list =>
    db.all<Omit<Read, 'visitor_id' | 'last_at' | 'scroll_percent'>>(sql`
      select session_id, content_id, kind, title, first_at, views, downloads, engaged_ms
      from ${reads}
      where session_id in (${list})
    `),
  )
