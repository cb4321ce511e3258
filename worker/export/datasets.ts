/**
 * The datasets that `tributary export` writes. To add a column: name it in `columns` and in the statement.
 * Names are promises to other programs: they are added, never renamed.
 */
import * as rows from '../../db/queries/export-rows.ts'
import { columnsOf, type Dataset } from './dataset.ts'
import { journeyTouches } from './journey-touches.ts'

const ACCOUNT = 'account_id account_external_id account_name account_domain'
const DEAL = `deal_id deal_external_id deal_name ${ACCOUNT} stage stage_at:time`
const SOURCE = 'channel source medium campaign content term'
const PERSON = 'person_id person_external_id person_email'
const RUN = 'run_id modified_at:time'

export const datasets: Readonly<Record<string, Dataset>> = {
  credits: {
    columns: columnsOf(`${DEAL} model touch_id touch_external_id touch_at:time position:integer path_length:integer milestones
      kind ${SOURCE} ${PERSON} weight:share weight_e15:integer amount_minor:integer currency base_amount_minor:integer
      base_currency ${RUN}`),
    key: ['subject_id', 'deal_id', 'stage', 'model', 'touch_id'],
    filters: ['model', 'stage', 'from', 'to'],
    rows: rows.creditRows,
  },
  journeys: {
    columns: columnsOf(`${DEAL} touch_id touch_external_id touch_at:time position:integer path_length:integer milestones
      kind ${SOURCE} ${PERSON} ${RUN}`),
    key: ['subject_id', 'deal_id', 'stage'],
    filters: ['stage', 'from', 'to'],
    rows: rows.journeyRows,
    expand: journeyTouches,
  },
  touches: {
    columns: columnsOf(`touch_id touch_external_id kind touch_at:time ${ACCOUNT} ${PERSON} ${SOURCE} url title rep_email
      session_id engaged_ms:integer ${RUN}`),
    key: ['subject_id', 'touch_id'],
    filters: ['from', 'to'],
    rows: rows.touchRows,
  },
  sessions: {
    columns: columnsOf(`session_id visitor_id site_domain started_at:time ended_at:time ${SOURCE} click_id referrer_host
      landing_url page_views:integer downloads:integer forms:integer events:integer engaged_ms:integer country device
      browser os bot_reason`),
    key: ['session_id'],
    filters: ['from', 'to'],
    rows: rows.sessionRows,
  },
  events: {
    columns: columnsOf(`id type anonymous_id site_domain origin occurred_at:time created_at:time sent_at:time
      received_at:time time_flag url title referrer body:json country device browser os bot_reason`),
    key: ['id'],
    filters: ['from', 'to'],
    rows: rows.eventRows,
  },
  accounts: {
    columns: columnsOf(`account_id external_id name account_domain domains industry employees:integer country technologies
      owner_email created_at:time properties:json source`),
    key: ['account_id'],
    filters: [],
    rows: rows.accountRows,
  },
  people: {
    columns: columnsOf(`person_id external_id email name title role seniority account_id account_external_id account_name
      account_domain account_rule lead_created_at:time owner_email properties:json source`),
    key: ['person_id'],
    filters: [],
    rows: rows.personRows,
  },
  deals: {
    columns: columnsOf(`deal_id external_id name ${ACCOUNT} amount_minor:integer currency status stage created_at:time
      closed_at:time owner_email primary_contact contacts properties:json`),
    key: ['deal_id'],
    filters: ['from', 'to'],
    rows: rows.dealRows,
  },
  'stage-entries': {
    columns: columnsOf(`${DEAL} amount_minor:integer currency base_amount_minor:integer base_currency rate rate_day
      path_length:integer missing_milestones unattributed_reason ${RUN}`),
    key: ['subject_id', 'deal_id', 'stage'],
    filters: ['stage', 'from', 'to'],
    rows: rows.journeyRows,
  },
  activities: {
    columns: columnsOf(`activity_id external_id kind happened_at:time person account rep_email direction subject outcome
      properties:json`),
    key: ['activity_id'],
    filters: ['from', 'to'],
    rows: rows.activityRows,
  },
  spend: {
    columns: columnsOf('day channel source campaign amount_minor:integer currency impressions:integer clicks:integer'),
    key: ['day', 'channel', 'source', 'campaign', 'currency'],
    filters: [],
    rows: rows.spendRows,
  },
  content: {
    columns: columnsOf(`content_id kind title sessions:integer visitors:integer views:integer downloads:integer
      engaged_ms:integer first_at:time last_at:time`),
    key: ['content_id', 'kind'],
    filters: [],
    rows: rows.contentRows,
  },
}
