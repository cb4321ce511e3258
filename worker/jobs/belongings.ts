/** Stale people and deals → whose account they are now; where they were and where they are becomes stale. */
import { type Database, insertInto } from '../../db/database.ts'
import { dealsToPlace, type PersonBelonging, peopleToPlace } from '../../db/queries/belongings.ts'
import { dealAccounts, personAccounts } from '../../db/schema.ts'
import { compareCodePoints } from '../attribution/order.ts'
import { isBusinessDomain } from '../identity/domains.ts'
import type { MatchRules } from '../identity/match-rules.ts'
import type { Merged } from '../identity/merged.ts'
import {
  accountOfPerson,
  accountOfRef,
  type Belonging,
  belongingOfMerged,
  type Claims,
  type Groups,
  meantDomain,
} from '../identity/resolve.ts'
import { claimsOn } from './claims.ts'
import { groupsOf } from './groups.ts'
import type { Lease } from './lease.ts'
import { type AccountMaker, accountsMade, newAccounts } from './made-accounts.ts'
import { marksOf, passOn } from './marks.ts'
import { readMerged } from './merged.ts'
import { namedBesidePeople } from './references.ts'
import type { Stale } from './stale.ts'

/** A business domain that nobody claims gets an account, and what refers to the domain becomes stale with it. */
export async function renewPeople(
  db: Database,
  lease: Lease,
  runId: string,
  personIds: readonly string[],
  maker: AccountMaker,
): Promise<void> {
  const merged = (await readMerged(db)).people
  const recordIds = merged.recordsOf(personIds)
  const people = await peopleToPlace(db, recordIds)
  const groups = await groupsOf(db, recordIds, merged)
  const grouped = [...groups.values()].flatMap(({ verified, claimed }) => [...verified, ...claimed])
  const { rules } = maker
  const named = present(people.flatMap(person => [person.account_ref, meantDomain(person, rules)?.domain ?? null]))
  const claims = await claimsOn(db, [...named, ...grouped])
  const placed = placedFrom(people, claims, groups, merged, rules)

  const made = newAccounts(present(placed.map(({ belonging }) => belonging.unclaimed)), maker)
  const accountOf = ({ unclaimed, account_id }: Belonging) => (unclaimed === null ? account_id : (made.get(unclaimed) ?? null))

  const moved = placed.filter(
    ({ person, belonging }) => person.rule !== belonging.rule || person.account_id !== accountOf(belonging),
  )
  const stale: Stale[] = [
    ...placed.flatMap(({ person, belonging }) => subjectsOf(person, accountOf(belonging) ?? merged.rootOf(person.person_id))),
    ...marksOf('account_ref', made.keys()),
    ...(await namedBesidePeople(db, present(people.flatMap(person => [person.external_id, person.email])))),
    ...gone(personIds, people),
  ]
  await lease.commit(
    ...accountsMade(made, maker),
    insertInto(
      personAccounts,
      moved.map(({ person, belonging }) => ({
        person_id: person.person_id,
        account_id: accountOf(belonging),
        rule: belonging.rule,
      })),
      { on: ['person_id'], update: ['account_id', 'rule'] },
    ),
    ...passOn('person', personIds, stale, runId),
  )
}

/** @param dealRefs  external ids; those of deals that are not there yet are let go, the deal's import marks them again */
export async function renewDeals(db: Database, lease: Lease, runId: string, dealRefs: readonly string[]): Promise<void> {
  const deals = await dealsToPlace(db, dealRefs)
  const claims = await claimsOn(db, present(deals.map(deal => deal.account_ref)))
  const placed = deals.map(deal => ({
    deal,
    account_id: deal.account_ref === null ? null : accountOfRef(deal.account_ref, claims).account_id,
  }))
  const moved = placed.filter(({ deal, account_id }) => deal.is_known === 0 || deal.account_id !== account_id)
  const subjects = placed.flatMap(({ deal, account_id }) => {
    const before = deal.is_known === 0 ? [] : [deal.account_id ?? deal.deal_id]
    return [account_id ?? deal.deal_id, ...before]
  })

  await lease.commit(
    insertInto(
      dealAccounts,
      moved.map(({ deal, account_id }) => ({ deal_id: deal.deal_id, account_id })),
      { on: ['deal_id'], update: ['account_id'] },
    ),
    ...passOn('deal_ref', dealRefs, marksOf('subject', subjects), runId),
  )
}

/** Records of one person have one account. */
function placedFrom(
  people: readonly PersonBelonging[],
  claims: Claims,
  groups: ReadonlyMap<string, Groups>,
  { rootOf }: Merged,
  rules: MatchRules,
): { person: PersonBelonging; belonging: Belonging }[] {
  const records = Map.groupBy(people, person => rootOf(person.person_id))
  return [...records].flatMap(([root, all]) => {
    const sorted = all.toSorted(
      (a, b) => Number(b.person_id === root) - Number(a.person_id === root) || compareCodePoints(a.person_id, b.person_id),
    )
    const allowed = allowedFor(all, groups.get(root))
    const [first, ...others] = sorted.map(person => accountOfPerson(person, claims, isBusinessDomain, allowed, rules))
    if (first === undefined) return []
    const belonging = belongingOfMerged([first, ...others])
    return all.map(person => ({ person, belonging }))
  })
}

/** Whoever has a public key could put people of the CRM into any account. */
const allowedFor = (records: readonly PersonBelonging[], groups: Groups | undefined): Groups | undefined =>
  groups && records.some(({ source }) => source === 'crm') ? { ...groups, claimed: [] } : groups

/** The subject that a person is part of, and the one that it was part of before. */
function subjectsOf(person: PersonBelonging, subject_id: string): Stale[] {
  const before = person.rule === null ? [] : [person.account_id ?? person.person_id]
  return marksOf('subject', [subject_id, ...before])
}

/** Somebody who is no longer there may still be a subject of their own. */
function gone(personIds: readonly string[], found: readonly PersonBelonging[]): Stale[] {
  const there = new Set(found.map(person => person.person_id))
  return marksOf(
    'subject',
    personIds.filter(id => !there.has(id)),
  )
}

const present = (values: readonly (string | null)[]): string[] => values.filter(value => value !== null)
