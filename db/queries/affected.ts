/**
 * Whom a changed fact concerns: people, deals and touches by the references that they carry. Each list stands in a
 * statement once, since D1 counts every parameter.
 */
import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { activities, dealContacts, deals, identityLinks, offlineTouches, people, visitorRefs } from '../schema.ts'
import { allIn } from './in-list.ts'

/** Everybody who was ever linked to one of the visitors: an undone link once made somebody's touches too. */
export const peopleOfVisitors = (db: Database, visitorIds: readonly string[]) =>
  keysOf(db, visitorIds, list => sql`select distinct person_id as found from ${identityLinks} where visitor_id in (${list})`)

/** Those whom the references name. */
export const peopleByRef = (db: Database, refs: readonly string[]) =>
  keysOf(
    db,
    refs,
    list => sql`select person_id as found from ${people} where external_id in (${list})`,
    list => sql`select person_id as found from ${people} where email in (${list})`,
  )

/** People whom the CRM, their e-mail or a group of a sender's puts into an account by this external id or domain. */
export const peopleByAccountRef = (db: Database, refs: readonly string[]) =>
  keysOf(
    db,
    refs,
    list => sql`select person_id as found from ${people} where account_ref in (${list})`,
    list => sql`select person_id as found from ${people} where email_domain in (${list})`,
    list => sql`
      select distinct identity_links.person_id as found
      from ${visitorRefs}
      inner join ${identityLinks} on identity_links.visitor_id = visitor_refs.visitor_id
      where visitor_refs.ref in (${list})
        and visitor_refs.kind = 'account'
    `,
  )

/** External ids of deals that name the account so. */
export const dealsByAccountRef = (db: Database, refs: readonly string[]) =>
  keysOf(db, refs, list => sql`select external_id as found from ${deals} where account_ref in (${list})`)

/** External ids of deals of which one of these is a contact. */
export const dealsByContact = (db: Database, personRefs: readonly string[]) =>
  keysOf(
    db,
    personRefs,
    list => sql`select external_id as found from ${deals} where primary_contact in (${list})`,
    list => sql`
      select deals.external_id as found
      from ${dealContacts}
      inner join ${deals} on deals.deal_id = deal_contacts.deal_id
      where deal_contacts.person_ref in (${list})
    `,
  )

/** References to people on sales and imported touches that name one of these accounts. */
export const personRefsBesideAccount = (db: Database, accountRefs: readonly string[]) =>
  keysOf(
    db,
    accountRefs,
    list => sql`select distinct person_ref as found from ${activities} where account_ref in (${list}) and person_ref is not null`,
    list =>
      sql`select distinct person_ref as found from ${offlineTouches} where account_ref in (${list}) and person_ref is not null`,
  )

/** References to accounts on sales and imported touches that name one of these people. */
export const accountRefsBesidePerson = (db: Database, personRefs: readonly string[]) =>
  keysOf(
    db,
    personRefs,
    list =>
      sql`select distinct account_ref as found from ${activities} where person_ref in (${list}) and account_ref is not null`,
    list =>
      sql`select distinct account_ref as found from ${offlineTouches} where person_ref in (${list}) and account_ref is not null`,
  )

async function keysOf(db: Database, values: readonly string[], ...queries: ((list: SQL) => SQL)[]): Promise<string[]> {
  const found = new Set<string>()
  for (const query of queries) {
    for (const row of await allIn(values, list => db.all<{ found: string }>(query(list)))) found.add(row.found)
  }
  return [...found]
}
