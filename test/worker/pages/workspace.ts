/**
 * A workspace for the tests of pages: facts by plain inserts, what is derived from them by the pure rooms. No clock,
 * no chance: the same options give the same rows.
 */
import { sql } from 'drizzle-orm'
import { type Database, insertInto } from '../../../db/database.ts'
import {
  type Account,
  accountDomains,
  accounts,
  activities,
  adjustments,
  type Deal,
  deadLetters,
  dealAccounts,
  dealContacts,
  dealStages,
  deals,
  type Event,
  events,
  identityLinks,
  journeys,
  ledger,
  offlineTouches,
  people,
  personAccounts,
  published,
  type Read,
  rates,
  reads,
  runs,
  type Session,
  sessions,
  sites,
  touches,
} from '../../../db/schema.ts'
import { modelNamed } from '../../../worker/attribution/models.ts'
import { ratesFrom } from '../../../worker/attribution/rates.ts'
import { creditsInserted } from '../../../worker/jobs/credit-rows.ts'
import { loadSubjects } from '../../../worker/jobs/subject-facts.ts'
import { journeyRows, touchRows } from '../../../worker/jobs/subject-rows.ts'
import { defaultSettings } from '../../../worker/settings.ts'
import { NOW } from '../../engines.ts'

export const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

export interface WorkspaceSize {
  readonly accounts: number
  /** Of the first account; the others have fewer. */
  readonly people: number
  /** Visits of the first account; the others have fewer. */
  readonly visits: number
  readonly deals: number
  /** Replaces the names of people, companies, pages, campaigns. */
  readonly name?: (usual: string, index: number) => string
}

export const little: WorkspaceSize = { accounts: 1, people: 1, visits: 1, deals: 1 }
export const much: WorkspaceSize = { accounts: 70, people: 9, visits: 140, deals: 60 }
export const huge: WorkspaceSize = { accounts: 120, people: 60, visits: 5000, deals: 130 }

const sources = [
  ['Paid Search', 'google', 'cpc', 'brand-dach'],
  ['Organic Search', 'google', 'organic', null],
  ['Paid Social', 'linkedin', 'paid-social', 'abm-operations'],
  ['Organic Social', 'linkedin', 'social', null],
  ['Email', 'newsletter', 'email', 'newsletter-march'],
  ['Referral', 'industry-portal.example', 'referral', null],
  ['Direct', null, null, null],
  ['AI Assistant', 'chatgpt.com', 'referral', null],
  ['Display', 'criteo', 'display', 'retarget-q2'],
  ['Video', 'youtube', 'video', 'product-tour'],
  ['Affiliate', 'partner', 'affiliate', 'partner-programme'],
  ['Event', 'webinar', 'event', 'webinar-cold-chain'],
] as const

const pages = [
  ['northwind.example/pricing', 'Pricing'],
  ['northwind.example', 'Sensors that report themselves'],
  ['northwind.example/blog/cold-chain', 'What a broken cold chain costs'],
  ['northwind.example/blog/gdp-audit', 'How to pass a GDP audit without a binder'],
  ['northwind.example/customers/kestrel', 'Kestrel Pharma cut spoilage by a third'],
  ['northwind.example/product/integrations', 'Integrations'],
  ['northwind.example/security', 'Security and data protection'],
] as const

const firstNames = [
  'Marta',
  'Jonas',
  'Aiko',
  'Claire',
  'Tomás',
  'Ingrid',
  'Yusuf',
  'Eleni',
  'Paweł',
  'Noor',
  'Lukas',
  'Beatriz',
] as const
const lastNames = [
  'Ruiz',
  'Lindqvist',
  'Tanaka',
  'Moreau',
  'Novák',
  'Haugen',
  'Demir',
  'Papadaki',
  'Zieliński',
  'Haddad',
  'Brandt',
  'Costa',
] as const
const titles = [
  'Head of Logistics',
  'Quality Manager',
  'CFO',
  'IT Architect',
  'Buyer',
  'Plant Manager',
  'Compliance Officer',
] as const
const companies = [
  'Kestrel Pharma',
  'Aldgate Foods',
  'Borealis Logistik',
  'Meridian Labs',
  'Oakfield Dairy',
  'Tessera Chemicals',
  'Vantaa Cold',
] as const

export async function fillWorkspace(db: Database, size: WorkspaceSize): Promise<void> {
  const random = dice(7)
  const name = size.name ?? (usual => usual)
  const story = Array.from({ length: size.accounts }, (_, i) => companyOf(i, size, random, name))
  const at = { recorded_at: NOW, updated_at: NOW, properties: '{}', date_only: '' }

  await db.run(
    insertInto(sites, [{ site_id: 's1', domain: 'northwind.example', site_key: 'pk_northwind', created_at: NOW - 300 * DAY_MS }]),
    insertInto(
      accounts,
      story.map(({ account }) => ({ ...account, ...at })),
    ),
    insertInto(
      accountDomains,
      story.map(({ account }, i) => ({ domain: `company-${i}.example`, account_id: account.account_id, source: 'crm' })),
    ),
    insertInto(
      people,
      story.flatMap(company =>
        company.people.map(person => ({
          ...person,
          ...at,
          source: 'crm',
          email_domain: null,
          account_ref: company.account.account_id,
        })),
      ),
    ),
    insertInto(
      personAccounts,
      story.flatMap(({ account, people }) =>
        people.map(({ person_id }) => ({ person_id, account_id: account.account_id, rule: 'crm_id' })),
      ),
    ),
    insertInto(
      identityLinks,
      story.flatMap(company =>
        company.people.map(({ person_id }) => ({
          link_id: `l-${person_id}`,
          visitor_id: `v-${person_id}`,
          person_id,
          linked_at: NOW - 280 * DAY_MS,
          method: 'form',
          trust: 'claimed' as const,
          evidence: `event ${person_id}`,
          recorded_at: NOW - DAY_MS,
        })),
      ),
    ),
    insertInto(
      sessions,
      story.flatMap(company => company.sessions),
    ),
    insertInto(
      reads,
      story.flatMap(company => company.reads),
    ),
    insertInto(
      activities,
      story.flatMap(company => company.activities),
    ),
    insertInto(
      offlineTouches,
      story.flatMap(({ account }, i) =>
        i % 4 === 0 && size.visits > 1
          ? [
              {
                external_id: `fair-${i}`,
                touched_at: NOW - 200 * DAY_MS,
                account_ref: account.account_id,
                channel: 'Event',
                source: 'fair',
                title: name('LogiPharma, stand talk', i),
                properties: '{}',
                date_only: '',
                recorded_at: NOW,
              },
            ]
          : [],
      ),
    ),
    insertInto(rates, [
      { currency: 'USD', day: '', rate: '0.9137' },
      { currency: 'JPY', day: '', rate: '0.00611' },
    ]),
  )
  const dealRows = Array.from({ length: size.deals }, (_, i) => dealOf(i, story[i % story.length]!.account, size, name))
  await db.run(
    insertInto(
      deals,
      dealRows.map(deal => ({ ...deal, ...at })),
    ),
    insertInto(
      dealAccounts,
      dealRows.map(deal => ({ deal_id: deal.deal_id, account_id: deal.account_ref?.replace('crm-', 'c') ?? null })),
    ),
    insertInto(
      dealContacts,
      dealRows.flatMap((deal, i) =>
        deal.account_ref === null ? [] : [{ deal_id: deal.deal_id, person_ref: story[i % story.length]!.people[0]!.person_id }],
      ),
    ),
    insertInto(
      dealStages,
      dealRows.map(deal => ({
        deal_ref: deal.external_id,
        stage: 'Proposal',
        entered_at: deal.created_at! + 20 * DAY_MS,
        date_only: '',
      })),
    ),
    insertInto(adjustments, [
      {
        adjustment_id: 'adj-1',
        deal_ref: 'CRM-0',
        amount: '-1500.00',
        adjusted_at: NOW - 10 * DAY_MS,
        kind: 'refund',
        date_only: '',
      },
    ]),
    ...arrivals(story, name),
  )
  await publish(db)
}

/** What the job would have written for every account, and for every deal that has none. */
export async function publish(db: Database, run_id = 'r1'): Promise<void> {
  const settings = defaultSettings
  const models = settings['attribution.models'].flatMap(model => modelNamed(model) ?? [])
  const rateRows = [
    { currency: 'USD', day: '', rate: '0.9137' },
    { currency: 'JPY', day: '', rate: '0.00611' },
  ]
  const terms = { run_id, settings, models, rates: ratesFrom(rateRows) }
  const ids = await db.all<{ subject_id: string }>(sql`
    select account_id as subject_id from ${accounts}
    union all
    select deal_id as subject_id from ${dealAccounts} where account_id is null
  `)
  const subjects = await loadSubjects(
    db,
    ids.map(row => row.subject_id),
    [],
  )
  const derived = subjects.flatMap(subject => [...journeyRows(subject, terms)])
  await db.run(
    insertInto(runs, [
      {
        run_id,
        kind: 'full',
        status: 'complete',
        fence: 1,
        started_at: NOW - 5 * MINUTE_MS,
        finished_at: NOW - 4 * MINUTE_MS,
        settings: JSON.stringify(settings),
        subjects: subjects.length,
        deals: derived.length,
        credits: derived.reduce((sum, row) => sum + row.credits.length, 0),
        models: '[]',
      },
    ]),
    insertInto(
      touches,
      subjects.flatMap(subject => touchRows(subject, terms)),
    ),
    insertInto(
      journeys,
      derived.map(({ journey }) => journey),
    ),
    creditsInserted(derived.flatMap(row => row.credits)),
    insertInto(
      published,
      subjects.map(({ subject_id }) => ({ subject_id, run_id })),
      { on: ['subject_id'], update: ['run_id'] },
    ),
  )
}

type Dice = (sides: number) => number

/** Numbers that look thrown, the same every time (a linear congruential generator, Numerical Recipes). */
function dice(seed: number): Dice {
  let state = seed
  return sides => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
}

type Naming = (usual: string, index: number) => string

interface Company {
  readonly account: Pick<
    Account,
    | 'account_id'
    | 'external_id'
    | 'name'
    | 'industry'
    | 'employees'
    | 'country'
    | 'technologies'
    | 'owner_email'
    | 'created_at'
    | 'source'
  >
  readonly people: readonly {
    person_id: string
    external_id: string
    email: string
    name: string
    title: string
    lead_created_at: number | null
  }[]
  readonly sessions: readonly Session[]
  readonly reads: readonly Read[]
  readonly activities: readonly (typeof activities.$inferInsert)[]
}

function companyOf(index: number, size: WorkspaceSize, random: Dice, name: Naming): Company {
  const account_id = `c${index}`
  const crowd = index === 0 ? size.people : 1 + (index % Math.min(5, size.people))
  const visits = index === 0 ? size.visits : Math.max(1, Math.round(size.visits / (4 + index)))
  const members = Array.from({ length: crowd }, (_, i) => ({
    person_id: `p${index}-${i}`,
    external_id: `crm-p${index}-${i}`,
    email: `person-${i}@company-${index}.example`,
    name: name(`${firstNames[(i + index) % 12]} ${lastNames[(i * 5 + index) % 12]}`, index * 100 + i),
    title: titles[(i + index) % 7]!,
    lead_created_at: i === 0 ? NOW - 170 * DAY_MS : null,
  }))
  const visited = Array.from({ length: visits }, (_, i) => visitOf(index, i, visits, members.length, random, name))
  return {
    account: {
      account_id,
      external_id: `crm-${index}`,
      name: name(index < 7 ? companies[index]! : `${companies[index % 7]} ${index}`, index),
      industry: 'Pharmaceuticals',
      employees: 1800,
      country: 'DE',
      technologies: null,
      owner_email: 'ana@northwind.example',
      created_at: NOW - 250 * DAY_MS,
      source: 'crm',
    },
    people: members,
    sessions: visited.map(visit => visit.session),
    reads: visited.flatMap(visit => visit.reads),
    activities: visits > 4 ? activitiesOf(index, members.length, name) : [],
  }
}

/** Visits over nine months, with a silence of two months in the middle of every third account's history. */
function visitOf(
  company: number,
  index: number,
  visits: number,
  crowd: number,
  random: Dice,
  name: Naming,
): { session: Session; reads: Read[] } {
  const person = random(crowd)
  const before = (1 - (index + random(100) / 100) / visits) * 265
  const days = company % 3 === 0 && before > 90 && before < 155 ? before + 66 : before
  const started_at = Math.round(NOW - (days + (company % 9) * 2) * DAY_MS - 3 * HOUR_MS)
  const [channel, source, medium, campaign] = sources[(random(12) + random(3)) % 12]!
  const session_id = `e-${company}-${index}`
  const looked = 1 + random(4)
  const own = Array.from({ length: looked }, (_, i) => {
    const [content_id, title] = pages[(index + i + company) % pages.length]!
    const engaged_ms = random(6) === 0 ? 2000 : random(280) * 1000
    return {
      session_id,
      content_id,
      kind: 'page' as const,
      visitor_id: `v-p${company}-${person}`,
      title: name(title, index),
      first_at: started_at + i * MINUTE_MS,
      last_at: started_at + i * MINUTE_MS,
      views: 1,
      downloads: 0,
      engaged_ms,
      scroll_percent: random(100),
    }
  })
  const isDownload = random(9) === 0
  const file = {
    ...own[0]!,
    content_id: 'northwind.example/files/cold-chain-guide.pdf',
    kind: 'file' as const,
    title: name('Cold chain guide (PDF)', index),
    downloads: 1,
    engaged_ms: 0,
  }
  const [landing] = pages[(index + company) % pages.length]!
  return {
    session: {
      session_id,
      visitor_id: `v-p${company}-${person}`,
      site_id: 's1',
      started_at,
      ended_at: started_at + looked * MINUTE_MS,
      channel,
      source,
      medium,
      campaign: campaign === null ? null : name(campaign, index),
      term: null,
      content: null,
      click_id: null,
      referrer_host: null,
      landing_url: `https://${landing}?utm_source=${source ?? ''}`,
      page_views: looked,
      downloads: isDownload ? 1 : 0,
      forms: index === 2 || random(30) === 0 ? 1 : 0,
      events: looked + 1,
      engaged_ms: own.reduce((sum, read) => sum + read.engaged_ms, 0),
      country: 'DE',
      device: 'desktop',
      browser: 'Firefox',
      os: 'Linux',
      bot_reason: null,
      account_ref: null,
      account_rule: null,
    },
    reads: isDownload ? [...own, file] : own,
  }
}

function activitiesOf(company: number, crowd: number, name: Naming): (typeof activities.$inferInsert)[] {
  const kinds = ['email', 'call', 'meeting', 'demo'] as const
  return Array.from({ length: 9 }, (_, i) => ({
    activity_id: `act-${company}-${i}`,
    external_id: `act-${company}-${i}`,
    kind: kinds[i % 4]!,
    happened_at: NOW - (160 - i * 16) * DAY_MS - (company % 5) * DAY_MS,
    person_ref: `crm-p${company}-${i % crowd}`,
    account_ref: `c${company}`,
    rep_email: 'ana@northwind.example',
    direction: 'outbound',
    subject: name(['Introduction', 'Follow-up on the offer', 'Technical questions', 'Demo of the alarms'][i % 4]!, i),
    outcome: null,
    properties: '{}',
    date_only: '',
    recorded_at: NOW,
  }))
}

type DealFacts = Omit<Deal, 'recorded_at' | 'updated_at' | 'properties' | 'date_only'>

/** Won, open, lost in turn; in three currencies and one without a rate; some belong to no account. */
function dealOf(index: number, account: Company['account'], size: WorkspaceSize, name: Naming): DealFacts {
  const status = size.deals === 1 ? 'won' : (['won', 'open', 'won', 'lost'] as const)[index % 4]!
  const created_at = NOW - (40 + ((index * 7) % 190)) * DAY_MS
  const currency = index % 11 === 10 ? 'CHF' : (['EUR', 'EUR', 'USD', 'EUR', 'JPY'] as const)[index % 5]!
  return {
    deal_id: `d${index}`,
    external_id: `CRM-${index}`,
    account_ref: index % 8 === 6 ? null : account.external_id,
    name:
      index % 13 === 12
        ? null
        : name(`Cold chain monitoring ${2025 + (index % 2)}, ${['pilot', 'roll-out', 'renewal'][index % 3]}`, index),
    amount_minor: currency === 'JPY' ? 4_200_000 + index : 2_417_333 + ((index * 791_113) % 9_000_000),
    currency,
    status,
    stage: 'Proposal',
    created_at,
    closed_at: status === 'open' ? null : created_at + 38 * DAY_MS,
    owner_email: 'ana@northwind.example',
    primary_contact: null,
  }
}

/** The newest events, rejected ones among them. */
function arrivals(story: readonly Company[], name: Naming) {
  const types = ['page', 'engage', 'page', 'download', 'form', 'outbound'] as const
  const visitors = story.flatMap(company => company.people.map(person => `v-${person.person_id}`))
  const rows = Array.from({ length: Math.min(60, 4 * visitors.length) }, (_, i): Event => {
    const received_at = NOW - i * 7000 - 2000
    return {
      event_id: `ev-${i}`,
      site_id: 's1',
      origin: 'browser',
      type: types[i % 6]!,
      visitor_id: i % 9 === 8 ? null : i % 5 === 4 ? `stranger-${i}` : visitors[i % visitors.length]!,
      occurred_at: received_at - 900,
      created_at: received_at - 900,
      sent_at: received_at - 200,
      received_at,
      time_flag: null,
      url: `https://${pages[i % pages.length]![0]}?utm_source=x`,
      title: name(pages[i % pages.length]![1], i),
      referrer: null,
      body: JSON.stringify(
        types[i % 6] === 'form'
          ? {
              form: name('contact', i),
              email: 'x@company-0.example',
              fields: { name: name('Marta Ruiz', i), company: 'Kestrel' },
            }
          : {},
      ),
      body_fp: `fp-${i}`,
      country: 'DE',
      device: 'desktop',
      browser: 'Firefox',
      os: 'Linux',
      bot_reason: i % 14 === 13 ? 'user_agent' : null,
      account_ref: null,
      account_rule: null,
    }
  })
  const letters = (['origin_not_allowed', 'missing_field'] as const).map((reason, i) => ({
    dead_letter_id: `dl-${i}`,
    site_id: 's1',
    received_at: NOW - 40_000 - i * 90_000,
    reason,
    field: i === 0 ? null : 'url',
    detail: name(i === 0 ? 'https://staging.other.example' : 'page has no url', i),
    head: '{}',
    sha256: `sha-${i}`,
    bytes: 2,
    replayable: 1 as const,
    kind: 'event' as const,
    events: 1,
    tries: 0,
  }))
  const hour_at = Math.floor(NOW / HOUR_MS) * HOUR_MS - HOUR_MS
  const counts = [
    ['accepted', 'ok', rows.length, 's1'],
    ['rejected', 'origin_not_allowed', 1, 's1'],
    ['rejected', 'missing_field', 1, 's1'],
    ['refused', 'unknown_write_key', 12, ''],
  ] as const
  return [
    insertInto(events, rows),
    insertInto(deadLetters, letters),
    insertInto(
      ledger,
      counts.map(([outcome, reason, number, site_id]) => ({ hour_at, site_id, outcome, reason, events: number })),
    ),
  ]
}
