/** Touches as receipts and journeys name them to other programs. */
import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { people, published, type Touch, touches } from '../schema.ts'
import { allIn } from './in-list.ts'

export interface NamedTouch
  extends Pick<
    Touch,
    | 'subject_id'
    | 'run_id'
    | 'touch_id'
    | 'touch_at'
    | 'kind'
    | 'account_id'
    | 'person_id'
    | 'channel'
    | 'source'
    | 'medium'
    | 'campaign'
    | 'content'
    | 'term'
    | 'account_rule'
  > {
  /** The user's id of the touch, else its own. */
  touch_external_id: string
  person_external_id: string | null
  person_email: string | null
}

/** The touches of these subjects' published runs, those of contacts from elsewhere included. */
export const namedTouches = (db: Database, subjectIds: readonly string[]) =>
  allIn(subjectIds, list =>
    db.all<NamedTouch>(sql`
      select
          touches.subject_id,
          touches.run_id,
          touches.touch_id,
          coalesce(touches.external_id, touches.touch_id) as touch_external_id,
          touches.touch_at,
          touches.kind,
          touches.account_id,
          touches.person_id,
          people.external_id as person_external_id,
          people.email as person_email,
          touches.channel,
          touches.source,
          touches.medium,
          touches.campaign,
          touches.content,
          touches.term,
          touches.account_rule
      from ${published}
      inner join ${touches} on touches.subject_id = published.subject_id and touches.run_id = published.run_id
      left join ${people} on people.person_id = touches.person_id
      where published.subject_id in (${list})
    `),
  )
