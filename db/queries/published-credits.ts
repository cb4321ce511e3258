import { sql } from 'drizzle-orm'
import { credits, journeys, published } from '../schema.ts'

/** Journeys that count, each with its credits under every model: what reports on earnings begin with. */
export const publishedCredits = sql`
  ${journeys}
  inner join ${published}
      on published.subject_id = journeys.subject_id
      and published.run_id = journeys.run_id
  inner join ${credits}
      on credits.subject_id = journeys.subject_id
      and credits.run_id = journeys.run_id
      and credits.deal_id = journeys.deal_id
      and credits.stage = journeys.stage
`
