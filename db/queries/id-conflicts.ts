/** Events that named two people at once: by an external id and by an e-mail address, or one id with two addresses. */
import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { events, identityLinks, merges, type NamedId, namedIds, people, sites, twoPeople } from '../schema.ts'

/** One id with one address; of several events that said so, the last. */
export interface NamedAtOnce extends Pick<NamedId, 'external_id' | 'kind' | 'trust' | 'visitor_id' | 'evidence'> {
  readonly email: string
  /** Who has the id in the CRM; null: nobody, but it was named with another address, too. */
  readonly id_person: string | null
  readonly email_person: string
  readonly first_at: number
  readonly last_at: number
  readonly times: number
  readonly site: string | null
  readonly url: string | null
}

/**
 * The latest first; what somebody has decided is left out, where both people are known by their ids and addresses. An
 * address that nothing else was ever said of is nobody else's yet.
 */
export const namedAtOnce = (db: Database, limit: number) =>
  db.all<NamedAtOnce>(sql`
    with

    named as (
        select
            external_id,
            kind,
            email,
            trust,
            visitor_id,
            evidence,
            min(named_at) over pairs as first_at,
            named_at as last_at,
            count(*) over pairs as times,
            row_number() over (partition by external_id, kind, email order by named_at desc, naming_id) as place
        from ${namedIds}
        where email is not null
        window pairs as (partition by external_id, kind, email)
    )

    select
        named.external_id,
        named.kind,
        named.email,
        named.trust,
        named.visitor_id,
        named.evidence,
        named.first_at,
        named.last_at,
        named.times,
        owners.person_id as id_person,
        people.person_id as email_person,
        sites.domain as site,
        events.url
    from named
    inner join ${people} on people.email = named.email
    left join ${people} as owners on owners.external_id = named.external_id
    left join ${events} on events.event_id = named.evidence
    left join ${sites} on sites.site_id = events.site_id
    where named.place = 1
      and (owners.person_id is null or owners.person_id <> people.person_id)
      and (
          owners.person_id is not null
          or exists (
              select 1
              from ${namedIds} as others
              where others.external_id = named.external_id
                and others.kind = named.kind
                and others.email <> named.email
          )
      )
      and (
          people.source = 'crm'
          or exists (
              select 1
              from ${identityLinks}
              where identity_links.person_id = people.person_id
                and identity_links.closed_at is null
          )
      )
      and not exists (
          select 1
          from ${twoPeople}
          where two_people.undone_at is null
            and people.person_id in (two_people.person_a, two_people.person_b)
            and owners.person_id in (two_people.person_a, two_people.person_b)
      )
      and not exists (
          select 1
          from ${merges}
          where merges.kind = 'person'
            and merges.undone_at is null
            and people.person_id in (merges.from_id, merges.into_id)
            and owners.person_id in (merges.from_id, merges.into_id)
      )
    order by named.last_at desc, named.external_id, named.email
    limit ${limit}
  `)
