/** People whom events named at once, as far as nobody has decided about them, and what was decided. */
import type { Database } from '../../db/database.ts'
import { type NamedAtOnce, namedAtOnce } from '../../db/queries/id-conflicts.ts'
import { newestMerges, openMerges, recordNames } from '../../db/queries/merges.ts'
import { allTwoPeople } from '../../db/queries/two-people.ts'
import type { TwoPeople } from '../../db/schema.ts'
import { pairOf } from '../identity/id-conflict.ts'
import { mergedFrom } from '../identity/merged.ts'
import type { NamedMerge } from './identity-parts.tsx'

export interface Conflicts {
  readonly conflicts: readonly Conflict[]
  /** There may be more than are shown. */
  readonly isCut: boolean
  readonly twos: readonly NamedTwo[]
  readonly merges: readonly NamedMerge[]
}

/** Two people, and the id and address by which an event named them. */
export interface Conflict extends NamedAtOnce {
  readonly people: readonly [NamedPerson, NamedPerson]
}

export interface NamedPerson {
  readonly person_id: string
  readonly name: string
}

export interface NamedTwo extends TwoPeople {
  readonly names: readonly [string, string]
}

const SHOWN = 50
const READ = 200

export async function readConflicts(db: Database): Promise<Conflicts> {
  const [rows, twos, merges, open] = await Promise.all([
    namedAtOnce(db, READ),
    allTwoPeople(db, READ),
    newestMerges(db, 'person', SHOWN),
    openMerges(db),
  ])
  const { rootOf } = mergedFrom(open, 'person')
  const decided = new Set(twos.flatMap(two => (two.undone_at === null ? [keyOf([two.person_a, two.person_b])] : [])))
  const waiting = pairsIn(rows, rootOf).filter(({ pair }) => !decided.has(keyOf(pair)))
  const distinct = [...new Map(waiting.map(one => [keyOf(one.pair), one])).values()]
  const names = await recordNames(db, 'person', [
    ...distinct.flatMap(({ pair }) => pair),
    ...twos.flatMap(two => [two.person_a, two.person_b]),
    ...merges.flatMap(merge => [merge.from_id, merge.into_id]),
  ])
  const nameOf = (id: string) => names.get(id) ?? id
  const named = (person_id: string): NamedPerson => ({ person_id, name: nameOf(person_id) })
  return {
    conflicts: distinct.slice(0, SHOWN).map(({ row, pair: [one, other] }) => ({ ...row, people: [named(one), named(other)] })),
    isCut: rows.length === READ || distinct.length > SHOWN,
    twos: twos.slice(0, SHOWN).map(two => ({ ...two, names: [nameOf(two.person_a), nameOf(two.person_b)] })),
    merges: merges.map(merge => ({ ...merge, from_name: nameOf(merge.from_id), into_name: nameOf(merge.into_id) })),
  }
}

interface Pair {
  readonly row: NamedAtOnce
  readonly pair: readonly [string, string]
}

/** Of an id that nobody has in the CRM, the people of all its addresses are held against that of the first. */
function pairsIn(rows: readonly NamedAtOnce[], rootOf: (id: string) => string): Pair[] {
  const byId = Map.groupBy(rows, ({ kind, external_id }) => `${kind} ${external_id}`)
  return [...byId.values()].flatMap(all => {
    const [first] = all.toSorted((a, b) => a.first_at - b.first_at || (a.email < b.email ? -1 : 1))
    return all.flatMap((row): Pair[] => {
      const one = rootOf(row.id_person ?? first?.email_person ?? row.email_person)
      const other = rootOf(row.email_person)
      return one === other ? [] : [{ row, pair: [one, other] }]
    })
  })
}

const keyOf = (pair: readonly [string, string]) => pairOf(pair).join(' ')
