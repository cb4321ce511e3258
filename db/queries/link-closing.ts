/** Undoing an identity link, with the links that followed from it, and taking that back. */
import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { type IdentityLink, identityLinks, staleMarks } from '../schema.ts'

export async function linkById(db: Database, linkId: string): Promise<IdentityLink | null> {
  const [link] = await db.all<IdentityLink>(sql`select * from ${identityLinks} where link_id = ${linkId}`)
  return link ?? null
}

/** The link itself, and those of visitors who were seen as the same user: their ids begin with its id. */
const withFollowers = (linkId: string): SQL => {
  const prefix = `${linkId} [`
  return sql`(
      identity_links.link_id = ${linkId}
      or (
          identity_links.method = 'user_id'
          and substr(identity_links.link_id, 1, length(cast(${prefix} as text))) = cast(${prefix} as text)
      )
  )`
}

export interface LinkClosing {
  readonly closed_at: number
  readonly closed_by: string
  readonly closed_reason: string
}

/** Returns the visitors whose links were closed. */
export const linkClosed = (linkId: string, { closed_at, closed_by, closed_reason }: LinkClosing): SQL => sql`
  update ${identityLinks}
  set closed_at = ${closed_at},
      closed_by = ${closed_by},
      closed_reason = ${closed_reason}
  where closed_at is null
    and ${withFollowers(linkId)}
  returning visitor_id
`

/** Opens again what was closed together. Returns the visitors. */
export const linkReopened = (linkId: string, { closed_at, closed_by, closed_reason }: LinkClosing): SQL => sql`
  update ${identityLinks}
  set closed_at = null,
      closed_by = null,
      closed_reason = null
  where closed_at = ${closed_at}
    and closed_by = ${closed_by}
    and closed_reason = ${closed_reason}
    and ${withFollowers(linkId)}
  returning visitor_id
`

/** To be run before: their visitors are stale. */
export const markVisitorsOfLink = (linkId: string, token: string): SQL => sql`
  insert into ${staleMarks} (kind, mark_key, token)
  select distinct 'visitor', identity_links.visitor_id, ${token}
  from ${identityLinks}
  where ${withFollowers(linkId)}
  order by 2
  on conflict (kind, mark_key) do update set token = excluded.token
`
