/** All that the touches and deals of some subjects are made of. */
import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import {
  type Activity,
  type Adjustment,
  activities,
  adjustments,
  type Deal,
  type DealContact,
  type DealStage,
  dealAccounts,
  dealContacts,
  dealStages,
  deals,
  type IdentityLink,
  identityLinks,
  type OfflineTouch,
  offlineTouches,
  people,
  personAccounts,
  type Read,
  reads,
  type Session,
  sessions,
} from '../schema.ts'
import { allIn } from './in-list.ts'

export interface PlacedPerson {
  person_id: string
  external_id: string | null
  email: string | null
  lead_created_at: number | null
  account_id: string | null
}

const placedPeople = sql`
  select people.person_id, people.external_id, people.email, people.lead_created_at, person_accounts.account_id
  from ${people}
  inner join ${personAccounts} on person_accounts.person_id = people.person_id
`

export const peopleOfAccounts = (db: Database, accountIds: readonly string[]) =>
  allIn(accountIds, list => db.all<PlacedPerson>(sql`${placedPeople} where person_accounts.account_id in (${list})`))

export const placedPeopleById = (db: Database, personIds: readonly string[]) =>
  allIn(personIds, list => db.all<PlacedPerson>(sql`${placedPeople} where people.person_id in (${list})`))

export const placedPeopleByRef = async (db: Database, refs: readonly string[]): Promise<PlacedPerson[]> => [
  ...(await allIn(refs, list => db.all<PlacedPerson>(sql`${placedPeople} where people.external_id in (${list})`))),
  ...(await allIn(refs, list => db.all<PlacedPerson>(sql`${placedPeople} where people.email in (${list})`))),
]

const placedDeals = sql`
  select deals.*, deal_accounts.account_id
  from ${deals}
  inner join ${dealAccounts} on deal_accounts.deal_id = deals.deal_id
`

export type PlacedDeal = Deal & { account_id: string | null }

export const dealsOfAccounts = (db: Database, accountIds: readonly string[]) =>
  allIn(accountIds, list => db.all<PlacedDeal>(sql`${placedDeals} where deal_accounts.account_id in (${list})`))

export const dealsWithoutAccount = (db: Database, dealIds: readonly string[]) =>
  allIn(dealIds, list =>
    db.all<PlacedDeal>(sql`${placedDeals} where deals.deal_id in (${list}) and deal_accounts.account_id is null`),
  )

export const contactsOfDeals = (db: Database, dealIds: readonly string[]) =>
  allIn(dealIds, list => db.all<DealContact>(sql`select * from ${dealContacts} where deal_id in (${list})`))

export const adjustmentsOfDeals = (db: Database, dealRefs: readonly string[]) =>
  allIn(dealRefs, list => db.all<Adjustment>(sql`select * from ${adjustments} where deal_ref in (${list})`))

export const stagesOfDeals = (db: Database, dealRefs: readonly string[]) =>
  allIn(dealRefs, list => db.all<DealStage>(sql`select * from ${dealStages} where deal_ref in (${list})`))

/** The links of every visitor that was ever linked to one of these people: another one's link ends their time. */
export async function linksAround(db: Database, personIds: readonly string[]): Promise<IdentityLink[]> {
  const visitors = await allIn(personIds, list =>
    db.all<{ visitor_id: string }>(sql`select distinct visitor_id from ${identityLinks} where person_id in (${list})`),
  )
  return allIn(
    visitors.map(row => row.visitor_id),
    list => db.all<IdentityLink>(sql`select * from ${identityLinks} where visitor_id in (${list})`),
  )
}

export const sessionsOfVisitors = (db: Database, visitorIds: readonly string[]) =>
  allIn(visitorIds, list => db.all<Session>(sql`select * from ${sessions} where visitor_id in (${list})`))

export const readsOfSessions = (db: Database, sessionIds: readonly string[]) =>
  allIn(sessionIds, list => db.all<Read>(sql`select * from ${reads} where session_id in (${list}) and title is not null`))

export const activitiesOf = async (db: Database, personRefs: readonly string[], accountRefs: readonly string[]) => [
  ...(await allIn(personRefs, list => db.all<Activity>(sql`select * from ${activities} where person_ref in (${list})`))),
  ...(await allIn(accountRefs, list => db.all<Activity>(sql`select * from ${activities} where account_ref in (${list})`))),
]

export const offlineTouchesOf = async (db: Database, personRefs: readonly string[], accountRefs: readonly string[]) => [
  ...(await allIn(personRefs, list => db.all<OfflineTouch>(sql`select * from ${offlineTouches} where person_ref in (${list})`))),
  ...(await allIn(accountRefs, list =>
    db.all<OfflineTouch>(sql`select * from ${offlineTouches} where account_ref in (${list})`),
  )),
]
