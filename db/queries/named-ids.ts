/**
 * Whom an external id means: who has it in the CRM; if nobody has, whoever has the only e-mail address that it was named
 * with, addresses that a server named before those that anybody could. Its visitors are linked to them. The id is
 * stronger than an address beside it: where the two mean different people, the visitor is the id's, nobody is merged, and
 * id-conflicts.ts finds the two.
 */
import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { events, identityLinks, type NamedId, namedIds, people } from '../schema.ts'
import { type Evidence, isShared } from './claim-person.ts'
import { allIn } from './in-list.ts'

export const insertNaming = (naming: Omit<NamedId, 'evidence'>, { event_id, body_fp }: Evidence): SQL => sql`
  insert into ${namedIds} (naming_id, visitor_id, kind, external_id, email, named_at, trust, evidence, recorded_at)
  select
      ${naming.naming_id},
      ${naming.visitor_id},
      ${naming.kind},
      ${naming.external_id},
      ${naming.email},
      cast(${naming.named_at} as bigint),
      ${naming.trust},
      ${event_id},
      cast(${naming.recorded_at} as bigint)
  from ${events}
  where events.event_id = ${event_id}
    and events.body_fp = ${body_fp}
  on conflict (naming_id) do nothing
`

/** The people whom an id means and who are not the e-mail address's: one at most. */
const meaning = (external_id: string): SQL => sql`
  with

  named as (
      select *
      from ${namedIds}
      where external_id = ${external_id}
        and kind = 'external_id'
  ),

  addresses as (
      select email, max(trust) as trust
      from named
      where email is not null
      group by email
  ),

  trusted as (
      select email
      from addresses
      where trust = (select max(trust) from addresses)
  ),

  owners as (
      select person_id
      from ${people}
      where external_id = ${external_id}
  ),

  meant as (
      select person_id
      from owners
      union all
      select people.person_id
      from trusted
      inner join ${people} on people.email = trusted.email
      where not exists (select 1 from owners)
        and (select count(*) from trusted) = 1
  ),

  following as (
      select
          'l_' || named.naming_id || ' id ' || meant.person_id as link_id,
          'l_' || named.naming_id as email_link_id,
          named.visitor_id,
          meant.person_id,
          named.named_at,
          named.trust,
          named.evidence
      from named
      cross join meant
      left join ${people} on people.email = named.email
      where people.person_id is null
         or people.person_id <> meant.person_id
  )
`

/** The links that follow for one id, and the end of those that follow no longer. To be run after its namings. */
export const linksById = (external_id: string, now: number, max_people: number): SQL[] => {
  const is_shared = isShared(sql`following.visitor_id`, sql`following.person_id`, max_people)
  return [
    sql`
      update ${identityLinks}
      set closed_at = cast(${now} as bigint),
          closed_by = 'rule',
          closed_reason = 'id_conflict'
      where closed_at is null
        and method = 'external_id'
        and visitor_id in (${meaning(external_id)} select visitor_id from named)
        and evidence in (${meaning(external_id)} select evidence from named)
        and link_id not in (${meaning(external_id)} select link_id from following)
    `,
    sql`
      update ${identityLinks}
      set closed_at = null,
          closed_by = null,
          closed_reason = null
      where closed_reason = 'external_id'
        and link_id in (${meaning(external_id)} select 'l_' || naming_id from named)
        and link_id not in (${meaning(external_id)} select email_link_id from following)
    `,
    sql`
      update ${identityLinks}
      set closed_at = cast(${now} as bigint),
          closed_by = 'rule',
          closed_reason = 'external_id'
      where closed_at is null
        and link_id in (${meaning(external_id)} select email_link_id from following)
    `,
    sql`
      insert into ${identityLinks} (
          link_id, visitor_id, person_id, linked_at, method, trust, evidence, recorded_at, closed_at, closed_by, closed_reason
      )
      ${meaning(external_id)}
      select
          following.link_id,
          following.visitor_id,
          following.person_id,
          following.named_at,
          'external_id',
          following.trust,
          following.evidence,
          cast(${now} as bigint),
          case when ${is_shared} then cast(${now} as bigint) end,
          case when ${is_shared} then 'rule' end,
          case when ${is_shared} then 'shared_device' end
      from following
      where true
      on conflict (link_id) do update set closed_at = null, closed_by = null, closed_reason = null
      where identity_links.closed_reason = 'id_conflict'
    `,
  ]
}

export interface NamedVisitor {
  readonly external_id: string
  readonly visitor_id: string
}

/** Visitors that events named by these external ids. */
export const visitorsNamedBy = (db: Database, externalIds: readonly string[]) =>
  allIn(externalIds, list =>
    db.all<NamedVisitor>(sql`
      select distinct external_id, visitor_id
      from ${namedIds}
      where external_id in (${list})
        and kind = 'external_id'
    `),
  )
