/** Columns and joins that datasets share. */
import { type SQL, sql } from 'drizzle-orm'
import { as, type Column, of } from './dataset.ts'

/** A version goes by its model's name. */
export const creditModel = sql`coalesce(model_versions.model, credits.model)`
/** The first of an account's domains stands for it. */
export const account: readonly Column[] = [
  ...of('accounts', 'account_id'),
  as('account_external_id', sql`accounts.external_id`),
  as('account_name', sql`accounts.name`),
  as('account_domain', sql`(select min(domain) from account_domains as own where own.account_id = accounts.account_id)`),
]
export const stageEntry: readonly Column[] = [
  ...of('journeys', 'deal_id'),
  as('deal_external_id', sql`deals.external_id`),
  as('deal_name', sql`deals.name`),
  ...account,
  ...of('journeys', 'stage stage_at:time'),
]
/** A touch to which the user gave no id goes by its own: only what no touch earned has none. */
export const touch: readonly Column[] = [
  ...of('touches', 'touch_id'),
  as('touch_external_id', sql`coalesce(touches.external_id, touches.touch_id)`),
  ...of('touches', 'touch_at:time'),
]
/** Which stage entry, model and touch a credit is of, and where on the path. */
export const credit: readonly Column[] = [
  ...stageEntry,
  as('model', creditModel),
  ...of('credits', 'touch_id'),
  ...touch.filter(column => column.name !== 'touch_id'),
  ...of('credits', 'position:integer'),
]
/** What no touch earned has a name, too. */
export const creditChannel: Column = as('channel', sql`coalesce(touches.channel, '(unattributed)')`)
export const person: readonly Column[] = [
  ...of('touches', 'person_id'),
  as('person_external_id', sql`people.external_id`),
  as('person_email', sql`people.email`),
]
export const SOURCE = 'source medium campaign content term'
export const run: readonly Column[] = [...of('published', 'run_id'), as('modified_at', sql`runs.finished_at`, 'time')]

export const publishedRuns = sql`published left join runs on runs.run_id = published.run_id`
export const publishedJourneys = sql`
  ${publishedRuns}
  inner join journeys on journeys.subject_id = published.subject_id and journeys.run_id = published.run_id
  left join deals on deals.deal_id = journeys.deal_id
  left join accounts on accounts.account_id = journeys.account_id`

/** Credits that count, under the name of their model, with their touch and deal. What they are filtered by stands first. */
export const publishedCredits = sql`
  ${publishedRuns}
  inner join credits on credits.subject_id = published.subject_id and credits.run_id = published.run_id
  left join model_versions on model_versions.version_id = credits.model
  left join journeys
      on journeys.subject_id = credits.subject_id
      and journeys.run_id = credits.run_id
      and journeys.deal_id = credits.deal_id
      and journeys.stage = credits.stage
  left join deals on deals.deal_id = credits.deal_id
  left join touches
      on touches.subject_id = credits.subject_id
      and touches.run_id = credits.run_id
      and touches.touch_id = credits.touch_id
  left join people on people.person_id = touches.person_id
  left join accounts on accounts.account_id = journeys.account_id`
export const currentCredits = sql`(model_versions.status is null or model_versions.status = 'current')`
export const creditKey: readonly SQL[] = [
  sql`published.subject_id`,
  sql`credits.deal_id`,
  sql`credits.stage`,
  sql`credits.model`,
  sql`credits.touch_id`,
]
