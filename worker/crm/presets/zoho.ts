/**
 * Zoho CRM: "Export data" of a module and the data backup, as CSV. Headers are the field labels of the standard layouts
 * ("Standard Modules and Fields"); each record has its `Record Id` (zcrm_…) and each look-up an `….id` beside its name.
 * Times are 2024-03-05 14:33:00, numbers plain.
 */
import {
  asIs,
  closedAt,
  emailIn,
  type Fields,
  firstOf,
  fullName,
  type Layout,
  type Preset,
  statusOfStage,
  type VendorRow,
} from './preset.ts'

const record = { en: ['Record Id', 'Record ID (zcrm)'] }
const created = { en: ['Created Time'] }
const accountId = { en: ['Account Name.id', 'Company.id'] }

const accounts: Layout = {
  kind: 'accounts',
  title: 'accounts',
  columns: {
    external_id: record,
    name: { en: ['Account Name'] },
    domains: { en: ['Website'] },
    industry: { en: ['Industry'] },
    employees: { en: ['Employees'] },
    country: { en: ['Billing Country'] },
    owner_email: { en: ['Account Owner'] },
    created_at: created,
    others: { en: ['Account Name.id', 'Deal Name', 'Contact Name'] },
  },
  known_by: ['external_id', 'name'],
  not: ['others'],
  keeps: ['owner_email', 'employees'],
}

const personColumns = {
  external_id: record,
  first_name: { en: ['First Name'] },
  last_name: { en: ['Last Name'] },
  email: { en: ['Email'] },
  title: { en: ['Title', 'Designation'] },
}

const contacts: Layout = {
  kind: 'people',
  title: 'contacts',
  columns: {
    ...personColumns,
    name: { en: ['Contact Name', 'Full Name'] },
    account: accountId,
    owner_email: { en: ['Contact Owner'] },
    lead_owner: { en: ['Lead Owner', 'Lead Owner.id', 'Lead Status'] },
  },
  known_by: ['external_id', 'last_name', 'email'],
  not: ['lead_owner'],
  makes: { name: ['name', 'first_name', 'last_name'] },
  keeps: ['owner_email'],
  read: row => [{ ...asIs(row, ['external_id', 'email', 'title', 'account', 'owner_email']), name: fullName(row) }],
}

const leads: Layout = {
  kind: 'people',
  title: 'leads',
  columns: {
    ...personColumns,
    name: { en: ['Lead Name', 'Full Name'] },
    account: { en: ['Website'] },
    lead_created_at: created,
    owner_email: { en: ['Lead Owner'] },
  },
  known_by: ['external_id', 'last_name', 'owner_email'],
  makes: { name: ['name', 'first_name', 'last_name'] },
  keeps: ['owner_email'],
  read: row => [
    {
      ...asIs(row, ['external_id', 'email', 'title', 'lead_created_at', 'owner_email']),
      account: /^https?:\/\/([^/?#\s]+)/i.exec(row.get('account'))?.[1] ?? row.get('account'),
      name: fullName(row),
    },
  ],
}

const deals: Layout = {
  kind: 'deals',
  title: 'deals',
  columns: {
    external_id: record,
    name: { en: ['Deal Name'] },
    amount: { en: ['Amount'] },
    currency: { en: ['Currency'] },
    stage: { en: ['Stage'] },
    created_at: created,
    closed_at: { en: ['Closed Time', 'Closing Date'] },
    owner_email: { en: ['Deal Owner'] },
    account: accountId,
    primary_contact: { en: ['Contact Name.id'] },
  },
  known_by: ['external_id', 'name', 'stage'],
  makes: { status: ['stage'], contacts: ['primary_contact'] },
  keeps: ['owner_email', 'closed_at'],
  read(row) {
    const status = statusOfStage(row.get('stage'))
    return [
      {
        ...asIs(row, [
          'external_id',
          'name',
          'amount',
          'currency',
          'stage',
          'created_at',
          'account',
          'primary_contact',
          'owner_email',
        ]),
        status,
        closed_at: closedAt(status, row.get('closed_at')),
        contacts: row.get('primary_contact'),
      },
    ]
  },
}

const history: Layout = {
  kind: 'deal-stages',
  title: 'stage history',
  columns: {
    deal: { en: ['Deal Name.id', 'Potential Name.id', 'Deal Id'] },
    stage: { en: ['Stage'] },
    entered_at: { en: ['Modified Time', 'Last Modified Time', 'Moved Time'] },
    duration: { en: ['Stage Duration (Calendar Days)', 'Stage Duration (Days)', 'Stage Duration', 'Duration (Days)'] },
  },
  known_by: ['deal', 'stage', 'entered_at'],
  read: row => [asIs(row, ['deal', 'stage', 'entered_at'])],
}

const activityColumns = {
  external_id: record,
  contact: { en: ['Contact Name.id', 'Who Id.id'] },
  account: accountId,
  related: { en: ['Related To.id', 'What Id.id'] },
}

const calls: Layout = {
  kind: 'activities',
  title: 'calls',
  columns: {
    ...activityColumns,
    at: { en: ['Call Start Time'] },
    subject: { en: ['Subject'] },
    direction: { en: ['Call Type'] },
    outcome: { en: ['Call Result', 'Outgoing Call Status'] },
    rep_email: { en: ['Call Owner'] },
  },
  known_by: ['external_id', 'at'],
  makes: { kind: [], person: ['contact', 'related'] },
  keeps: ['rep_email', 'related'],
  read: row => (/^(scheduled|cancell?ed)$/i.test(row.get('outcome')) ? [] : [activity(row, 'call')]),
}

const meetings: Layout = {
  kind: 'activities',
  title: 'meetings',
  columns: {
    ...activityColumns,
    at: { en: ['From', 'Start DateTime'] },
    subject: { en: ['Title', 'Event Title'] },
    rep_email: { en: ['Host', 'Event Owner'] },
    until: { en: ['To', 'End DateTime'] },
  },
  known_by: ['external_id', 'at', 'subject', 'until'],
  makes: { kind: [], person: ['contact', 'related'] },
  keeps: ['rep_email', 'related'],
  read: row => [activity(row, /\bdemo\b/i.test(row.get('subject')) ? 'demo' : 'meeting')],
}

const activity = (row: VendorRow, kind: string): Fields => ({
  ...asIs(row, ['external_id', 'at', 'subject', 'direction', 'outcome', 'account']),
  kind,
  person: firstOf(row.get('contact')) || firstOf(row.get('related')),
  rep_email: emailIn(row.get('rep_email')),
})

export const zoho: Preset = {
  name: 'zoho',
  title: 'Zoho CRM',
  layouts: [accounts, contacts, leads, deals, history, calls, meetings],
}
