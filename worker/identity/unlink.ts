/** "This visitor was not that person": a link is closed by somebody, with a reason, and can be opened again. */
import type { Database } from '../../db/database.ts'
import { linkById, linkClosed, linkReopened, markVisitorsOfLink } from '../../db/queries/link-closing.ts'
import type { IdentityLink } from '../../db/schema.ts'
import { RequestRefused } from '../errors.ts'
import { type Decision, parseReason } from './merge.ts'

/**
 * Closes a link, and those that follow from it by way of a sender's user. The visitor is then whoever its other links
 * say, or nobody; a form that is filled in afterwards makes a link of its own.
 * @throws RequestRefused not_found, missing_field, illegal_identity when it is closed
 */
export async function closeLink(db: Database, linkId: string, decision: Decision, now: number): Promise<IdentityLink> {
  const closing = { closed_at: now, closed_by: decision.actor, closed_reason: parseReason(decision) }
  const link = await knownLink(db, linkId)
  const [, closed = []] = await db.run(markVisitorsOfLink(linkId, crypto.randomUUID()), linkClosed(linkId, closing))
  if (closed.length === 0) throw new RequestRefused('illegal_identity', `link ${linkId} is undone already`)
  return { ...link, ...closing }
}

/** Opens a closed link again, and those that were closed with it. @throws RequestRefused not_found, illegal_identity */
export async function reopenLink(db: Database, linkId: string): Promise<IdentityLink> {
  const link = await knownLink(db, linkId)
  const { closed_at, closed_by, closed_reason } = link
  if (closed_at === null || closed_by === null || closed_reason === null)
    throw new RequestRefused('illegal_identity', `link ${linkId} is not undone`)
  await db.run(markVisitorsOfLink(linkId, crypto.randomUUID()), linkReopened(linkId, { closed_at, closed_by, closed_reason }))
  return { ...link, closed_at: null, closed_by: null, closed_reason: null }
}

async function knownLink(db: Database, linkId: string): Promise<IdentityLink> {
  const link = await linkById(db, linkId)
  if (!link) throw new RequestRefused('not_found', `there is no link ${linkId}`)
  return link
}
