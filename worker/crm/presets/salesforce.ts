/**
 * Salesforce: reports exported as "Details Only" CSV, and Data Loader or Workbench exports of Account, Contact, Lead,
 * Opportunity, OpportunityHistory, OpportunityFieldHistory, Task and Event. Report headers are the field labels of the
 * standard report types, Data Loader's the API names of the Object Reference. Reports write dates by the locale of
 * their user, and 15-character ids; Data Loader writes ISO times and 18-character ids. Both name the same record.
 */
import {
  activityKind,
  asIs,
  closedAt,
  type Fields,
  fullName,
  isYes,
  type Layout,
  listOf,
  type Preset,
  statusOfStage,
  type VendorRow,
} from './preset.ts'

const accountId = { en: ['Account ID', 'AccountId', 'Case Safe Account ID'], de: ['Account-ID'], ja: ['取引先 ID', '取引先ID'] }
const createdDate = { en: ['Created Date', 'Create Date', 'CreatedDate'], de: ['Erstellt am', 'Erstelldatum'], ja: ['作成日'] }
const contactId = { en: ['Contact ID', 'ContactId'], de: ['Kontakt-ID'], ja: ['取引先責任者 ID', '取引先責任者ID'] }
const opportunityId = { en: ['Opportunity ID', 'OpportunityId'], de: ['Opportunity-ID'], ja: ['商談 ID', '商談ID'] }

const accounts: Layout = {
  kind: 'accounts',
  title: 'accounts',
  columns: {
    external_id: { ...accountId, en: [...accountId.en, 'Id'] },
    name: { en: ['Account Name', 'Name'], de: ['Accountname', 'Account-Name'], ja: ['取引先名'] },
    domains: { en: ['Website', 'Account Website'], de: ['Website'], ja: ['Web サイト', 'Webサイト'] },
    industry: { en: ['Industry'], de: ['Branche'], ja: ['業種'] },
    employees: { en: ['Employees', 'NumberOfEmployees'], de: ['Mitarbeiter'], ja: ['従業員数'] },
    country: {
      en: ['Billing Country', 'Billing Country (text only)', 'BillingCountry'],
      de: ['Rechnungsland', 'Land der Rechnungsadresse'],
      ja: ['請求先国', '請求先 国'],
    },
    owner_email: {
      en: ['Account Owner: Email', 'Owner Email', 'Owner.Email'],
      de: ['Accountinhaber: E-Mail'],
      ja: ['取引先 所有者: メール'],
    },
    created_at: createdDate,
    contact: contactId,
    opportunity: opportunityId,
    stage: { en: ['StageName', 'Stage'] },
  },
  known_by: ['external_id', 'name', 'domains|industry|employees|country'],
  not: ['contact', 'opportunity', 'stage'],
  keeps: ['owner_email', 'employees'],
  read: row =>
    recordOf(row, {
      ...asIs(row, ['name', 'domains', 'industry', 'employees', 'country', 'owner_email', 'created_at']),
      external_id: id18(row.get('external_id')),
    }),
}

const personColumns = {
  first_name: { en: ['First Name', 'FirstName'], de: ['Vorname'], ja: ['名'] },
  last_name: { en: ['Last Name', 'LastName'], de: ['Nachname'], ja: ['姓'] },
  email: { en: ['Email', 'Contact: Email'], de: ['E-Mail'], ja: ['メール'] },
  title: { en: ['Title'], de: ['Titel', 'Position'], ja: ['役職'] },
}

const contacts: Layout = {
  kind: 'people',
  title: 'contacts',
  columns: {
    ...personColumns,
    external_id: { ...contactId, en: [...contactId.en, 'Id'] },
    account: accountId,
    department: { en: ['Department'], de: ['Abteilung'], ja: ['部署'] },
    owner_email: {
      en: ['Contact Owner: Email', 'Owner.Email'],
      de: ['Kontaktinhaber: E-Mail'],
      ja: ['取引先責任者 所有者: メール'],
    },
    lead_id: { en: ['Lead ID', 'ConvertedContactId'], de: ['Lead-ID'], ja: ['リード ID'] },
    company: { en: ['Company'], de: ['Firma'], ja: ['会社名'] },
  },
  known_by: ['external_id', 'last_name', 'email'],
  not: ['lead_id', 'company'],
  makes: { name: ['first_name', 'last_name'] },
  keeps: ['owner_email', 'department'],
  read: row =>
    recordOf(row, {
      ...asIs(row, ['email', 'title', 'owner_email']),
      name: fullName(row),
      external_id: id18(row.get('external_id')),
      account: id18(row.get('account')),
    }),
}

const leads: Layout = {
  kind: 'people',
  title: 'leads',
  columns: {
    ...personColumns,
    external_id: { en: ['Lead ID', 'Id'], de: ['Lead-ID'], ja: ['リード ID', 'リードID'] },
    company: { en: ['Company / Account', 'Company'], de: ['Firma/Account', 'Firma'], ja: ['会社名/取引先', '会社名'] },
    lead_created_at: createdDate,
    owner_email: { en: ['Lead Owner: Email', 'Owner.Email'], de: ['Leadinhaber: E-Mail'], ja: ['リード 所有者: メール'] },
    account: { en: ['ConvertedAccountId', 'Converted Account ID'], de: ['Konvertierte Account-ID'] },
  },
  known_by: ['external_id', 'last_name', 'email', 'company'],
  makes: { name: ['first_name', 'last_name'] },
  keeps: ['owner_email', 'company'],
  read: row =>
    recordOf(row, {
      ...asIs(row, ['email', 'title', 'lead_created_at', 'owner_email']),
      name: fullName(row),
      external_id: id18(row.get('external_id')),
      account: id18(row.get('account')),
    }),
}

const opportunities: Layout = {
  kind: 'deals',
  title: 'opportunities, with contact roles or without',
  columns: {
    external_id: { ...opportunityId, en: [...opportunityId.en, 'Id'] },
    name: { en: ['Opportunity Name', 'Name'], de: ['Opportunity-Name', 'Opportunityname'], ja: ['商談名'] },
    amount: { en: ['Amount', 'Amount (converted)'], de: ['Betrag'], ja: ['金額'] },
    currency: {
      en: ['Amount Currency', 'Opportunity Currency', 'CurrencyIsoCode', 'Amount (converted) Currency'],
      de: ['Betrag Währung', 'Opportunity-Währung'],
      ja: ['金額 通貨', '商談 通貨'],
    },
    stage: { en: ['Stage', 'StageName'], de: ['Phase'], ja: ['フェーズ'] },
    created_at: createdDate,
    closed_at: { en: ['Close Date', 'CloseDate'], de: ['Schlusstermin', 'Abschlussdatum'], ja: ['完了予定日'] },
    owner_email: {
      en: ['Opportunity Owner: Email', 'Owner.Email'],
      de: ['Opportunity-Inhaber: E-Mail'],
      ja: ['商談 所有者: メール'],
    },
    is_closed: { en: ['Closed', 'IsClosed'], de: ['Geschlossen', 'Abgeschlossen'], ja: ['完了'] },
    is_won: { en: ['Won', 'IsWon'], de: ['Gewonnen'], ja: ['成立', '成立済み'] },
    account: accountId,
    contacts: contactId,
    is_primary: { en: ['Primary', 'Is Primary', 'IsPrimary'], de: ['Primär'], ja: ['主'] },
  },
  known_by: ['external_id', 'stage', 'closed_at'],
  makes: { status: ['is_won', 'is_closed', 'stage'], primary_contact: ['is_primary'] },
  keeps: ['owner_email', 'closed_at'],
  read(row) {
    const status = opportunityStatus(row)
    const contact = ids(row.get('contacts'))
    return recordOf(row, {
      ...asIs(row, ['name', 'amount', 'currency', 'stage', 'created_at', 'owner_email']),
      external_id: id18(row.get('external_id')),
      status,
      closed_at: closedAt(status, row.get('closed_at')),
      account: id18(row.get('account')),
      contacts: contact,
      primary_contact: isYes(row.get('is_primary')) ? contact : '',
    })
  },
  // One line per contact role; the deal has them all.
  joined: {
    with: ['contacts'],
    key: fields => fields.external_id ?? '',
    join: (one, other) => ({
      ...other,
      contacts: listOf(`${one.contacts};${other.contacts}`),
      primary_contact: one.primary_contact || other.primary_contact || '',
    }),
  },
}

function opportunityStatus(row: VendorRow): string {
  if (isYes(row.get('is_won'))) return 'won'
  if (row.has('is_won') && row.has('is_closed')) return isYes(row.get('is_closed')) ? 'lost' : 'open'
  return statusOfStage(row.get('stage'))
}

const history: Layout = {
  kind: 'deal-stages',
  title: 'Opportunity History report, OpportunityHistory or OpportunityFieldHistory',
  columns: {
    deal: opportunityId,
    to_stage: {
      en: ['To Stage', 'StageName', 'Stage', 'New Value', 'NewValue'],
      de: ['Nach Phase', 'In Phase', 'Neuer Wert', 'Phase'],
      ja: ['変更後フェーズ', '新規値', 'フェーズ'],
    },
    from_stage: { en: ['From Stage', 'Old Value', 'OldValue'], de: ['Von Phase', 'Alter Wert'], ja: ['変更前フェーズ', '旧値'] },
    field: { en: ['Field / Event', 'Field'], de: ['Feld/Ereignis', 'Feld'], ja: ['項目/行動', '項目'] },
    entered_at: {
      en: ['Last Modified', 'Last Modified Date', 'Edit Date', 'CreatedDate', 'Stage Change Date'],
      de: ['Letzte Änderung', 'Zuletzt geändert am', 'Bearbeitungsdatum'],
      ja: ['最終更新日', '編集日'],
    },
  },
  known_by: ['deal', 'to_stage', 'entered_at'],
  makes: { stage: [] },
  read(row) {
    const deal = id18(row.get('deal'))
    const stage = row.get('to_stage')
    const field = row.get('field')
    // The history has a line for every edit: of the amount too, or of the close date. Only a new stage is an entry.
    if (row.has('field') && !/^(stage|stagename|phase|フェーズ)$/i.test(field)) return []
    if (row.has('from_stage') ? row.get('from_stage') === stage : row.memory.get(deal) === stage) return []
    row.memory.set(deal, stage)
    return recordOf(row, { deal, stage, entered_at: row.get('entered_at') }, 'deal')
  },
}

const activityColumns = {
  external_id: { en: ['Activity ID', 'Id'], de: ['Aktivitäts-ID'], ja: ['活動 ID', '活動ID'] },
  subject: { en: ['Subject'], de: ['Thema', 'Betreff'], ja: ['件名'] },
  account: accountId,
  person: { en: ['WhoId', 'Contact ID', 'Lead ID'], de: ['Kontakt-ID', 'Lead-ID'], ja: ['取引先責任者 ID', 'リード ID'] },
  email: { en: ['Email', 'Contact: Email'], de: ['E-Mail'], ja: ['メール'] },
  rep_email: { en: ['Assigned To: Email', 'Owner.Email'], de: ['Zugewiesen zu: E-Mail'], ja: ['任命先: メール'] },
  type: { en: ['TaskSubtype', 'Task Subtype', 'Activity Type', 'Type'], de: ['Aktivitätstyp', 'Typ'], ja: ['活動種別', '種別'] },
  status: { en: ['Status'], de: ['Status'], ja: ['状況'] },
  outcome: { en: ['Call Result', 'CallDisposition'], de: ['Anrufergebnis'], ja: ['コール結果'] },
  direction: { en: ['Call Type', 'CallType'], de: ['Anruftyp'], ja: ['コール種別'] },
}

const tasks: Layout = {
  kind: 'activities',
  title: 'tasks and events report, or Task',
  columns: {
    ...activityColumns,
    at: {
      en: ['CompletedDateTime', 'Completed Date/Time', 'ActivityDate', 'Date', 'Due Date'],
      de: ['Abgeschlossen am', 'Datum', 'Fälligkeitsdatum'],
      ja: ['完了日時', '日付', '期日'],
    },
    start: { en: ['StartDateTime', 'Start Date Time'], de: ['Startdatum/-uhrzeit'], ja: ['開始日時'] },
  },
  known_by: ['external_id', 'subject', 'at'],
  not: ['start'],
  makes: { kind: [] },
  keeps: ['rep_email', 'type'],
  // What is still to be done has not happened.
  read: row =>
    row.has('status') && !/^(completed|abgeschlossen|erledigt|完了|)$/i.test(row.get('status'))
      ? []
      : activity(row, row.get('type') || row.get('subject')),
}

const events: Layout = {
  kind: 'activities',
  title: 'Event',
  columns: {
    ...activityColumns,
    at: {
      en: ['StartDateTime', 'ActivityDateTime', 'Start Date Time', 'Start'],
      de: ['Startdatum/-uhrzeit', 'Beginn'],
      ja: ['開始日時', '開始'],
    },
  },
  known_by: ['external_id', 'subject', 'at'],
  makes: { kind: [] },
  keeps: ['rep_email', 'type'],
  read: row => activity(row, /demo/i.test(`${row.get('type')} ${row.get('subject')}`) ? 'demo' : 'meeting'),
}

const activity = (row: VendorRow, word: string): readonly Fields[] =>
  recordOf(row, {
    ...asIs(row, ['at', 'subject', 'direction', 'outcome', 'rep_email']),
    external_id: id18(row.get('external_id')),
    kind: activityKind(word),
    account: id18(row.get('account')),
    person: id18(row.get('person')) || row.get('email'),
  })

/** Below the rows stand totals, the copyright, who ran the report: lines without an id. */
const recordOf = (row: VendorRow, fields: Fields, key = 'external_id'): readonly Fields[] =>
  fields[key] === '' || /^(grand )?(total|subtotal|count|gesamt|summe|総計|合計)/i.test(row.get(key)) ? [] : [fields]

const ids = (cell: string) => listOf(cell).split(';').map(id18).join(';')

const CHECK = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'

/**
 * The 18-character id of a record: a 15-character one with three letters that say which of its letters are capitals,
 * five at a time ("How to convert 15-character IDs to 18-character IDs", Salesforce Help 000383751).
 */
export function id18(id: string): string {
  if (!/^[A-Za-z0-9]{15}$/.test(id)) return id
  const check = [0, 5, 10].map(
    start => CHECK[[...id.slice(start, start + 5)].reduce((bits, char, i) => (/[A-Z]/.test(char) ? bits | (1 << i) : bits), 0)],
  )
  return id + check.join('')
}

export const salesforce: Preset = {
  name: 'salesforce',
  title: 'Salesforce',
  layouts: [accounts, contacts, leads, opportunities, history, tasks, events],
}
