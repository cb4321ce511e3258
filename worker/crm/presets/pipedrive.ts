/**
 * Pipedrive: list views exported as CSV, and "Export data" of the settings. Headers are `Object - Field`, as
 * "Exporting data from Pipedrive" and the mapping sheets of its import show; newer accounts write `Pipedrive System ID`
 * for `ID` and `Deal - Stage (pipeline)` for `Deal - Stage`. Times are 2024-03-05 14:33:00, numbers plain.
 */
import { activityKind, asIs, emailIn, type Fields, firstOf, type Layout, type Preset, statusOfStage } from './preset.ts'

const organizationId = {
  en: [
    'Organization - ID',
    'Organization - Pipedrive System ID',
    'Organization - System ID',
    'Deal - Organization ID',
    'Person - Organization ID',
    'Activity - Organization ID',
  ],
}
const personId = {
  en: [
    'Person - ID',
    'Person - Pipedrive System ID',
    'Person - System ID',
    'Deal - Contact person ID',
    'Activity - Contact person ID',
    'Activity - Person ID',
  ],
}
const personEmail = {
  en: [
    'Person - Email - Work',
    'Person - Email (Work)',
    'Person - Email',
    'Person - Email - Other',
    'Deal - Contact person email',
  ],
}
const dealId = { en: ['Deal - ID', 'Deal - Pipedrive System ID', 'Deal - System ID'] }

const organizations: Layout = {
  kind: 'accounts',
  title: 'organizations',
  columns: {
    external_id: { en: ['Organization - ID', 'Organization - Pipedrive System ID', 'Organization - System ID'] },
    name: { en: ['Organization - Name', 'Organization - Name*'] },
    domains: { en: ['Organization - Website', 'Organization - Domain'] },
    industry: { en: ['Organization - Industry'] },
    employees: { en: ['Organization - Number of employees', 'Organization - Employee count'] },
    country: {
      en: [
        'Organization - Country of Address',
        'Organization - Address - Country of Address',
        'Organization - Address - Country',
        'Organization - Country',
      ],
    },
    owner_email: { en: ['Organization - Owner'] },
    created_at: { en: ['Organization - Organization created', 'Organization - Creation date'] },
    person: { en: ['Person - Name', 'Person - ID'] },
    deal: { en: ['Deal - Title', 'Deal - ID'] },
    activity: { en: ['Activity - Subject'] },
  },
  known_by: ['external_id', 'name'],
  not: ['person', 'deal', 'activity'],
  keeps: ['owner_email', 'employees'],
}

const people: Layout = {
  kind: 'people',
  title: 'people',
  columns: {
    external_id: { en: ['Person - ID', 'Person - Pipedrive System ID', 'Person - System ID'] },
    email: personEmail,
    name: { en: ['Person - Name', 'Person - Name*'] },
    title: { en: ['Person - Job title', 'Person - Job Title'] },
    account: organizationId,
    owner_email: { en: ['Person - Owner'] },
    lead_created_at: { en: ['Person - Person created', 'Person - Creation date'] },
    deal: { en: ['Deal - Title', 'Deal - ID'] },
    activity: { en: ['Activity - Subject'] },
  },
  known_by: ['external_id', 'name'],
  not: ['deal', 'activity'],
  keeps: ['owner_email'],
  read: row => [
    {
      ...asIs(row, ['external_id', 'name', 'title', 'account', 'owner_email', 'lead_created_at']),
      email: emailIn(row.get('email')),
    },
  ],
}

const deals: Layout = {
  kind: 'deals',
  title: 'deals',
  columns: {
    external_id: dealId,
    name: { en: ['Deal - Title', 'Deal - Title*'] },
    amount: { en: ['Deal - Value'] },
    currency: { en: ['Deal - Currency of Value', 'Deal - Currency of value', 'Deal - Currency'] },
    state: { en: ['Deal - Status'] },
    stage: { en: ['Deal - Stage', 'Deal - Stage (pipeline)'] },
    created_at: { en: ['Deal - Deal created', 'Deal - Creation date', 'Deal - Created'] },
    won_time: { en: ['Deal - Won time'] },
    lost_time: { en: ['Deal - Lost time'] },
    closed_on: { en: ['Deal - Deal closed on', 'Deal - Closed on'] },
    owner_email: { en: ['Deal - Owner'] },
    account: organizationId,
    person: personId,
    person_email: personEmail,
    activity: { en: ['Activity - Subject'] },
  },
  known_by: ['external_id', 'name|state'],
  not: ['activity'],
  makes: { status: ['state'], closed_at: ['won_time', 'lost_time', 'closed_on'], contacts: ['person', 'person_email'] },
  keeps: ['owner_email'],
  read(row) {
    const status = row.get('state').toLowerCase() || statusOfStage(row.get('stage'))
    const closed = { won: row.get('won_time'), lost: row.get('lost_time'), open: '' }[status]
    return [
      {
        ...asIs(row, ['external_id', 'name', 'amount', 'currency', 'stage', 'created_at', 'account', 'owner_email']),
        status,
        closed_at: closed || (status === 'open' ? '' : row.get('closed_on')),
        contacts: row.get('person') || emailIn(row.get('person_email')),
      },
    ]
  },
}

/** A list view has what became of a deal, and when; the stages between are in the `Deal flow` of the settings' export. */
const stages: Layout = {
  kind: 'deal-stages',
  title: 'deals, with the dates at which they were won or lost',
  columns: {
    deal: dealId,
    won_time: { en: ['Deal - Won time'] },
    lost_time: { en: ['Deal - Lost time'] },
    stage_name: { en: ['Deal - Stage', 'Deal - Stage (pipeline)'] },
    stage_change: { en: ['Deal - Last stage change', 'Deal - Stage change time'] },
  },
  known_by: ['deal', 'won_time|lost_time|stage_change'],
  makes: { stage: [], entered_at: [] },
  read: row =>
    [
      { stage: row.get('stage_name'), entered_at: row.get('stage_change') },
      { stage: 'Won', entered_at: row.get('won_time') },
      { stage: 'Lost', entered_at: row.get('lost_time') },
    ].flatMap((entry): Fields[] => (entry.stage && entry.entered_at ? [{ deal: row.get('deal'), ...entry }] : [])),
}

const activities: Layout = {
  kind: 'activities',
  title: 'activities',
  columns: {
    external_id: { en: ['Activity - ID', 'Activity - Pipedrive System ID', 'Activity - System ID'] },
    type: { en: ['Activity - Type'] },
    subject: { en: ['Activity - Subject', 'Activity - Subject*'] },
    done: { en: ['Activity - Done', 'Activity - Status'] },
    done_time: { en: ['Activity - Marked as done time'] },
    due_date: { en: ['Activity - Due date'] },
    due_time: { en: ['Activity - Due time'] },
    account: organizationId,
    person_id: personId,
    person_email: personEmail,
    rep_email: { en: ['Activity - Assigned to user', 'Activity - Assigned to', 'Activity - Creator'] },
    outcome: { en: ['Activity - Outcome'] },
  },
  known_by: ['external_id', 'type|subject', 'due_date|done_time'],
  makes: { kind: [], at: ['due_date', 'done_time'], person: ['person_id', 'person_email'] },
  keeps: ['rep_email', 'type'],
  read(row) {
    if (row.has('done') && !/^(done|1|yes|true)$/i.test(row.get('done'))) return []
    const due = [row.get('due_date'), row.get('due_time')].filter(part => part !== '').join(' ')
    return [
      {
        ...asIs(row, ['external_id', 'subject', 'account', 'rep_email', 'outcome']),
        kind: activityKind(row.get('type') || row.get('subject')),
        at: row.get('due_date') === '' ? row.get('done_time') : due,
        person: firstOf(row.get('person_id')) || emailIn(row.get('person_email')),
      },
    ]
  },
}

export const pipedrive: Preset = {
  name: 'pipedrive',
  title: 'Pipedrive',
  layouts: [organizations, people, deals, stages, activities],
}
