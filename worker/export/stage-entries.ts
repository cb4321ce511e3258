/** One row for each time that a deal came to a stage; of lost deals also when they were lost. */
import { sql } from 'drizzle-orm'
import type { Row } from '../../db/database.ts'
import { enteredAt } from '../jobs/entered-at.ts'
import { account, publishedJourneys, run, stageEntry } from './columns.ts'
import { as, type Dataset, given, of } from './dataset.ts'

/** What is lost earns nothing and is no stage of reports: its row is made of the deal alone. */
const lostAt = sql`coalesce(deals.closed_at, deals.created_at, deals.recorded_at)`
const lostEntries: Dataset = {
  columns: [
    ...of('deals', 'deal_id'),
    as('deal_external_id', sql`deals.external_id`),
    as('deal_name', sql`deals.name`),
    ...account,
    as('stage', sql`'lost'`),
    as('stage_at', lostAt, 'time'),
    as('entry', sql`1`, 'integer'),
    as('entered_at', sql`deals.closed_at`, 'time'),
    ...of('deals', 'amount_minor:integer currency'),
    ...given('base_amount_minor:integer base_currency rate rate_day'),
    as('path_length', sql`0`, 'integer'),
    ...given('missing_milestones'),
    as('unattributed_reason', sql`'lost'`),
    ...run,
  ],
  from: sql`
    deals
    inner join deal_accounts on deal_accounts.deal_id = deals.deal_id
    left join published on published.subject_id = coalesce(deal_accounts.account_id, deals.deal_id)
    left join runs on runs.run_id = published.run_id
    left join accounts on accounts.account_id = deal_accounts.account_id`,
  where: sql`deals.status = 'lost'`,
  key: [sql`deals.deal_id`],
  filters: { stage: sql`'lost'`, at: lostAt },
}

export const stageEntries: Dataset = {
  columns: [
    ...stageEntry,
    ...given('entry:integer entered_at:time'),
    ...of('journeys', 'amount_minor:integer currency base_amount_minor:integer base_currency rate rate_day'),
    ...of('journeys', 'path_length:integer missing_milestones unattributed_reason'),
    ...run,
  ],
  from: publishedJourneys,
  key: [sql`published.subject_id`, sql`journeys.deal_id`, sql`journeys.stage`],
  filters: { stage: sql`journeys.stage`, at: sql`journeys.stage_at` },
  expand: { needs: { entries_at: sql`journeys.entered_at` }, rows: async (_, rows) => rows.flatMap(entriesOf) },
  next: lostEntries,
}

/** A win of unknown date has the one entry without a date: rows with entry 1 are each stage once. */
function entriesOf(row: Row): Row[] {
  const times = enteredAt({ entered_at: String(row.entries_at) })
  if (times.length === 0) return [{ ...row, entry: 1, entered_at: null }]
  return times.map((entered_at, i) => ({ ...row, entry: i + 1, entered_at }))
}
