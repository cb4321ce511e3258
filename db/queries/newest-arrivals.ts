/** The live feed: what arrived last, taken or not. */
import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { accounts, deadLetters, events, identityLinks, people, personAccounts, sites } from '../schema.ts'
import { allIn } from './in-list.ts'

export interface ArrivedEvent {
  readonly event_id: string
  readonly type: string
  readonly received_at: number
  readonly domain: string | null
  readonly url: string | null
  readonly title: string | null
  readonly visitor_id: string | null
  readonly device: string | null
  readonly browser: string | null
  readonly bot_reason: string | null
}

/** The newest that are looked through for events of people: a flood of machines must not make the feed slow. */
const LOOKED_THROUGH = 1000

/** @param withBots  also what machines did */
export const newestEvents = (db: Database, limit: number, withBots: boolean) =>
  db.all<ArrivedEvent>(sql`
    select
        newest.event_id,
        newest.type,
        newest.received_at,
        sites.domain,
        newest.url,
        newest.title,
        newest.visitor_id,
        newest.device,
        newest.browser,
        newest.bot_reason
    from (
        select *
        from ${events}
        order by received_at desc
        limit ${withBots ? limit : LOOKED_THROUGH}
    ) as newest
    left join ${sites} on sites.site_id = newest.site_id
    where ${withBots ? sql`1 = 1` : sql`newest.bot_reason is null`}
    order by newest.received_at desc, newest.event_id
    limit ${limit}
  `)

export interface ArrivedReject {
  readonly dead_letter_id: string
  readonly received_at: number
  readonly domain: string | null
  readonly reason: string
  readonly field: string | null
  readonly detail: string | null
}

export const newestRejects = (db: Database, limit: number) =>
  db.all<ArrivedReject>(sql`
    select
        newest.dead_letter_id,
        newest.received_at,
        sites.domain,
        newest.reason,
        newest.field,
        newest.detail
    from (
        select *
        from ${deadLetters}
        order by received_at desc
        limit ${limit}
    ) as newest
    left join ${sites} on sites.site_id = newest.site_id
    order by newest.received_at desc, newest.dead_letter_id
  `)

export interface VisitorPerson {
  readonly visitor_id: string
  readonly person_id: string
  readonly person_name: string | null
  readonly email: string | null
  readonly account_id: string | null
  readonly account_name: string | null
}

/** Who these visitors are known to be, the newest link last. */
export const peopleOfVisitors = (db: Database, visitorIds: readonly string[]) =>
  allIn(visitorIds, list =>
    db.all<VisitorPerson>(sql`
      select
          identity_links.visitor_id,
          people.person_id,
          people.name as person_name,
          people.email,
          accounts.account_id,
          accounts.name as account_name
      from ${identityLinks}
      inner join ${people} on people.person_id = identity_links.person_id
      left join ${personAccounts} on person_accounts.person_id = people.person_id
      left join ${accounts} on accounts.account_id = person_accounts.account_id
      where identity_links.visitor_id in (${list})
        and identity_links.closed_at is null
      order by identity_links.linked_at, identity_links.link_id
    `),
  )
