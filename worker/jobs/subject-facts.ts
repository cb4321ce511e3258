/** What some subjects are made of, loaded with a handful of queries for all of them together. */
import type { Database } from '../../db/database.ts'
import { accountsById, claimsByAccount } from '../../db/queries/accounts-claiming.ts'
import { anonymousSessionsOf } from '../../db/queries/known-networks.ts'
import {
  activitiesOf,
  adjustmentsOfDeals,
  contactsOfDeals,
  dealsOfAccounts,
  dealsWithoutAccount,
  linksAround,
  offlineTouchesOf,
  type PlacedDeal,
  type PlacedPerson,
  peopleOfAccounts,
  placedPeopleById,
  placedPeopleByRef,
  readsOfSessions,
  sessionsOfVisitors,
  stagesOfDeals,
} from '../../db/queries/subject-facts.ts'
import type { Adjustment, Deal, DealStage } from '../../db/schema.ts'
import type { Merged } from '../identity/merged.ts'
import { accountOfRef } from '../identity/resolve.ts'
import type { ChannelRule } from '../journey/custom-rules.ts'
import { type Touch, touchesFrom } from '../journey/touches.ts'
import { claimsOn } from './claims.ts'
import { ownAccounts } from './match-rules.ts'
import { type MergedRecords, readMerged } from './merged.ts'

/** An account, or a person or a deal that has none; without people, touches and deals when it is none of them any more. */
export interface Subject {
  readonly subject_id: string
  readonly account_id: string | null
  /** Members, and contacts of the deals; of a person of whom there are several records each of them. */
  readonly people: readonly PersonRecord[]
  /** The subject's own, and those of contacts who belong elsewhere. */
  readonly touches: readonly Touch[]
  readonly deals: readonly SubjectDeal[]
}

/** What one record says of a person; `person_id` is that which its records count as. */
export interface PersonRecord extends PlacedPerson {
  readonly record_id: string
}

export interface SubjectDeal {
  readonly deal: Deal
  /** Person ids of its contact roles, as the CRM lists them; the primary contact may be missing there. */
  readonly contacts: readonly string[]
  readonly primary_contact: string | null
  readonly adjustments: readonly Adjustment[]
  /** Stage entries as the CRM named them. */
  readonly entries: readonly DealStage[]
}

/** Everybody whose touches may count for the deal under one setting or another, wherever they belong. */
export const contactsOf = ({ contacts, primary_contact }: SubjectDeal): readonly string[] =>
  primary_contact === null || contacts.includes(primary_contact) ? contacts : [...contacts, primary_contact]

export async function loadSubjects(
  db: Database,
  ids: readonly string[],
  channel_rules: readonly ChannelRule[],
): Promise<Subject[]> {
  const merged = await readMerged(db)
  const accounts = await accountsById(db, merged.accounts.recordsOf(ids))
  const accountIds = accounts.map(account => account.account_id)
  const members = [
    ...(await peopleOfAccounts(db, accountIds)),
    ...(await placedPeopleById(db, merged.people.recordsOf(ids))).filter(person => person.account_id === null),
  ].map(recordIn(merged.people))
  const deals = [...(await dealsOfAccounts(db, accountIds)), ...(await dealsWithoutAccount(db, ids))]
  const roles = await contactsOfDeals(
    db,
    deals.map(deal => deal.deal_id),
  )
  const contactRefs = present([...roles.map(role => role.person_ref), ...deals.map(deal => deal.primary_contact)])
  const contactRecords = (await placedPeopleByRef(db, contactRefs)).map(recordIn(merged.people))
  const people = await withAllRecords(db, [...members, ...contactRecords], merged.people)
  const touches = await touchesAround(db, accounts, people, channel_rules, merged)
  const dealRefs = deals.map(deal => deal.external_id)
  const adjustments = await adjustmentsOfDeals(db, dealRefs)
  const entries = await stagesOfDeals(db, dealRefs)

  const personOf = personFinder(people)
  const rolesOf = Map.groupBy(roles, role => role.deal_id)
  const adjustmentsOf = Map.groupBy(adjustments, adjustment => adjustment.deal_ref)
  const entriesOf = Map.groupBy(entries, entry => entry.deal_ref)
  const subjectDeal = (deal: PlacedDeal): SubjectDeal => {
    const primary_contact = deal.primary_contact === null ? null : personOf(deal.primary_contact)
    const contacts = (rolesOf.get(deal.deal_id) ?? []).map(role => personOf(role.person_ref))
    return {
      deal,
      contacts: [...new Set(present(contacts))],
      primary_contact,
      adjustments: adjustmentsOf.get(deal.external_id) ?? [],
      entries: entriesOf.get(deal.external_id) ?? [],
    }
  }

  const recordsOf = Map.groupBy(people, person => person.person_id)
  const dealsOf = Map.groupBy(deals, deal => deal.account_id ?? deal.deal_id)
  const membersOf = Map.groupBy(members, person => person.account_id ?? person.person_id)
  const touchesOf = Map.groupBy(touches, subjectOfTouch)
  const touchesBy = Map.groupBy(touches, touch => touch.person_id)
  return ids.map(subject_id => {
    const own = touchesOf.get(subject_id) ?? []
    const ownDeals = (dealsOf.get(subject_id) ?? []).map(subjectDeal)
    const contacts = new Set(ownDeals.flatMap(contactsOf))
    const elsewhere = [...contacts].flatMap(id => touchesBy.get(id) ?? []).filter(touch => subjectOfTouch(touch) !== subject_id)
    return {
      subject_id,
      account_id: accountIds.includes(subject_id) ? subject_id : null,
      people: distinct([...(membersOf.get(subject_id) ?? []), ...[...contacts].flatMap(id => recordsOf.get(id) ?? [])]),
      touches: [...own, ...elsewhere],
      deals: ownDeals,
    }
  })
}

/** Whose touch it is: the account's, else the person's. */
export const subjectOfTouch = (touch: Pick<Touch, 'account_id' | 'person_id'>): string | null =>
  touch.account_id ?? touch.person_id

/** Every touch of these people, and what names these accounts without a person or with somebody else. */
async function touchesAround(
  db: Database,
  accounts: readonly { readonly account_id: string; readonly external_id: string | null }[],
  people: readonly PersonRecord[],
  channel_rules: readonly ChannelRule[],
  merged: MergedRecords,
): Promise<Touch[]> {
  const claimed = await claimsByAccount(
    db,
    accounts.map(account => account.account_id),
  )
  const accountRefs = present([
    ...accounts.flatMap(account => [account.account_id, account.external_id]),
    ...claimed.map(claim => claim.domain),
  ])
  const personRefs = present(people.flatMap(person => [person.external_id, person.email]))
  const activities = distinctBy(await activitiesOf(db, personRefs, accountRefs), activity => activity.activity_id)
  const offline_touches = distinctBy(await offlineTouchesOf(db, personRefs, accountRefs), touch => touch.external_id)

  const named = [...activities, ...offline_touches]
  const anonymous = await anonymousSessionsOf(db, accountRefs)
  const own = anonymous.length > 0 ? await ownAccounts(db, merged) : new Set<string>()
  const claims = await claimsOn(db, present([...named, ...anonymous].map(fact => fact.account_ref)))
  const known = new Set(personRefs)
  const strangers = present(named.map(fact => fact.person_ref)).filter(ref => !known.has(ref))
  const everybody = distinct([...people, ...(await placedPeopleByRef(db, strangers)).map(recordIn(merged.people))])

  const ownLinks = await linksAround(
    db,
    people.map(person => person.record_id),
  )
  const links = ownLinks.map(link => ({ ...link, person_id: merged.people.rootOf(link.person_id) }))
  const sessions = await sessionsOfVisitors(
    db,
    links.map(link => link.visitor_id),
  )
  const reads = await readsOfSessions(
    db,
    [...sessions, ...anonymous].map(session => session.session_id),
  )
  const accountById = new Map(everybody.map(person => [person.person_id, person.account_id]))
  const touches = touchesFrom(
    { sessions: [...sessions, ...anonymous], reads, links, activities, offline_touches, channel_rules },
    {
      person: personFinder(everybody),
      account: ref => accountOfRef(ref, claims).account_id,
      accountOfPerson: id => accountById.get(id) ?? null,
    },
  )
  // On a shared browser there are sessions of people of whom nothing else was loaded, nor whose account they are.
  return touches.filter(touch => {
    if (touch.kind !== 'session') return true
    return touch.person_id === null ? !own.has(touch.account_id ?? '') : accountById.has(touch.person_id)
  })
}

/** A reference is an external id first, then an e-mail. */
function personFinder(people: readonly PlacedPerson[]): (ref: string) => string | null {
  const idByRef = new Map<string, string>()
  for (const { email, person_id } of people) if (email !== null) idByRef.set(email, person_id)
  for (const { external_id, person_id } of people) if (external_id !== null) idByRef.set(external_id, person_id)
  return ref => idByRef.get(ref) ?? null
}

const recordIn =
  ({ rootOf }: Merged) =>
  (person: PlacedPerson): PersonRecord => ({ ...person, record_id: person.person_id, person_id: rootOf(person.person_id) })

/** The touches of one record are those of all. */
async function withAllRecords(db: Database, people: readonly PersonRecord[], merged: Merged): Promise<PersonRecord[]> {
  const known = new Set(people.map(person => person.record_id))
  const others = merged.recordsOf(known).filter(id => !known.has(id))
  return distinct([...people, ...(await placedPeopleById(db, others)).map(recordIn(merged))])
}

const distinct = (people: readonly PersonRecord[]) => distinctBy(people, person => person.record_id)

function distinctBy<T>(rows: readonly T[], key: (row: T) => string): T[] {
  return [...new Map(rows.map(row => [key(row), row])).values()]
}

const present = <T>(values: readonly (T | null)[]): T[] => values.filter(value => value !== null)
