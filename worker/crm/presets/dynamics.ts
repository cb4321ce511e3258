/**
 * Microsoft Dynamics 365 Sales: "Export to Excel", static or for re-import, saved as CSV UTF-8. Headers are the display
 * names of the columns in the view, as the Dataverse table reference lists them; the record's id stands in the hidden
 * column `(Do Not Modify) Account` and its like. A column of a related record carries its table behind it:
 * `Website (Account) (Account)`. Dates follow the user's locale (3/5/2024 2:33 PM).
 */
import {
  activityKind,
  asIs,
  closedAt,
  emailIn,
  type Fields,
  type Layout,
  type Preset,
  statusOfStage,
  type VendorRow,
} from './preset.ts'

/** A company by what the view can hold of it beside its name: the website or number of the related account. */
const relatedAccount = {
  en: [
    '(Do Not Modify) Parent Account',
    'Website (Potential Customer) (Account)',
    'Website (Account) (Account)',
    'Website (Company Name) (Account)',
    'Website (Parent Account for lead) (Account)',
    'Website (Regarding) (Account)',
    'Account ID',
  ],
}

/** They change with every edit and say nothing about the record. */
const technical = { checksum: { en: ['(Do Not Modify) Row Checksum'] }, modified: { en: ['(Do Not Modify) Modified On'] } }

const accounts: Layout = {
  kind: 'accounts',
  title: 'accounts',
  columns: {
    ...technical,
    external_id: { en: ['(Do Not Modify) Account'] },
    name: { en: ['Account Name'] },
    domains: { en: ['Website'] },
    industry: { en: ['Industry'] },
    employees: { en: ['Number of Employees', 'No. of Employees'] },
    country: { en: ['Address 1: Country/Region', 'Country/Region'] },
    owner_email: { en: ['Primary Email (Owning User) (User)', 'Owner'] },
    created_at: { en: ['Created On'] },
  },
  known_by: ['external_id', 'name'],
  keeps: ['owner_email', 'employees'],
}

const contacts: Layout = {
  kind: 'people',
  title: 'contacts',
  columns: {
    ...technical,
    external_id: { en: ['(Do Not Modify) Contact'] },
    name: { en: ['Full Name'] },
    first_name: { en: ['First Name'] },
    last_name: { en: ['Last Name'] },
    email: { en: ['Email', 'Email Address 1'] },
    title: { en: ['Job Title'] },
    role: { en: ['Role'] },
    account: relatedAccount,
    owner_email: { en: ['Primary Email (Owning User) (User)', 'Owner'] },
  },
  known_by: ['external_id', 'name|last_name|email'],
  makes: { name: ['name', 'first_name', 'last_name'] },
  keeps: ['owner_email'],
  read: row => [person(row, ['role'])],
}

const leads: Layout = {
  kind: 'people',
  title: 'leads',
  columns: {
    ...technical,
    external_id: { en: ['(Do Not Modify) Lead'] },
    name: { en: ['Name', 'Full Name'] },
    first_name: { en: ['First Name'] },
    last_name: { en: ['Last Name'] },
    email: { en: ['Email', 'Email Address 1'] },
    title: { en: ['Job Title'] },
    account: { en: [...relatedAccount.en, 'Website'] },
    lead_created_at: { en: ['Created On'] },
    owner_email: { en: ['Primary Email (Owning User) (User)', 'Owner'] },
  },
  known_by: ['external_id', 'name|last_name|email'],
  makes: { name: ['name', 'first_name', 'last_name'] },
  keeps: ['owner_email'],
  read: row => [person(row, ['lead_created_at'])],
}

const person = (row: VendorRow, columns: readonly string[]): Fields => ({
  ...asIs(row, ['external_id', 'email', 'title', 'owner_email', ...columns]),
  account: siteOf(row.get('account')),
  name: row.get('name') || [row.get('first_name'), row.get('last_name')].filter(part => part !== '').join(' '),
})

const opportunities: Layout = {
  kind: 'deals',
  title: 'opportunities',
  columns: {
    ...technical,
    external_id: { en: ['(Do Not Modify) Opportunity'] },
    name: { en: ['Topic'] },
    actual: { en: ['Actual Revenue'] },
    estimated: { en: ['Est. Revenue', 'Est. revenue', 'Estimated Revenue'] },
    currency: { en: ['Currency', 'Currency Code', 'ISO Currency Code (Currency) (Currency)'] },
    state: { en: ['Status'] },
    stage: { en: ['Pipeline Phase', 'Sales Stage', 'Status Reason'] },
    created_at: { en: ['Created On'] },
    closed_at: { en: ['Actual Close Date', 'Actual close date', 'Close Date'] },
    owner_email: { en: ['Primary Email (Owning User) (User)', 'Owner'] },
    account: relatedAccount,
    primary_contact: { en: ['Email (Contact) (Contact)', 'Email Address (Contact) (Contact)'] },
  },
  known_by: ['external_id', 'name'],
  makes: { status: ['state', 'stage'], amount: ['actual', 'estimated'], contacts: ['primary_contact'] },
  keeps: ['owner_email', 'currency'],
  read(row) {
    const state = row.get('state').toLowerCase()
    const status = state === '' ? statusOfStage(row.get('stage')) : state === 'won' || state === 'lost' ? state : 'open'
    return [
      {
        ...asIs(row, ['external_id', 'name', 'stage', 'created_at', 'owner_email', 'primary_contact']),
        status,
        // Dynamics names currencies in the user's words ("Euro"); only a code can be read.
        ...(row.has('currency') && /^[A-Z]{3}$/.test(row.get('currency')) ? { currency: row.get('currency') } : {}),
        amount: (status === 'won' && row.get('actual')) || row.get('estimated') || row.get('actual'),
        closed_at: closedAt(status, row.get('closed_at')),
        account: siteOf(row.get('account')),
        contacts: row.get('primary_contact'),
      },
    ]
  },
}

/** With auditing on, a view of Audit History of the process stages; without it the dates of creation and of the close. */
const stages: Layout = {
  kind: 'deal-stages',
  title: 'opportunities, with the dates at which they were won or lost',
  columns: {
    ...technical,
    deal: { en: ['(Do Not Modify) Opportunity'] },
    state: { en: ['Status'] },
    closed: { en: ['Actual Close Date', 'Actual close date'] },
  },
  known_by: ['deal', 'state', 'closed'],
  makes: { stage: [], entered_at: [] },
  read: row =>
    /^(won|lost)$/i.test(row.get('state')) && row.get('closed') !== ''
      ? [{ deal: row.get('deal'), stage: row.get('state'), entered_at: row.get('closed') }]
      : [],
}

const activities: Layout = {
  kind: 'activities',
  title: 'activities, phone calls, appointments, e-mails',
  columns: {
    ...technical,
    external_id: {
      en: [
        '(Do Not Modify) Activity',
        '(Do Not Modify) Phone Call',
        '(Do Not Modify) Appointment',
        '(Do Not Modify) Email',
        '(Do Not Modify) Email Message',
      ],
    },
    type: { en: ['Activity Type'] },
    subject: { en: ['Subject'] },
    state: { en: ['Activity Status', 'Status'] },
    happened: { en: ['Actual End', 'Actual Start', 'Start Time', 'Scheduled Start', 'Date Sent', 'Due Date', 'Created On'] },
    direction: { en: ['Direction'] },
    outcome: { en: ['Status Reason'] },
    rep_email: { en: ['Primary Email (Owning User) (User)', 'Owner'] },
    person: {
      en: ['Email (Regarding) (Contact)', 'Email (Call To) (Contact)', 'Email (To) (Contact)', 'Email (Regarding) (Lead)'],
    },
    account: relatedAccount,
  },
  known_by: ['external_id', 'subject', 'happened'],
  makes: { kind: [], at: ['happened'] },
  keeps: ['rep_email', 'type'],
  read(row) {
    if (row.has('state') && /^(open|scheduled|cancell?ed)$/i.test(row.get('state'))) return []
    return [
      {
        ...asIs(row, ['external_id', 'subject', 'direction', 'outcome', 'rep_email']),
        kind: activityKind(row.get('type') || row.get('subject')),
        at: row.get('happened'),
        person: emailIn(row.get('person')),
        account: siteOf(row.get('account')),
      },
    ]
  },
}

/** `https://www.acme.example/en` → `www.acme.example`; an id stays as it is. */
const siteOf = (cell: string) => /^https?:\/\/([^/?#\s]+)/i.exec(cell)?.[1] ?? cell

export const dynamics: Preset = {
  name: 'dynamics',
  title: 'Microsoft Dynamics 365',
  layouts: [accounts, contacts, leads, opportunities, stages, activities],
}
