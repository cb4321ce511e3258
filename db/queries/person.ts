/** One person and what is known of them. */
import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { accounts, events, type IdentityLink, identityLinks, type Person, people, personAccounts } from '../schema.ts'
import { allIn } from './in-list.ts'

/** The subject of a person's touches is the account, or the person when there is none. */
export interface PersonWithAccount extends Person {
  readonly account_id: string | null
  readonly account_name: string | null
  readonly rule: string | null
}

export async function personById(db: Database, personId: string): Promise<PersonWithAccount | null> {
  const [person] = await db.all<PersonWithAccount>(sql`
    select
        people.*,
        person_accounts.account_id,
        accounts.name as account_name,
        person_accounts.rule
    from ${people}
    left join ${personAccounts} on person_accounts.person_id = people.person_id
    left join ${accounts} on accounts.account_id = person_accounts.account_id
    where people.person_id = ${personId}
  `)
  return person ?? null
}

/** Closed links too. */
export const linksOfPeople = (db: Database, personIds: readonly string[]) =>
  allIn(personIds, list => db.all<IdentityLink>(sql`select * from ${identityLinks} where person_id in (${list})`))

/** A form as it was filled in. `body` is the event's JSON: form, email, fields. */
export interface FilledForm {
  readonly event_id: string
  readonly occurred_at: number
  readonly url: string | null
  readonly body: string
}

/** Forms that these visitors filled in. @param withBots  also what machines did */
export const formsOfVisitors = (db: Database, visitorIds: readonly string[], withBots: boolean) =>
  allIn(visitorIds, list =>
    db.all<FilledForm>(sql`
      select event_id, occurred_at, url, body
      from ${events}
      where visitor_id in (${list})
        and type = 'form'
        and ${withBots ? sql`1 = 1` : sql`bot_reason is null`}
      order by occurred_at desc, event_id
    `),
  )
