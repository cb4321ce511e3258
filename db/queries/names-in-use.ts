/** Names that came with imports: what a form offers beside those that everybody has. */
import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { dealStages, deals, offlineTouches } from '../schema.ts'

/** Channels that imported touches name. */
export async function namedChannels(db: Database, limit: number): Promise<string[]> {
  const rows = await db.all<{ channel: string }>(sql`
    select distinct channel
    from ${offlineTouches}
    where channel is not null
    order by channel
    limit ${limit}
  `)
  return rows.map(row => row.channel)
}

export interface SeenStage {
  /** As the CRM names it. */
  readonly stage: string
  readonly deals: number
}

/** Stages by the CRM's names, from the deals' histories and from what the deals are in now; the most frequent first. */
export const seenStages = (db: Database, limit: number) =>
  db.all<SeenStage>(sql`
    select stage, count(*) as deals
    from (
        select deal_ref, stage from ${dealStages}
        union
        select external_id as deal_ref, stage from ${deals} where stage is not null
    ) as seen
    where stage <> ''
    group by stage
    order by deals desc, stage
    limit ${limit}
  `)
