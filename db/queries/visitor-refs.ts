/**
 * Users of a sender's own database: which visitors were seen as one, and who such a user is. Both may be said in any
 * order, so after either the links that follow are added: whoever was seen as the user is whom the user is linked to.
 * The same sayings in any order give the same links. Nothing is written unless the event behind it is the one stored.
 */
import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { events, identityLinks, staleMarks, type VisitorRef, visitorRefs } from '../schema.ts'
import type { Evidence } from './claim-person.ts'
import { allIn, listsOf } from './in-list.ts'

/** More sayings about one user or account are not taken: that many browsers are nobody's. */
const MAX_REFS = 1000

/** Users who were the same user before, by a public key's word. */
const MAX_TIES = 5

/**
 * Said again it stands from the earliest moment.
 * @param isTie  it is about two users and claimed: anybody could tie users together until no store can follow it, so each
 *   becomes one other user only, the first that was said, and few become the same
 */
export const insertVisitorRef = (row: VisitorRef, { event_id, body_fp }: Evidence, isTie: boolean): SQL => sql`
  insert into ${visitorRefs} (ref_id, visitor_id, kind, ref, named_at, trust, evidence, recorded_at)
  select
      ${row.ref_id},
      ${row.visitor_id},
      ${row.kind},
      ${row.ref},
      cast(${row.named_at} as bigint),
      ${row.trust},
      ${row.evidence},
      cast(${row.recorded_at} as bigint)
  from ${events}
  where events.event_id = ${event_id}
    and events.body_fp = ${body_fp}
    and (select count(*) from ${visitorRefs} as known where known.ref = ${row.ref}) < ${MAX_REFS}
    ${isTie ? withRoomForTie(row) : sql``}
  on conflict (ref_id) do update set named_at = excluded.named_at
  where excluded.named_at < visitor_refs.named_at
`

const withRoomForTie = ({ visitor_id, ref }: VisitorRef): SQL => sql`
    and not exists (
        select 1
        from ${visitorRefs} as other
        where other.visitor_id = ${visitor_id}
          and other.kind = 'user'
          and other.ref <> ${ref}
          and other.ref like 'claimed user %'
    )
    and (
        select count(*)
        from ${visitorRefs} as tie
        where tie.ref = ${ref}
          and tie.visitor_id <> ${visitor_id}
          and tie.visitor_id like 'claimed user %'
    ) < ${MAX_TIES}
`

export interface NamedAccount {
  readonly visitor_id: string
  readonly ref: string
  readonly named_at: number
  readonly trust: 'claimed' | 'verified'
  readonly evidence: string
}

/** What visitors that were ever one of these people were said to belong to. */
export const accountsNamedBy = (db: Database, personIds: readonly string[]) =>
  allIn(personIds, list =>
    db.all<NamedAccount>(sql`
      select visitor_id, ref, named_at, trust, evidence
      from ${visitorRefs}
      where kind = 'account'
        and visitor_id in (select visitor_id from ${identityLinks} where person_id in (${list}))
    `),
  )

const later = (a: SQL, b: SQL): SQL => sql`case when ${a} > ${b} then ${a} else ${b} end`

/** Both said by somebody who knows. */
const weaker = (a: SQL, b: SQL): SQL => sql`case when ${a} = 'verified' and ${b} = 'verified' then 'verified' else 'claimed' end`

/**
 * `above` are those who were seen as one of the users, also by way of other users; `below` the user and whom it was seen
 * as; `links` who these are: of several in a row to the same person the first is enough. Where a server has said who a
 * user is, what a public key says of it is `outdone`.
 */
const graph = (users: SQL): SQL => sql`
  with recursive

  above (root, ref_id, visitor_id, evidence, since, trust) as (
      select ref, ref_id, visitor_id, evidence, named_at, trust
      from ${visitorRefs}
      where ref in (${users})
        and kind = 'user'
      union
      select
          above.root,
          refs.ref_id,
          refs.visitor_id,
          refs.evidence,
          ${later(sql`refs.named_at`, sql`above.since`)},
          ${weaker(sql`refs.trust`, sql`above.trust`)}
      from above
      inner join ${visitorRefs} as refs on refs.ref = above.visitor_id and refs.kind = 'user'
  ),

  below (root, visitor_id, since, trust) as (
      select distinct root, root, cast(0 as bigint), 'verified'
      from above
      union
      select
          below.root,
          refs.ref,
          ${later(sql`refs.named_at`, sql`below.since`)},
          ${weaker(sql`refs.trust`, sql`below.trust`)}
      from below
      inner join ${visitorRefs} as refs on refs.visitor_id = below.visitor_id and refs.kind = 'user'
  ),

  links as (
      select
          identity_links.link_id,
          identity_links.visitor_id,
          identity_links.person_id,
          identity_links.linked_at,
          identity_links.trust,
          lag(identity_links.person_id) over (
              partition by identity_links.visitor_id
              order by identity_links.linked_at, identity_links.link_id
          ) as person_before
      from ${identityLinks}
      where identity_links.visitor_id in (select visitor_id from below)
        and identity_links.closed_at is null
        and identity_links.method <> 'user_id'
  ),

  known_users as (
      select distinct below.root
      from below
      inner join links on links.visitor_id = below.visitor_id
      where links.trust = 'verified'
  ),

  outdone as (
      select below.root, links.link_id
      from below
      inner join links on links.visitor_id = below.visitor_id
      where links.trust <> 'verified'
        and below.root in (select root from known_users)
  )
`

/** The links that follow for some users and are not there yet. */
const missing = (users: SQL): SQL => sql`
  ${graph(users)},

  following as (
      select
          links.link_id || ' ' || above.ref_id as link_id,
          above.visitor_id,
          links.person_id,
          min(${later(sql`above.since`, later(sql`links.linked_at`, sql`below.since`))}) as linked_at,
          max(${weaker(sql`above.trust`, weaker(sql`links.trust`, sql`below.trust`))}) as trust,
          above.evidence
      from below
      inner join links on links.visitor_id = below.visitor_id
      inner join above on above.root = below.root
      left join outdone on outdone.root = below.root and outdone.link_id = links.link_id
      where (links.person_before is null or links.person_before <> links.person_id)
        and outdone.link_id is null
      group by links.link_id, above.ref_id, above.visitor_id, links.person_id, above.evidence
  ),

  missing as (
      select following.*
      from following
      left join ${identityLinks} as known on known.link_id = following.link_id
      where known.link_id is null
         or known.linked_at > following.linked_at
         or (known.trust = 'claimed' and following.trust = 'verified')
  )
`

/** Marks the visitors who are about to get a link: whoever they were before loses touches. */
export const markVisitorsOfUsers = (users: readonly string[], token: string): SQL[] =>
  listsOf(users).map(
    list => sql`
      insert into ${staleMarks} (kind, mark_key, token)
      ${missing(list)}
      select distinct 'visitor', missing.visitor_id, ${token}
      from missing
      where true
      on conflict (kind, mark_key) do update set token = excluded.token
    `,
  )

/** Closes what followed from a public key before a server said who the user is. */
export const closeOutdoneLinks = (users: readonly string[], now: number): SQL[] =>
  listsOf(users).map(
    list => sql`
      update ${identityLinks}
      set closed_at = ${now},
          closed_by = 'rule',
          closed_reason = 'verified_user'
      where closed_at is null
        and method = 'user_id'
        and link_id in (
            ${graph(list)}
            select outdone.link_id || ' ' || above.ref_id
            from outdone
            inner join above on above.root = outdone.root
        )
    `,
  )

/** To be run last, after the marks. */
export const linkVisitorsOfUsers = (users: readonly string[], now: number): SQL[] =>
  listsOf(users).map(
    list => sql`
      insert into ${identityLinks} (link_id, visitor_id, person_id, linked_at, method, trust, evidence, recorded_at)
      ${missing(list)}
      select
          missing.link_id,
          missing.visitor_id,
          missing.person_id,
          missing.linked_at,
          'user_id',
          missing.trust,
          missing.evidence,
          cast(${now} as bigint)
      from missing
      where true
      on conflict (link_id) do update set linked_at = excluded.linked_at, trust = excluded.trust
    `,
  )
