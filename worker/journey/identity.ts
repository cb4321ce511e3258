/** Who a visitor was at a moment. */
import type { IdentityLink } from '../../db/schema.ts'
import { compareCodePoints } from '../attribution/order.ts'

/**
 * The person that a visitor was at a moment, or null when nobody ever said.
 *
 * Only open links count. A link to another person begins that person's time, so a shared browser is split and nobody
 * is merged; what lies before the first link belongs to its person. Links of one moment: the later `link_id` wins.
 * Where a server has said with a secret key who the visitor is, what others claim does not count: anybody can.
 *
 * @param links  links of one visitor, in any order
 * @param at     UTC epoch ms; for a session its end, since who signs in during a session was there from its start
 */
export function personAt(links: readonly IdentityLink[], at: number): string | null {
  return personTimeline(links)(at)
}

/** personAt for many moments of one visitor. */
export function personTimeline(links: readonly IdentityLink[]): (at: number) => string | null {
  const all = links.filter(link => link.closed_at === null)
  const verified = all.filter(link => link.trust === 'verified')
  const open = (verified.length > 0 ? verified : all).sort(
    (a, b) => a.linked_at - b.linked_at || compareCodePoints(a.link_id, b.link_id),
  )
  return at => (open.findLast(link => link.linked_at <= at) ?? open[0])?.person_id ?? null
}
