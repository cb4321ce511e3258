/**
 * Rows about people.
 *
 * A row finds its person by external id, else by e-mail: somebody whom a form made known is taken over by the CRM's
 * row with the same address. Two people are never made one: a row with the id of one and the address of another is
 * refused.
 */
import { insertInto } from '../../db/database.ts'
import { clearEmails } from '../../db/queries/clear-emails.ts'
import { rowsByKeys } from '../../db/queries/rows-by-keys.ts'
import { people } from '../../db/schema.ts'
import { emailDomain } from '../identity/domains.ts'
import type { Stale } from '../jobs/stale.ts'
import type { ParsedRow, Plan, PlanContext } from './kind.ts'
import { counted, differs, merged } from './merge.ts'
import { type Outcome, RowRefused, rejectionOf } from './report.ts'
import { staleByRefs } from './stale-refs.ts'
import { replacing } from './upsert.ts'

type PersonRow = typeof people.$inferInsert
type Row = ParsedRow<Partial<PersonRow>>

export async function planPeople(rows: readonly Row[], outcome: Outcome, context: PlanContext): Promise<Plan> {
  const stored = await readPeople(rows, context)
  const current = new Map(stored)
  const byExternalId = new Map<string, string>()
  const byEmail = new Map<string, string>()
  const index = ({ person_id, external_id, email }: PersonRow) => {
    if (external_id) byExternalId.set(external_id, person_id)
    if (email) byEmail.set(email, person_id)
  }
  for (const row of stored.values()) index(row)
  const seen = new Set<string>()

  for (const row of rows) {
    try {
      const found = personOf(row, current, byExternalId, byEmail)
      const personId = found ?? `p_${context.newId()}`
      const before = current.get(personId)
      const after = rowAfter(row, before ?? blank(personId, context.now))
      counted(outcome, row.line, before, after)
      if (before?.email) byEmail.delete(before.email)
      current.set(personId, after)
      index(after)
      seen.add(personId)
    } catch (error) {
      outcome.rejected.push(rejectionOf(error, row.line))
    }
  }

  const changes = [...seen].map(id => ({ before: stored.get(id), after: current.get(id)! }))
  const changed = changes.filter(({ before, after }) => before === undefined || differs(before, after))
  const readdressed = changed.flatMap(({ before, after }) =>
    before?.email && before.email !== after.email ? [after.person_id] : [],
  )
  const written = changed.map(({ after }) => ({ ...after, updated_at: context.now }))
  return {
    writes: [...clearEmails(readdressed), insertInto(people, written, replacing(people, ['person_id']))],
    stale: changed.flatMap(({ before, after }) => [...(before ? staleBy(before) : []), ...staleBy(after)]),
  }
}

/** Everybody stored who has one of the ids or addresses. */
async function readPeople(rows: readonly Row[], { db }: PlanContext): Promise<Map<string, PersonRow>> {
  const externalIds = rows.flatMap(({ fields }) => fields.external_id ?? [])
  const emails = rows.flatMap(({ fields }) => fields.email ?? [])
  const named = await rowsByKeys(db, people, 'external_id', externalIds)
  const addressed = await rowsByKeys(db, people, 'email', emails)
  return new Map([...named, ...addressed].map(row => [row.person_id, row]))
}

/** @throws RowRefused id_conflict */
function personOf(
  { fields: { external_id, email } }: Row,
  current: ReadonlyMap<string, PersonRow>,
  byExternalId: ReadonlyMap<string, string>,
  byEmail: ReadonlyMap<string, string>,
): string | undefined {
  const named = external_id ? byExternalId.get(external_id) : undefined
  const addressed = email ? byEmail.get(email) : undefined
  const otherId = addressed === undefined ? null : current.get(addressed)?.external_id
  const isAnother = named ? addressed !== undefined && addressed !== named : external_id && otherId && otherId !== external_id
  if (isAnother)
    throw new RowRefused('id_conflict', `${email} is the address of another person${otherId ? `, ${otherId}` : ''}`, 'email')
  return named ?? addressed
}

const blank = (person_id: string, now: number): PersonRow => ({
  person_id,
  properties: '{}',
  source: 'crm',
  date_only: '',
  recorded_at: now,
  updated_at: now,
})

function rowAfter(row: Row, before: PersonRow): PersonRow {
  const { external_id, ...others } = row.fields
  const after = merged(before, others, row)
  const domain = after.email ? emailDomain(after.email) : null
  return { ...after, external_id: external_id ?? before.external_id ?? null, email_domain: domain, source: 'crm' }
}

const staleBy = (row: PersonRow): Stale[] => [
  { kind: 'person', key: row.person_id },
  ...[row.external_id, row.email].flatMap(ref => staleByRefs({ person_ref: ref })),
  ...staleByRefs({ account_ref: row.account_ref }),
]
