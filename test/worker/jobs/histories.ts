/**
 * Random histories of one workspace, from a seed: visits of shared and private browsers, people who say who they are
 * early and late, a CRM that moves people, adopts domains, claims one twice, changes deals and takes links back, and
 * somebody who plays with the settings. A step is data, so that it can be applied to several stores alike.
 */
import { sql } from 'drizzle-orm'
import { type Random, seededRandom } from '../../../scripts/demo/random.ts'
import type { KindName } from '../../../worker/crm/kinds.ts'
import { markStale } from '../../../worker/jobs/stale.ts'
import { writeSetting } from '../../../worker/settings.ts'
import { form, page, type Row, type Workspace } from './workspace.ts'

export type Step = {
  /** How far the clock goes before it. */
  readonly passes_ms: number
} & (
  | { readonly does: 'visit'; readonly visitor: string; readonly events: readonly VisitEvent[] }
  | { readonly does: 'import'; readonly kind: KindName; readonly rows: readonly Row[] }
  | { readonly does: 'set'; readonly setting: string; readonly value: string }
  | { readonly does: 'unlink'; readonly visitor: string }
)

/** `ago_ms`: before the moment of sending. */
type VisitEvent = { readonly ago_ms: number; readonly fields: Readonly<Record<string, unknown>> }

/**
 * @param options.namelessAccounts  the CRM also sends accounts without an id of theirs. Which account such a row means
 *   depends on the accounts that are there when it is imported, so on when the job ran before.
 */
export function historyFrom(seed: string, length: number, options: { readonly namelessAccounts: boolean }): Step[] {
  const random = seededRandom(seed)
  let events = 0
  return Array.from({ length }, () => {
    const passes_ms = random.whole(1, 60) * HOUR
    const make = random.weighted<() => Unclocked>([
      [() => visitStep(random, () => `event-${seed}-${String(++events).padStart(6, '0')}`), 12],
      [() => importStep(random, options.namelessAccounts ? [...ACCOUNTS, ''] : ACCOUNTS), 16],
      [() => settingStep(random), 1],
      [() => ({ does: 'unlink', visitor: random.pick(VISITORS) }), 1],
    ])
    return { ...make(), passes_ms } as Step
  })
}

/** Rows that the import refuses are part of the story. */
export async function apply(ws: Workspace, step: Step): Promise<void> {
  ws.clock.now += step.passes_ms
  switch (step.does) {
    case 'visit': {
      const at = (ago: number) => new Date(ws.clock.now - ago).toISOString()
      await ws.visit(step.visitor, ...step.events.map(({ ago_ms, fields }) => ({ ...fields, created_at: at(ago_ms) })))
      return
    }
    case 'import':
      await ws.import(
        step.kind,
        step.rows.map(row => datedRow(row, ws.clock.now)),
        { refusals: 'taken' },
      )
      return
    case 'set':
      await writeSetting(ws.db, step.setting, step.value)
      return
    case 'unlink':
      await ws.db.run(
        sql`update identity_links set closed_at = ${ws.clock.now}, closed_by = 'test', closed_reason = 'wrong' where visitor_id = ${step.visitor} and closed_at is null`,
        markStale([{ kind: 'visitor', key: step.visitor }]),
      )
  }
}

type Unclocked = Step extends infer S ? (S extends Step ? Omit<S, 'passes_ms'> : never) : never

const HOUR = 3_600_000
const VISITORS = Array.from({ length: 7 }, (_, i) => `visitor-${'abcdefg'[i]}-00000000`)
const DOMAINS = ['acme.com', 'beta.io', 'gamma.example', 'delta.co.uk']
const EMAILS = [...DOMAINS.flatMap(domain => [`ann@${domain}`, `bob@${domain}`]), 'eve@gmail.com', 'joe@web.de']
const PEOPLE = ['P1', 'P2', 'P3', 'P4', 'P5']
const ACCOUNTS = ['A1', 'A2', 'A3']
const DEALS = ['D1', 'D2', 'D3', 'D4']
const ACCOUNT_REFS = [...ACCOUNTS, 'A9', ...DOMAINS, '']
const PERSON_REFS = [...PEOPLE, ...EMAILS, 'nobody@nowhere.example', '']

function visitStep(random: Random, nextId: () => string): Unclocked {
  const site = random.pick(['https://www.example.com', 'https://shop.example.com'])
  const campaign = random.pick([
    '',
    '',
    '?utm_source=google&utm_medium=cpc&utm_campaign=brand',
    '?utm_source=newsletter&utm_medium=email',
    '?gclid=abc',
  ])
  const referrer = random.pick(['', '', 'https://www.google.com/', 'https://www.linkedin.com/feed', 'https://partner.example/'])
  const start = random.whole(0, 40) * HOUR
  const events: VisitEvent[] = []
  const add = (fields: Readonly<Record<string, unknown>>) =>
    events.push({
      ago_ms: Math.max(0, start - events.length * random.whole(1, 35) * 60_000),
      fields: { id: nextId(), ...fields },
    })

  add({ ...page('', `${site}/${random.pick(['', 'pricing', 'blog'])}${campaign}`), ...(referrer ? { referrer } : {}) })
  if (random.chance(0.5)) add(page('', `${site}/docs`))
  if (random.chance(0.3)) add({ type: 'download', url: `${site}/docs`, href: `${site}/guide.pdf` })
  if (random.chance(0.5)) add(form('', random.pick(EMAILS)))
  if (random.chance(0.1)) add({ type: 'identify', url: `${site}/`, external_id: random.pick(PEOPLE) })
  return { does: 'visit', visitor: random.pick(VISITORS), events }
}

/** A cell `@-N` is a time N hours before the import; `@date-N` the date of it. */
const past = (random: Random) => random.pick([`@-${random.whole(0, 2000)}`, `@date-${random.whole(0, 2000)}`, ''])
const datedRow = (row: Row, now: number): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, cell]) => {
      const [, date, hours] = /^@(date)?-(\d+)$/.exec(cell) ?? []
      if (hours === undefined) return [name, cell]
      const at = new Date(now - Number(hours) * HOUR).toISOString()
      return [name, date ? at.slice(0, 'YYYY-MM-DD'.length) : at]
    }),
  )

function importStep(random: Random, accountIds: readonly string[]): Unclocked {
  const some = (values: readonly string[], most: number) => random.shuffled(values).slice(0, random.whole(0, most)).join(';')
  const rowMakers: Readonly<Partial<Record<KindName, () => Row>>> = {
    accounts: () => ({
      external_id: random.pick(accountIds),
      name: random.pick(['', 'One', 'Two']),
      domains: some(DOMAINS, 2),
    }),
    people: () => ({
      external_id: random.pick([...PEOPLE, '']),
      email: random.pick([...EMAILS, '']),
      account: random.pick(ACCOUNT_REFS),
      lead_created_at: past(random),
    }),
    deals: () => {
      const status = random.pick(['open', 'won', 'won', 'lost'])
      return {
        external_id: random.pick(DEALS),
        account: random.pick(ACCOUNT_REFS),
        amount: random.pick(['', '0', '-50', '100', '333', '99999']),
        currency: random.pick(['EUR', 'USD', 'JPY']),
        status,
        created_at: past(random),
        closed_at: status === 'open' ? '' : past(random),
        contacts: some(PERSON_REFS.filter(Boolean), 3),
        primary_contact: random.pick(PERSON_REFS),
      }
    },
    'deal-stages': () => ({ deal: random.pick(DEALS), stage: random.pick(['sql', 'demo']), entered_at: past(random) || '@-1' }),
    adjustments: () => ({
      deal: random.pick(DEALS),
      amount: random.pick(['-10', '25', '0.5']),
      at: past(random) || '@-1',
      kind: random.pick(['refund', 'amendment']),
    }),
    activities: () => ({
      external_id: random.pick(['V1', 'V2', 'V3', 'V4', '']),
      kind: random.pick(['email', 'call', 'meeting', 'demo']),
      at: past(random) || '@-1',
      person: random.pick(PERSON_REFS),
      account: random.pick(ACCOUNT_REFS),
      rep_email: 'rep@example.com',
    }),
    touches: () => ({
      external_id: random.pick(['T1', 'T2', 'T3', 'T4', 'T5']),
      at: past(random) || '@-1',
      person: random.pick(PERSON_REFS),
      account: random.pick(ACCOUNT_REFS),
      channel: random.pick(['Event', 'direct', 'Webinar']),
      campaign: random.pick(['', 'fair']),
    }),
    rates: () => ({
      currency: random.pick(['USD', 'JPY']),
      day: random.pick(['', '2026-01-02']),
      rate: random.pick(['0.9', '0.0061']),
    }),
  }
  const [kind, makeRow] = random.weighted<[KindName, () => Row]>([
    [['accounts', rowMakers.accounts!], 4],
    [['people', rowMakers.people!], 6],
    [['deals', rowMakers.deals!], 6],
    [['deal-stages', rowMakers['deal-stages']!], 1],
    [['adjustments', rowMakers.adjustments!], 2],
    [['activities', rowMakers.activities!], 4],
    [['touches', rowMakers.touches!], 5],
    [['rates', rowMakers.rates!], 1],
  ])
  return { does: 'import', kind, rows: Array.from({ length: random.whole(1, 3) }, makeRow) }
}

function settingStep(random: Random): Unclocked {
  const [setting, value] = random.pick([
    ['attribution.lookback_days', '30'],
    ['attribution.lookback_days', 'null'],
    ['attribution.scope', 'contact_roles'],
    ['attribution.scope', 'primary_contact'],
    ['attribution.scope', 'account'],
    ['attribution.direct_policy', 'drop_if_any_nondirect'],
    ['attribution.dedupe_minutes', '30'],
    ['attribution.repeat_deals', 'reset_after_won'],
    ['attribution.models', 'linear,w_shaped,time_decay_3d'],
    ['session.timeout_minutes', '10'],
    ['timezone', 'America/New_York'],
    ['timezone', 'Pacific/Auckland'],
    ['currency', 'USD'],
  ] as const)
  return { does: 'set', setting, value }
}
