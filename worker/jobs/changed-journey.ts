/** A journey as `journey_changes` keeps it, before and after: no more than credits follow from. */
import type { Journey as JourneyRow } from '../../db/schema.ts'
import type { Path, WeighedTouch } from '../attribution/journey.ts'
import { type PathEntry, pathEntriesIn, pathOfEntries } from './journey-row.ts'

export type ChangedJourney = Pick<
  JourneyRow,
  'stage_at' | 'account_id' | 'amount_minor' | 'currency' | 'base_amount_minor' | 'base_currency' | 'missing_milestones'
> & { readonly path: readonly PathEntry[] }

type Kept = Omit<ChangedJourney, 'path'> & Pick<JourneyRow, 'entries'>

/** As JSON. */
export const changedJourney = (row: Kept): string => JSON.stringify(keptOf(row))

/** What is published, in the same form. */
export const keptOf = (row: Kept): ChangedJourney => ({
  stage_at: row.stage_at,
  account_id: row.account_id,
  amount_minor: row.amount_minor,
  currency: row.currency,
  base_amount_minor: row.base_amount_minor,
  base_currency: row.base_currency,
  missing_milestones: row.missing_milestones,
  path: pathEntriesIn(row),
})

export const changedJourneyFrom = (text: string | null): ChangedJourney | null => (text === null ? null : JSON.parse(text))

/** What models weigh. */
export const pathOfChanged = (stage: string, journey: ChangedJourney): Path<WeighedTouch> =>
  pathOfEntries({ stage, stage_at: journey.stage_at, missing_milestones: journey.missing_milestones }, journey.path)
