/**
 * The datasets that `tributary export` writes. To add a column, add a word to `of(…)` or a line with `as(…)`.
 * Names are promises to other programs: they are added, never renamed.
 */
import { sql } from 'drizzle-orm'
import { bookings } from './bookings.ts'
import {
  account,
  credit,
  creditChannel,
  creditKey,
  creditModel,
  currentCredits,
  person,
  publishedCredits,
  publishedJourneys,
  publishedRuns,
  run,
  SOURCE,
  stageEntry,
  touch,
} from './columns.ts'
import { contentCredits } from './content-credits.ts'
import { as, type Dataset, given, of } from './dataset.ts'
import { journeyTouches } from './journey-touches.ts'
import { reconciliation } from './reconciliation-dataset.ts'
import { stageEntries } from './stage-entries.ts'

export const datasets: Readonly<Record<string, Dataset>> = {
  credits: {
    columns: [
      ...credit,
      ...of('journeys', 'path_length:integer'),
      ...of('credits', 'milestones'),
      ...of('touches', 'kind'),
      creditChannel,
      ...of('touches', SOURCE),
      ...person,
      as('weight', sql`credits.weight_e15`, 'share'),
      ...of('credits', 'weight_e15:integer amount_minor:integer'),
      ...of('journeys', 'currency'),
      ...of('credits', 'base_amount_minor:integer'),
      ...of('journeys', 'base_currency'),
      ...run,
      ...of('touches', 'account_rule'),
    ],
    from: publishedCredits,
    where: currentCredits,
    key: creditKey,
    whole: 3,
    filters: { model: creditModel, stage: sql`credits.stage`, at: sql`journeys.stage_at` },
  },
  'content-credits': contentCredits,
  bookings,
  reconciliation,
  journeys: {
    columns: [
      ...stageEntry,
      ...given('touch_id touch_external_id touch_at:time position:integer'),
      ...of('journeys', 'path_length:integer'),
      ...given(`milestones kind channel ${SOURCE} person_id person_external_id person_email`),
      ...run,
      ...given('account_rule'),
    ],
    from: publishedJourneys,
    key: [sql`published.subject_id`, sql`journeys.deal_id`, sql`journeys.stage`],
    filters: { stage: sql`journeys.stage`, at: sql`journeys.stage_at` },
    expand: {
      needs: {
        subject_id: sql`journeys.subject_id`,
        entries: sql`journeys.entries`,
        stage_ms: sql`journeys.stage_at`,
        missing_milestones: sql`journeys.missing_milestones`,
      },
      rows: journeyTouches,
    },
  },
  'stage-entries': stageEntries,
  touches: {
    columns: [
      ...touch.slice(0, 2),
      ...of('touches', 'kind touch_at:time'),
      ...account,
      ...person,
      ...of('touches', `channel ${SOURCE} url title rep_email session_id engaged_ms:integer`),
      ...run,
      ...of('touches', 'account_rule'),
    ],
    from: sql`
      ${publishedRuns}
      inner join touches on touches.subject_id = published.subject_id and touches.run_id = published.run_id
      left join people on people.person_id = touches.person_id
      left join accounts on accounts.account_id = touches.account_id`,
    // A contact's touches stand with another account's deal as well; they count once, where they belong.
    where: sql`coalesce(touches.account_id, touches.person_id) = touches.subject_id`,
    key: [sql`published.subject_id`, sql`touches.touch_id`],
    filters: { at: sql`touches.touch_at` },
  },
  sessions: {
    columns: [
      ...of('sessions', 'session_id visitor_id'),
      as('site_domain', sql`sites.domain`),
      ...of('sessions', `started_at:time ended_at:time channel ${SOURCE} click_id referrer_host landing_url`),
      ...of('sessions', 'page_views:integer downloads:integer forms:integer events:integer engaged_ms:integer'),
      ...of('sessions', 'country device browser os bot_reason account_ref account_rule'),
    ],
    from: sql`sessions left join sites on sites.site_id = sessions.site_id`,
    key: [sql`sessions.started_at`, sql`sessions.session_id`],
    filters: { at: sql`sessions.started_at` },
  },
  events: {
    columns: [
      as('id', sql`events.event_id`),
      ...of('events', 'type'),
      as('anonymous_id', sql`events.visitor_id`),
      as('site_domain', sql`sites.domain`),
      ...of('events', 'origin occurred_at:time created_at:time sent_at:time received_at:time time_flag url title referrer'),
      ...of('events', 'body:json country device browser os bot_reason account_ref account_rule'),
    ],
    from: sql`events left join sites on sites.site_id = events.site_id`,
    key: [sql`events.received_at`, sql`events.event_id`],
    filters: { at: sql`events.occurred_at` },
  },
  accounts: {
    columns: [
      ...of('accounts', 'account_id external_id name'),
      ...account.filter(column => column.name === 'account_domain'),
      as(
        'domains',
        sql`(
          select string_agg(claims.domain, ';')
          from (select domain from account_domains as own where own.account_id = accounts.account_id order by domain) as claims
        )`,
      ),
      ...of('accounts', 'industry employees:integer country technologies owner_email created_at:time properties:json source'),
    ],
    from: sql`accounts`,
    key: [sql`accounts.account_id`],
    filters: {},
  },
  people: {
    columns: [
      ...of('people', 'person_id external_id email name title role seniority'),
      ...account,
      as('account_rule', sql`person_accounts.rule`),
      ...of('people', 'lead_created_at:time owner_email properties:json source'),
    ],
    from: sql`
      people
      left join person_accounts on person_accounts.person_id = people.person_id
      left join accounts on accounts.account_id = person_accounts.account_id`,
    key: [sql`people.person_id`],
    filters: {},
  },
  deals: {
    columns: [
      ...of('deals', 'deal_id external_id name'),
      ...account,
      ...of('deals', 'amount_minor:integer currency status stage created_at:time closed_at:time owner_email primary_contact'),
      as(
        'contacts',
        sql`(
          select string_agg(roles.person_ref, ';')
          from (select person_ref from deal_contacts as own where own.deal_id = deals.deal_id order by person_ref) as roles
        )`,
      ),
      ...of('deals', 'properties:json'),
    ],
    from: sql`
      deals
      left join deal_accounts on deal_accounts.deal_id = deals.deal_id
      left join accounts on accounts.account_id = deal_accounts.account_id`,
    key: [sql`deals.deal_id`],
    filters: { at: sql`coalesce(deals.closed_at, deals.created_at, deals.recorded_at)` },
  },
  activities: {
    columns: [
      ...of('activities', 'activity_id external_id kind happened_at:time'),
      as('person', sql`activities.person_ref`),
      as('account', sql`activities.account_ref`),
      ...of('activities', 'rep_email direction subject outcome properties:json'),
    ],
    from: sql`activities`,
    key: [sql`activities.activity_id`],
    filters: { at: sql`activities.happened_at` },
  },
  spend: {
    columns: of('spend', 'day channel source campaign amount_minor:integer currency impressions:integer clicks:integer'),
    from: sql`spend`,
    key: [sql`spend.day`, sql`spend.channel`, sql`spend.source`, sql`spend.campaign`, sql`spend.currency`],
    filters: {},
  },
  content: {
    columns: [
      ...of('reads', 'content_id kind'),
      as('title', sql`max(reads.title)`),
      as('sessions', sql`count(*)`, 'integer'),
      as('visitors', sql`count(distinct reads.visitor_id)`, 'integer'),
      ...['views', 'downloads', 'engaged_ms'].map(name => as(name, sql`sum(reads.${sql.identifier(name)})`, 'integer')),
      as('first_at', sql`min(reads.first_at)`, 'time'),
      as('last_at', sql`max(reads.last_at)`, 'time'),
    ],
    from: sql`reads inner join sessions on sessions.session_id = reads.session_id`,
    where: sql`sessions.bot_reason is null`,
    groupBy: sql`reads.content_id, reads.kind`,
    key: [sql`reads.content_id`, sql`reads.kind`],
    filters: {},
  },
}
