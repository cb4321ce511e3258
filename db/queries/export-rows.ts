/** What the datasets of worker/export/datasets.ts read, a statement each. */
import { type SQL, sql } from 'drizzle-orm'
import {
  accountDomains,
  accounts,
  activities,
  credits,
  dealAccounts,
  dealContacts,
  deals,
  events,
  journeys,
  people,
  personAccounts,
  published,
  reads,
  runs,
  sessions,
  sites,
  spend,
  touches,
} from '../schema.ts'

export interface RowFilter {
  readonly model?: string | undefined
  readonly stage?: string | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
}

const all = sql`1 = 1`

const within = (column: SQL, { from, to }: RowFilter) =>
  sql`${from === undefined ? all : sql`${column} >= ${from}`} and ${to === undefined ? all : sql`${column} < ${to}`}`

const equal = (column: SQL, value: string | undefined) => (value === undefined ? all : sql`${column} = ${value}`)

/** The first of an account's domains stands for it. */
const domainOf = (account: SQL) =>
  sql`(select min(account_domains.domain) from ${accountDomains} where account_domains.account_id = ${account})`

const accountColumns = sql`
    accounts.account_id as account_id,
    accounts.external_id as account_external_id,
    accounts.name as account_name,
    ${domainOf(sql`accounts.account_id`)} as account_domain`

const personColumns = sql`
    people.person_id as person_id,
    people.external_id as person_external_id,
    people.email as person_email`

export const creditRows = (filter: RowFilter) => sql`
  select
      credits.subject_id as subject_id,
      credits.deal_id as deal_id,
      deals.external_id as deal_external_id,
      deals.name as deal_name,
      ${accountColumns},
      credits.stage as stage,
      journeys.stage_at as stage_at,
      credits.model as model,
      credits.touch_id as touch_id,
      touches.external_id as touch_external_id,
      touches.touch_at as touch_at,
      credits.position as position,
      journeys.path_length as path_length,
      credits.milestones as milestones,
      touches.kind as kind,
      coalesce(touches.channel, '(unattributed)') as channel,
      touches.source as source,
      touches.medium as medium,
      touches.campaign as campaign,
      touches.content as content,
      touches.term as term,
      ${personColumns},
      credits.weight_e15 as weight,
      credits.weight_e15 as weight_e15,
      credits.amount_minor as amount_minor,
      journeys.currency as currency,
      credits.base_amount_minor as base_amount_minor,
      journeys.base_currency as base_currency,
      credits.run_id as run_id,
      runs.finished_at as modified_at
  from ${published}
  inner join ${runs} on runs.run_id = published.run_id
  inner join ${credits} on credits.subject_id = published.subject_id and credits.run_id = published.run_id
  inner join ${journeys}
      on journeys.subject_id = credits.subject_id
      and journeys.run_id = credits.run_id
      and journeys.deal_id = credits.deal_id
      and journeys.stage = credits.stage
  inner join ${deals} on deals.deal_id = credits.deal_id
  left join ${touches}
      on touches.subject_id = credits.subject_id
      and touches.run_id = credits.run_id
      and touches.touch_id = credits.touch_id
  left join ${people} on people.person_id = touches.person_id
  left join ${accounts} on accounts.account_id = journeys.account_id
  where ${equal(sql`credits.model`, filter.model)}
    and ${equal(sql`credits.stage`, filter.stage)}
    and ${within(sql`journeys.stage_at`, filter)}`

export const journeyRows = (filter: RowFilter) => sql`
  select
      journeys.subject_id as subject_id,
      journeys.deal_id as deal_id,
      deals.external_id as deal_external_id,
      deals.name as deal_name,
      ${accountColumns},
      journeys.stage as stage,
      journeys.stage_at as stage_at,
      journeys.entries as entries,
      journeys.path_length as path_length,
      journeys.missing_milestones as missing_milestones,
      journeys.amount_minor as amount_minor,
      journeys.currency as currency,
      journeys.base_amount_minor as base_amount_minor,
      journeys.base_currency as base_currency,
      journeys.rate as rate,
      journeys.rate_day as rate_day,
      journeys.unattributed_reason as unattributed_reason,
      journeys.run_id as run_id,
      runs.finished_at as modified_at
  from ${published}
  inner join ${runs} on runs.run_id = published.run_id
  inner join ${journeys} on journeys.subject_id = published.subject_id and journeys.run_id = published.run_id
  inner join ${deals} on deals.deal_id = journeys.deal_id
  left join ${accounts} on accounts.account_id = journeys.account_id
  where ${equal(sql`journeys.stage`, filter.stage)}
    and ${within(sql`journeys.stage_at`, filter)}`

const touchColumns = sql`
    touches.subject_id as subject_id,
    touches.touch_id as touch_id,
    touches.external_id as touch_external_id,
    touches.kind as kind,
    touches.touch_at as touch_at,
    ${personColumns},
    touches.channel as channel,
    touches.source as source,
    touches.medium as medium,
    touches.campaign as campaign,
    touches.content as content,
    touches.term as term`

/** A contact's touches stand with another account's deal as well; as touches they count once, where they belong. */
export const touchRows = (filter: RowFilter) => sql`
  select
      ${touchColumns},
      ${accountColumns},
      touches.url as url,
      touches.title as title,
      touches.rep_email as rep_email,
      touches.session_id as session_id,
      touches.engaged_ms as engaged_ms,
      touches.run_id as run_id,
      runs.finished_at as modified_at
  from ${published}
  inner join ${runs} on runs.run_id = published.run_id
  inner join ${touches} on touches.subject_id = published.subject_id and touches.run_id = published.run_id
  left join ${people} on people.person_id = touches.person_id
  left join ${accounts} on accounts.account_id = touches.account_id
  where coalesce(touches.account_id, touches.person_id) = touches.subject_id
    and ${within(sql`touches.touch_at`, filter)}`

/** The touches of these subjects' published runs, those of contacts from elsewhere included. @param list  inside of `in (…)` */
export const touchesOfSubjects = (list: SQL) => sql`
  select ${touchColumns}, touches.account_id as account_id
  from ${published}
  inner join ${touches} on touches.subject_id = published.subject_id and touches.run_id = published.run_id
  left join ${people} on people.person_id = touches.person_id
  where published.subject_id in (${list})`

export const sessionRows = (filter: RowFilter) => sql`
  select sessions.*, sites.domain as site_domain
  from ${sessions}
  inner join ${sites} on sites.site_id = sessions.site_id
  where ${within(sql`sessions.started_at`, filter)}`

export const eventRows = (filter: RowFilter) => sql`
  select
      events.event_id as id,
      events.visitor_id as anonymous_id,
      sites.domain as site_domain,
      events.*
  from ${events}
  inner join ${sites} on sites.site_id = events.site_id
  where ${within(sql`events.occurred_at`, filter)}`

export const accountRows = () => sql`
  select
      accounts.*,
      ${domainOf(sql`accounts.account_id`)} as account_domain,
      (
          select string_agg(claims.domain, ';')
          from (select domain from ${accountDomains} where account_domains.account_id = accounts.account_id order by domain) as claims
      ) as domains
  from ${accounts}`

export const personRows = () => sql`
  select
      people.*,
      ${accountColumns},
      person_accounts.rule as account_rule
  from ${people}
  left join ${personAccounts} on person_accounts.person_id = people.person_id
  left join ${accounts} on accounts.account_id = person_accounts.account_id`

export const dealRows = (filter: RowFilter) => sql`
  select
      deals.*,
      ${accountColumns},
      (
          select string_agg(roles.person_ref, ';')
          from (select person_ref from ${dealContacts} where deal_contacts.deal_id = deals.deal_id order by person_ref) as roles
      ) as contacts
  from ${deals}
  left join ${dealAccounts} on deal_accounts.deal_id = deals.deal_id
  left join ${accounts} on accounts.account_id = deal_accounts.account_id
  where ${within(sql`coalesce(deals.closed_at, deals.created_at, deals.recorded_at)`, filter)}`

export const activityRows = (filter: RowFilter) => sql`
  select activities.*, activities.person_ref as person, activities.account_ref as account
  from ${activities}
  where ${within(sql`activities.happened_at`, filter)}`

export const spendRows = () => sql`select * from ${spend}`

export const contentRows = () => sql`
  select
      reads.content_id as content_id,
      reads.kind as kind,
      max(reads.title) as title,
      count(*) as sessions,
      count(distinct reads.visitor_id) as visitors,
      sum(reads.views) as views,
      sum(reads.downloads) as downloads,
      sum(reads.engaged_ms) as engaged_ms,
      min(reads.first_at) as first_at,
      max(reads.last_at) as last_at
  from ${reads}
  group by reads.content_id, reads.kind`

/**
 * One page of a statement, after the row that `after` names.
 * @param key  columns of the statement that order it and name a row
 */
export function pageOf(rows: SQL, key: readonly string[], after: readonly unknown[] | null, limit: number): SQL {
  const columns = sql.raw(key.map(name => `exported.${name}`).join(', '))
  const values = after?.map(value => sql`${value}`)
  return sql`
    select exported.*
    from (${rows}) as exported
    ${values ? sql`where (${columns}) > (${sql.join(values, sql`, `)})` : sql``}
    order by ${columns}
    limit ${limit}`
}
