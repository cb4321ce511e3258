/**
 * HubSpot: exports of the index pages of contacts, companies, deals, calls, meetings and e-mails, as CSV, with
 * "Include associated records". Header names are the labels of HubSpot's default properties, as its knowledge base
 * lists them ("HubSpot's default contact / company / deal / call / meeting / email properties"), in the language of the user who exports.
 * Times have no zone (2024-03-05 14:33) and are those of the HubSpot account; amounts are plain decimals.
 */
import {
  asIs,
  closedAt,
  emailIn,
  type Fields,
  firstOf,
  fullName,
  isYes,
  type Layout,
  listOf,
  type Preset,
  statusOfStage,
  type VendorRow,
} from './preset.ts'

const record = { en: ['Record ID'], de: ['Datensatz-ID'], ja: ['レコードID'] }
const createDate = { en: ['Create Date', 'Create date'], de: ['Erstellungsdatum', 'Erstelldatum'], ja: ['作成日'] }
const companyIds = {
  en: ['Associated Company IDs (Primary)', 'Associated Company IDs', 'Primary Associated Company ID', 'Associated Company ID'],
  de: ['Zugeordnete Unternehmens-IDs (primär)', 'Zugeordnete Unternehmens-IDs', 'Primäre zugeordnete Unternehmens-ID'],
  ja: ['関連付けられた会社ID（プライマリー）', '関連付けられた会社ID', '関連会社ID'],
}
const contactIds = {
  en: ['Associated Contact IDs'],
  de: ['Zugeordnete Kontakt-IDs'],
  ja: ['関連付けられたコンタクトID', '関連コンタクトID'],
}

const companies: Layout = {
  kind: 'accounts',
  title: 'companies',
  columns: {
    external_id: record,
    name: { en: ['Company name', 'Company Name', 'Name'], de: ['Unternehmensname', 'Name'], ja: ['会社名'] },
    domains: {
      en: ['Company Domain Name', 'Website URL'],
      de: ['Domainname des Unternehmens', 'Unternehmens-Domainname', 'Website-URL'],
      ja: ['会社のドメイン名', 'ウェブサイトURL'],
    },
    industry: { en: ['Industry'], de: ['Branche'], ja: ['業種'] },
    employees: { en: ['Number of Employees'], de: ['Anzahl der Mitarbeiter', 'Anzahl an Mitarbeitern'], ja: ['従業員数'] },
    country: { en: ['Country/Region'], de: ['Land/Region'], ja: ['国/地域'] },
    technologies: { en: ['Web Technologies'], de: ['Web-Technologien'], ja: ['ウェブテクノロジー'] },
    owner_email: {
      en: ['Company owner'],
      de: ['Für Unternehmen zuständiger Mitarbeiter', 'Zuständiger Mitarbeiter'],
      ja: ['会社の担当者'],
    },
    created_at: createDate,
    first_name: { en: ['First Name'], de: ['Vorname'], ja: ['名'] },
  },
  known_by: ['external_id', 'name', 'domains'],
  not: ['first_name'],
  keeps: ['owner_email', 'employees'],
}

const contacts: Layout = {
  kind: 'people',
  title: 'contacts',
  columns: {
    external_id: record,
    first_name: { en: ['First Name'], de: ['Vorname'], ja: ['名'] },
    last_name: { en: ['Last Name'], de: ['Nachname'], ja: ['姓'] },
    email: { en: ['Email'], de: ['E-Mail', 'E-Mail-Adresse'], ja: ['Eメール'] },
    title: { en: ['Job Title'], de: ['Position', 'Jobbezeichnung', 'Berufsbezeichnung'], ja: ['役職'] },
    role: { en: ['Buying Role', 'Role'], de: ['Einkaufsrolle', 'Rolle beim Kauf'], ja: ['購買の役割'] },
    seniority: { en: ['Seniority', 'Employment Seniority'], de: ['Seniorität', 'Dienstalter'], ja: ['職位'] },
    account: companyIds,
    lead_created_at: {
      en: ['Became a Lead Date', 'Became a lead date', 'Create Date', 'Create date'],
      de: ['Datum der Lead-Umwandlung', 'Wurde zum Lead am', 'Erstellungsdatum', 'Erstelldatum'],
      ja: ['リードになった日付', '作成日'],
    },
    owner_email: {
      en: ['Contact owner'],
      de: ['Für Kontakt zuständiger Mitarbeiter', 'Zuständiger Mitarbeiter'],
      ja: ['コンタクト担当者', 'コンタクトの担当者'],
    },
  },
  known_by: ['external_id', 'first_name|last_name', 'email'],
  makes: { name: ['first_name', 'last_name'] },
  keeps: ['owner_email'],
  read: row => [
    {
      ...asIs(row, ['external_id', 'email', 'title', 'role', 'seniority', 'lead_created_at', 'owner_email']),
      account: firstOf(row.get('account')),
      name: fullName(row),
    },
  ],
}

const dealColumns = {
  external_id: record,
  name: { en: ['Deal Name', 'Deal name'], de: ['Deal-Name', 'Dealname'], ja: ['取引名'] },
  amount: { en: ['Amount'], de: ['Betrag'], ja: ['金額'] },
  currency: { en: ['Currency', 'Deal Currency Code'], de: ['Währung'], ja: ['通貨'] },
  stage: { en: ['Deal Stage', 'Deal stage'], de: ['Deal-Phase', 'Dealphase'], ja: ['取引ステージ'] },
  pipeline: { en: ['Pipeline'], de: ['Pipeline'], ja: ['パイプライン'] },
  created_at: createDate,
  closed_at: { en: ['Close Date', 'Close date'], de: ['Abschlussdatum', 'Schlussdatum'], ja: ['クローズ日', '完了日'] },
  owner_email: {
    en: ['Deal owner', 'Deal Owner'],
    de: ['Für Deal zuständiger Mitarbeiter', 'Zuständiger Mitarbeiter'],
    ja: ['取引担当者', '取引の担当者'],
  },
  is_won: { en: ['Is Closed Won', 'Is closed won'], de: ['Ist abgeschlossen und gewonnen'], ja: ['成約済み'] },
  is_lost: { en: ['Is closed lost', 'Is Closed Lost'], de: ['Ist abgeschlossen und verloren'], ja: ['失注済み'] },
  account: companyIds,
  contacts: contactIds,
}

const deals: Layout = {
  kind: 'deals',
  title: 'deals',
  columns: dealColumns,
  known_by: ['external_id', 'stage'],
  makes: { status: ['is_won', 'is_lost', 'stage'] },
  keeps: ['owner_email', 'closed_at', 'pipeline'],
  read(row) {
    const status = dealStatus(row)
    const fields = asIs(row, ['external_id', 'name', 'amount', 'currency', 'created_at', 'owner_email'])
    return [
      {
        ...fields,
        status,
        stage: stageName(row.get('stage'), row.get('pipeline')),
        closed_at: closedAt(status, row.get('closed_at')),
        account: firstOf(row.get('account')),
        contacts: listOf(row.get('contacts')),
      },
    ]
  },
}

function dealStatus(row: VendorRow): string {
  if (isYes(row.get('is_won'))) return 'won'
  if (isYes(row.get('is_lost'))) return 'lost'
  return row.has('is_won') && row.has('is_lost') ? 'open' : statusOfStage(row.get('stage'))
}

/** HubSpot writes the pipeline behind the stage: `Closed Won (Sales Pipeline)`. */
const stageName = (stage: string, pipeline: string) =>
  pipeline !== '' && stage.endsWith(` (${pipeline})`) ? stage.slice(0, -pipeline.length - 3) : stage

/** The property `Date entered "Closed Won (Sales Pipeline)"`, one column for each stage of each pipeline. */
const DATE_ENTERED =
  /^(?:Date entered|Eintrittsdatum in|Datum des Eintritts in)\s+["'“”„‘’](.+)["'“”‘’]$|^["「](.+)["」](?:に入った日付|への移行日)$/i

const stages: Layout = {
  kind: 'deal-stages',
  title: 'deals, with the columns "Date entered …"',
  columns: { deal: record, pipeline: dealColumns.pipeline, deal_stage: dealColumns.stage },
  known_by: ['deal', 'deal_stage'],
  makes: { stage: [], entered_at: [] },
  takes: DATE_ENTERED,
  read: row =>
    row.others().flatMap(([name, entered_at]): Fields[] => {
      const [, western, japanese] = DATE_ENTERED.exec(name) ?? []
      const label = western ?? japanese
      if (label === undefined || entered_at === '') return []
      return [{ deal: row.get('deal'), stage: stageName(label, row.get('pipeline') || pipelineOf(label)), entered_at }]
    }),
}

const pipelineOf = (label: string) => /\(([^()]*)\)$/.exec(label)?.[1] ?? ''

const activityColumns = {
  external_id: record,
  account: companyIds,
  person: contactIds,
  rep_email: {
    en: ['Activity assigned to', 'Call assigned to', 'Owner'],
    de: ['Aktivität zugewiesen zu', 'Zuständiger Mitarbeiter'],
    ja: ['アクティビティーの担当者', '担当者'],
  },
}

const calls: Layout = {
  kind: 'activities',
  title: 'calls',
  columns: {
    ...activityColumns,
    at: {
      en: ['Activity date', 'Activity Date'],
      de: ['Aktivitätsdatum', 'Datum der Aktivität'],
      ja: ['アクティビティー日付', 'アクティビティー日'],
    },
    subject: {
      en: ['Call Title', 'Call title'],
      de: ['Anruftitel', 'Titel des Anrufs'],
      ja: ['コールのタイトル', 'コールタイトル'],
    },
    direction: { en: ['Call direction', 'Call Direction'], de: ['Anrufrichtung'], ja: ['コールの方向'] },
    outcome: { en: ['Call outcome', 'Call Outcome'], de: ['Anrufergebnis'], ja: ['コールの成果', 'コールの結果'] },
  },
  known_by: ['external_id', 'at', 'subject|outcome|direction'],
  makes: { kind: [] },
  keeps: ['rep_email', 'person'],
  read: row => [activity(row, activityNamed('call', row.get('subject')))],
}

const meetings: Layout = {
  kind: 'activities',
  title: 'meetings',
  columns: {
    ...activityColumns,
    at: {
      en: ['Meeting start time', 'Start time', 'Activity date'],
      de: ['Startzeit des Meetings', 'Meeting-Startzeit'],
      ja: ['ミーティングの開始時刻', 'ミーティング開始時刻'],
    },
    subject: {
      en: ['Meeting name', 'Meeting title', 'Meeting Title'],
      de: ['Name des Meetings', 'Meeting-Titel'],
      ja: ['ミーティング名', 'ミーティングのタイトル'],
    },
    outcome: {
      en: ['Meeting outcome', 'Meeting Outcome'],
      de: ['Meeting-Ergebnis', 'Ergebnis des Meetings'],
      ja: ['ミーティングの成果', 'ミーティングの結果'],
    },
  },
  known_by: ['external_id', 'at', 'subject'],
  makes: { kind: [] },
  keeps: ['rep_email', 'person'],
  read: row =>
    /cancel|abgesagt|キャンセル/i.test(row.get('outcome')) ? [] : [activity(row, activityNamed('meeting', row.get('subject')))],
}

const emails: Layout = {
  kind: 'activities',
  title: 'e-mails',
  columns: {
    ...activityColumns,
    at: {
      en: ['Activity date', 'Activity Date'],
      de: ['Aktivitätsdatum', 'Datum der Aktivität'],
      ja: ['アクティビティー日付', 'アクティビティー日'],
    },
    subject: { en: ['Email subject', 'Email Subject'], de: ['E-Mail-Betreff', 'Betreff der E-Mail'], ja: ['Eメールの件名'] },
    direction: { en: ['Email direction', 'Email Direction'], de: ['E-Mail-Richtung'], ja: ['Eメールの方向'] },
    outcome: { en: ['Email send status', 'Email Send Status'], de: ['E-Mail-Sendestatus'], ja: ['Eメール送信ステータス'] },
  },
  known_by: ['external_id', 'at', 'subject'],
  makes: { kind: [] },
  keeps: ['rep_email', 'person'],
  read: row => [activity(row, 'email')],
}

const activityNamed = (kind: string, subject: string) => (/\bdemo\b/i.test(subject) ? 'demo' : kind)

const activity = (row: VendorRow, kind: string): Fields => ({
  ...asIs(row, ['external_id', 'at', 'subject', 'direction', 'outcome']),
  kind,
  account: firstOf(row.get('account')),
  person: firstOf(row.get('person')),
  rep_email: emailIn(row.get('rep_email')),
})

export const hubspot: Preset = {
  name: 'hubspot',
  title: 'HubSpot',
  layouts: [companies, contacts, deals, stages, calls, meetings, emails],
}
