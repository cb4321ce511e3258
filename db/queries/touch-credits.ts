/** What each touch earned of some deals, and the touches themselves: for reports that look inside a touch. */
import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { journeys, published, type Touch, touches } from '../schema.ts'
import { allIn } from './in-list.ts'
import { publishedCredits } from './published-credits.ts'

/** In the base currency, 0 for a deal without a rate. `touch_id` is empty for what no touch earned. */
export interface TouchPart {
  readonly deal_id: string
  readonly run_id: string
  /** The model's key. */
  readonly model: string
  readonly touch_id: string
  readonly base_minor: number
}

/** Under every model that a run computed. */
export const touchParts = (db: Database, stage: string, dealIds: readonly string[]) =>
  allIn(dealIds, list =>
    db.all<TouchPart>(sql`
      select
          credits.deal_id,
          credits.run_id,
          credits.model,
          credits.touch_id,
          coalesce(credits.base_amount_minor, 0) as base_minor
      from ${publishedCredits}
      where journeys.deal_id in (${list})
        and journeys.stage = ${stage}
    `),
  )

export type TouchAbout = Pick<Touch, 'run_id' | 'touch_id' | 'kind' | 'session_id' | 'url' | 'content' | 'title'>

/** The touches of everybody whose deals these are; a contact's stand with several of them, and say the same. */
export const touchesOfDeals = (db: Database, stage: string, dealIds: readonly string[]) =>
  allIn(dealIds, list =>
    db.all<TouchAbout>(sql`
      select
          touches.run_id,
          touches.touch_id,
          touches.kind,
          touches.session_id,
          touches.url,
          touches.content,
          touches.title
      from ${published}
      inner join ${touches}
          on touches.subject_id = published.subject_id
          and touches.run_id = published.run_id
      where published.subject_id in (
          select subject_id
          from ${journeys}
          where deal_id in (${list})
            and stage = ${stage}
      )
    `),
  )
