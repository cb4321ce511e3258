/** What the choice of a model looks at: published touches of accounts, and journeys that ended in a win. */
import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { type Journey, journeys, published, touches } from '../schema.ts'
import { allIn } from './in-list.ts'

export interface AccountTouch {
  readonly account_id: string
  readonly touch_at: number
  readonly channel: string
}

/** In the order of accounts and time; a contact's touches from elsewhere are not the account's. */
export const touchesOfAccounts = (db: Database, accountIds: readonly string[]) =>
  allIn(accountIds, list =>
    db.all<AccountTouch>(sql`
      select touches.account_id, touches.touch_at, touches.channel
      from ${published}
      inner join ${touches}
          on touches.subject_id = published.subject_id
          and touches.run_id = published.run_id
      where published.subject_id in (${list})
        and touches.account_id = touches.subject_id
      order by touches.subject_id, touches.touch_at, touches.touch_id
    `),
  )

/** Wins whose date is known. */
export const wonJourneysOf = (db: Database, subjectIds: readonly string[]) =>
  allIn(subjectIds, list =>
    db.all<Journey>(sql`
      select journeys.*
      from ${published}
      inner join ${journeys}
          on journeys.subject_id = published.subject_id
          and journeys.run_id = published.run_id
      where published.subject_id in (${list})
        and journeys.stage = 'won'
        and journeys.entered_at <> '[]'
      order by journeys.subject_id, journeys.deal_id
    `),
  )

/** How many there are, counted no further than `most`. */
export async function countWonJourneys(db: Database, most: number): Promise<number> {
  const rows = await db.all(sql`
    select journeys.deal_id
    from ${journeys}
    inner join ${published}
        on published.subject_id = journeys.subject_id
        and published.run_id = journeys.run_id
    where journeys.stage = 'won'
      and journeys.entered_at <> '[]'
    limit ${most}
  `)
  return rows.length
}
