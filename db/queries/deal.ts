/** One deal and what its receipt is made of. */
import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import {
  type Account,
  type Adjustment,
  accounts,
  adjustments,
  type Deal,
  dealAccounts,
  deals,
  type Journey,
  journeys,
  people,
  published,
  type Run,
  runs,
} from '../schema.ts'
import { allIn } from './in-list.ts'

/** @param ref  the deal's own id, or the CRM's */
export async function dealByRef(db: Database, ref: string): Promise<Deal | null> {
  // No id holds it, and PostgreSQL refuses the very question.
  if (ref.includes('\0')) return null
  const [deal] = await db.all<Deal>(sql`
    select *
    from ${deals}
    where deal_id = ${ref}
       or external_id = ${ref}
    order by case when deal_id = ${ref} then 0 else 1 end
    limit 1
  `)
  return deal ?? null
}

export async function accountOfDeal(db: Database, dealId: string): Promise<Pick<Account, 'account_id' | 'name'> | null> {
  const [account] = await db.all<Pick<Account, 'account_id' | 'name'>>(sql`
    select accounts.account_id, accounts.name
    from ${dealAccounts}
    inner join ${accounts} on accounts.account_id = deal_accounts.account_id
    where deal_accounts.deal_id = ${dealId}
  `)
  return account ?? null
}

/** A deal's journeys that count, one per stage entry. */
export const journeysOfDeal = (db: Database, dealId: string) =>
  db.all<Journey>(sql`
    select journeys.*
    from ${journeys}
    inner join ${published}
        on published.subject_id = journeys.subject_id
        and published.run_id = journeys.run_id
    where journeys.deal_id = ${dealId}
    order by journeys.stage_at, journeys.stage
  `)

/** The signed changes of a deal's amount, in the order of time. */
export const adjustmentsOfDeal = (db: Database, externalId: string) =>
  db.all<Adjustment>(sql`
    select *
    from ${adjustments}
    where deal_ref = ${externalId}
    order by adjusted_at, adjustment_id
  `)

export async function runById(db: Database, runId: string): Promise<Run | null> {
  const [run] = await db.all<Run>(sql`select * from ${runs} where run_id = ${runId}`)
  return run ?? null
}

export interface NamedPerson {
  readonly person_id: string
  readonly name: string | null
  readonly email: string | null
  readonly title: string | null
  readonly role: string | null
}

export const peopleNamed = (db: Database, personIds: Iterable<string>) =>
  allIn(personIds, list =>
    db.all<NamedPerson>(sql`
      select person_id, name, email, title, role
      from ${people}
      where person_id in (${list})
    `),
  )
