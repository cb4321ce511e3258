/** Both sides of the ledger, hour by hour: few rows, since an hour has few outcomes. */
import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { ledger, receivedEvents } from '../schema.ts'
import type { LedgerEntry, ReceivedEntry } from './add-to-ledger.ts'

export const ledgerSince = (db: Database, hour: number) =>
  db.all<LedgerEntry>(sql`
    select hour_at, site_id, outcome, reason, events
    from ${ledger}
    where hour_at >= ${hour}
      and events <> 0
    order by hour_at, site_id, outcome, reason
  `)

export const receivedSince = (db: Database, hour: number) =>
  db.all<ReceivedEntry>(sql`
    select hour_at, site_id, events
    from ${receivedEvents}
    where hour_at >= ${hour}
      and events <> 0
    order by hour_at, site_id
  `)
