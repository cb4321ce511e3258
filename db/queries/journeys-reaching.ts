/** Journeys that count, by the moment at which they reached a stage. */
import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { deals, type Journey, journeys, published } from '../schema.ts'
import type { StageRange } from './credit-totals.ts'

export type ReachingJourney = Pick<
  Journey,
  'deal_id' | 'stage' | 'stage_at' | 'entries' | 'missing_milestones' | 'base_amount_minor'
> & { external_id: string; deal_name: string | null }

/** The first in the order of deals' ids, which were made by chance: as good as drawn, and the same every time. */
export const journeysReaching = (db: Database, { stage, from, to }: StageRange, limit: number) =>
  db.all<ReachingJourney>(sql`
    select
        journeys.deal_id,
        journeys.stage,
        journeys.stage_at,
        journeys.entries,
        journeys.missing_milestones,
        journeys.base_amount_minor,
        deals.external_id,
        deals.name as deal_name
    from ${journeys}
    inner join ${published}
        on published.subject_id = journeys.subject_id
        and published.run_id = journeys.run_id
    inner join ${deals} on deals.deal_id = journeys.deal_id
    where journeys.stage = ${stage}
      and journeys.stage_at >= ${from}
      and journeys.stage_at < ${to}
    order by journeys.deal_id
    limit ${limit}
  `)

/** Subjects of which a deal reached any stage in [from, to), in the order of their ids. */
export async function subjectsReaching(db: Database, from: number, to: number, limit: number): Promise<string[]> {
  const rows = await db.all<{ subject_id: string }>(sql`
    select distinct journeys.subject_id
    from ${journeys}
    inner join ${published}
        on published.subject_id = journeys.subject_id
        and published.run_id = journeys.run_id
    where journeys.stage_at >= ${from}
      and journeys.stage_at < ${to}
    order by journeys.subject_id
    limit ${limit}
  `)
  return rows.map(row => row.subject_id)
}

/** How many deals reached the stage, and how many subjects any stage. */
export async function countReaching(db: Database, { stage, from, to }: StageRange): Promise<{ deals: number; subjects: number }> {
  const [row] = await db.all<{ deals: number; subjects: number }>(sql`
    select
        count(distinct case when journeys.stage = ${stage} then journeys.deal_id end) as deals,
        count(distinct journeys.subject_id) as subjects
    from ${journeys}
    inner join ${published}
        on published.subject_id = journeys.subject_id
        and published.run_id = journeys.run_id
    where journeys.stage_at >= ${from}
      and journeys.stage_at < ${to}
  `)
  return row ?? { deals: 0, subjects: 0 }
}
