/**
 * Rows about deals, found by external id.
 *
 * A deal without a status is open, unless it was closed: then only the file can say how. An amount without a
 * currency is in the base currency of the day of the import.
 */
import { insertInto } from '../../db/database.ts'
import { deleteDealContacts } from '../../db/queries/delete-deal-contacts.ts'
import { rowsByKeys } from '../../db/queries/rows-by-keys.ts'
import { dealContacts, deals } from '../../db/schema.ts'
import { decimalFrom } from '../attribution/currency.ts'
import type { Stale } from '../jobs/stale.ts'
import type { ParsedRow, Plan, PlanContext } from './kind.ts'
import { counted, differs, merged } from './merge.ts'
import { minorOf } from './minor.ts'
import { type Outcome, RowRefused, rejectionOf } from './report.ts'
import { staleByRefs } from './stale-refs.ts'
import { replacing } from './upsert.ts'

type DealRow = typeof deals.$inferInsert
type Row = ParsedRow<
  Omit<Partial<DealRow>, 'currency' | 'status' | 'amount_minor'> & {
    readonly external_id: string
    readonly amount?: string | null
    readonly currency?: string | null
    readonly status?: DealRow['status'] | null
    readonly contacts?: readonly string[] | null
  }
>

interface Deal {
  readonly row: DealRow
  /** In order, each once. */
  readonly contacts: readonly string[]
}

export async function planDeals(rows: readonly Row[], outcome: Outcome, context: PlanContext): Promise<Plan> {
  const stored = await readDeals(rows, context)
  const current = new Map(stored)
  const seen = new Set<string>()

  for (const row of rows) {
    const key = row.fields.external_id
    const before = current.get(key)
    try {
      const after = dealAfter(row, before, context)
      counted(outcome, row.line, before?.row, after.row, before !== undefined && isChanged(before, after))
      current.set(key, after)
      seen.add(key)
    } catch (error) {
      outcome.rejected.push(rejectionOf(error, row.line))
    }
  }

  const changes = [...seen].map(key => ({ before: stored.get(key), after: current.get(key)! }))
  const changed = changes.filter(({ before, after }) => before === undefined || isChanged(before, after))
  const recast = changed.filter(({ before, after }) => !areSame(before?.contacts ?? [], after.contacts))
  const roles = recast.flatMap(({ after }) => after.contacts.map(person_ref => ({ deal_id: after.row.deal_id, person_ref })))
  return {
    writes: [
      insertInto(
        deals,
        changed.map(({ after }) => ({ ...after.row, updated_at: context.now })),
        replacing(deals, ['deal_id']),
      ),
      ...deleteDealContacts(recast.filter(({ before }) => before).map(({ after }) => after.row.deal_id)),
      insertInto(dealContacts, roles),
    ],
    stale: changed.flatMap(({ before, after }) => [...(before ? staleBy(before.row) : []), ...staleBy(after.row)]),
  }
}

async function readDeals(rows: readonly Row[], { db }: PlanContext): Promise<Map<string, Deal>> {
  const found = await rowsByKeys(
    db,
    deals,
    'external_id',
    rows.map(({ fields }) => fields.external_id),
  )
  const roles = await rowsByKeys(
    db,
    dealContacts,
    'deal_id',
    found.map(row => row.deal_id),
  )
  const contacts = Map.groupBy(roles, role => role.deal_id)
  return new Map(
    found.map(row => [
      row.external_id,
      {
        row,
        contacts:
          contacts
            .get(row.deal_id)
            ?.map(role => role.person_ref)
            .sort() ?? [],
      },
    ]),
  )
}

function dealAfter(row: Row, before: Deal | undefined, { now, newId, settings }: PlanContext): Deal {
  const { amount, currency, status, contacts, ...others } = row.fields
  const old = before?.row
  const base = old ?? {
    deal_id: `d_${newId()}`,
    external_id: others.external_id,
    currency: settings.currency,
    status: 'open',
    properties: '{}',
    date_only: '',
    recorded_at: now,
    updated_at: now,
  }
  const after = merged<DealRow>(base, others, row)
  after.currency = currency === undefined ? base.currency : (currency ?? settings.currency)
  after.amount_minor = amountAfter(amount, old, after.currency)
  after.status = status ?? (status === undefined ? old?.status : undefined) ?? statusWhenUnsaid(after)
  return { row: after, contacts: contacts === undefined ? (before?.contacts ?? []) : (contacts ?? []).toSorted() }
}

/** An amount that the file has no column for stays what it was, even in a currency with other minor units. */
function amountAfter(amount: string | null | undefined, old: DealRow | undefined, currency: string): number | null {
  if (amount !== undefined) return amount === null ? null : minorOf(amount, currency)
  if (old?.amount_minor == null) return null
  return minorOf(decimalFrom(old.amount_minor, old.currency), currency)
}

function statusWhenUnsaid({ closed_at }: DealRow): 'open' {
  if (closed_at == null) return 'open'
  throw new RowRefused('missing_field', 'a deal with closed_at is won or lost: which?', 'status')
}

const isChanged = (before: Deal, after: Deal) => differs(before.row, after.row) || !areSame(before.contacts, after.contacts)

const areSame = (some: readonly string[], others: readonly string[]) =>
  some.length === others.length && some.every((one, i) => one === others[i])

const staleBy = (row: DealRow): Stale[] => [
  { kind: 'deal_ref', key: row.external_id },
  ...staleByRefs({ account_ref: row.account_ref }),
]
