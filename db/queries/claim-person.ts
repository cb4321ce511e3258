/**
 * The writes by which an event says who its visitor is. Each takes effect only when the stored event is the one
 * that was decided on: in a race for one event id the loser writes nothing, without a lock and without BEGIN.
 */
import { type SQL, sql } from 'drizzle-orm'
import { events, type IdentityLink, identityLinks, linkClicks, people, salesLinks } from '../schema.ts'

/** The event behind a write. */
export interface Evidence {
  readonly event_id: string
  readonly body_fp: string
}

export interface NewPerson {
  readonly person_id: string
  readonly email: string
  readonly email_domain: string | null
  readonly recorded_at: number
}

/** A person for an e-mail address that nobody has yet. */
export const insertPerson = (person: NewPerson, { event_id, body_fp }: Evidence): SQL => sql`
  insert into ${people} (person_id, email, email_domain, properties, source, date_only, recorded_at, updated_at)
  select
      ${person.person_id},
      ${person.email},
      ${person.email_domain},
      '{}',
      'browser',
      '',
      cast(${person.recorded_at} as bigint),
      cast(${person.recorded_at} as bigint)
  from ${events}
  where events.event_id = ${event_id}
    and events.body_fp = ${body_fp}
  on conflict (email) do nothing
`

export interface NameAndTitle {
  readonly email: string
  readonly name: string | null
  readonly title: string | null
  readonly updated_at: number
}

/** Fills what is empty, and overwrites nothing: what the CRM says is worth more than what somebody typed. */
export const fillPerson = (typed: NameAndTitle, { event_id, body_fp }: Evidence): SQL => sql`
  update ${people}
  set name = coalesce(name, ${typed.name}),
      title = coalesce(title, ${typed.title}),
      updated_at = ${typed.updated_at}
  where email = ${typed.email}
    and (
        (name is null and cast(${typed.name} as text) is not null)
        or (title is null and cast(${typed.title} as text) is not null)
    )
    and exists (
        select 1
        from ${events}
        where events.event_id = ${event_id}
          and events.body_fp = ${body_fp}
    )
`

/** `code_hash`: the person whose sales link was clicked, when the event is the one that has brought the click's code back. */
export type PersonBy = { readonly email: string } | { readonly external_id: string } | { readonly code_hash: string }

export interface NewLink {
  readonly link_id: string
  readonly visitor_id: string
  readonly by: PersonBy
  readonly linked_at: number
  readonly method: string
  readonly trust: IdentityLink['trust']
  readonly recorded_at: number
  /** A visitor who was this many other people is a shared device: the link is written and closed at once. */
  readonly max_others: number
  /** A visitor who has this many links gets none; null for any number. */
  readonly max_links: number | null
}

/** Links the visitor to the person meant, and writes nothing when that is nobody. */
export const insertLink = (link: NewLink, { event_id, body_fp }: Evidence): SQL => {
  const is_shared = isShared(sql`${link.visitor_id}`, sql`people.person_id`, link.max_others)
  const has_room =
    link.max_links === null
      ? sql``
      : sql`and (select count(*) from ${identityLinks} as own where own.visitor_id = ${link.visitor_id}) < ${link.max_links}`
  return sql`
    insert into ${identityLinks} (
        link_id, visitor_id, person_id, linked_at, method, trust, evidence, recorded_at, closed_at, closed_by, closed_reason
    )
    select
        ${link.link_id},
        ${link.visitor_id},
        people.person_id,
        cast(${link.linked_at} as bigint),
        ${link.method},
        ${link.trust},
        ${event_id},
        cast(${link.recorded_at} as bigint),
        case when ${is_shared} then cast(${link.recorded_at} as bigint) end,
        case when ${is_shared} then 'rule' end,
        case when ${is_shared} then 'shared_device' end
    from ${people}
    inner join ${events} on events.event_id = ${event_id} and events.body_fp = ${body_fp}
    where ${isMeant(link.by, event_id)}
      ${has_room}
    on conflict (link_id) do nothing
  `
}

function isMeant(by: PersonBy, event_id: string): SQL {
  if ('email' in by) return sql`people.email = ${by.email}`
  if ('external_id' in by) return sql`people.external_id = ${by.external_id}`
  return sql`people.person_id in (
      select sales_links.person_id
      from ${linkClicks}
      inner join ${salesLinks} on sales_links.sales_link_id = link_clicks.sales_link_id
      where link_clicks.code_hash = ${by.code_hash}
        and link_clicks.event_id = ${event_id}
  )`
}

/** Whether a visitor was so many other people that it cannot be one person's. */
export const isShared = (visitor_id: SQL, person_id: SQL, max_others: number): SQL => sql`(
      select count(distinct others.person_id)
      from ${identityLinks} as others
      where others.visitor_id = ${visitor_id}
        and others.person_id <> ${person_id}
  ) >= ${max_others}`
