/**
 * Who a visitor was: a form, the page's own script or a server said so. The person is known by the e-mail address, the
 * link is a row with its evidence and how far it is trusted. Links are only added; what a link means is decided when it
 * is read.
 */
import type { Write } from '../../db/database.ts'
import { type Evidence, fillPerson, insertLink, insertPerson } from '../../db/queries/claim-person.ts'
import type { Stale } from '../jobs/stale.ts'
import { emailDomain } from './domains.ts'

export interface Claim {
  readonly event_id: string
  readonly visitor_id: string
  /** From when on. */
  readonly occurred_at: number
  readonly method: 'form' | 'identify'
  /** `verified` when a server said so with a secret key. */
  readonly trust: 'claimed' | 'verified'
  /** As parseEmail makes it; with it the person is made if there is none. */
  readonly email: string | null
  /**
   * Looked at when there is no e-mail address, and only found, never made: external ids are the CRM's, and a public
   * key must not write them.
   */
  readonly external_id: string | null
  readonly name: string | null
  readonly title: string | null
}

/** A browser that was five people already is a kiosk, a test machine or a forgery; the sixth is not linked. */
export const MAX_PEOPLE = 5

/**
 * To be run after the event's own row, in the same transaction; `body_fp` is that of the event that was decided on.
 * @param of  when an event says more than one thing: tells the link from the event's first
 */
export function claimWrites(claim: Claim, body_fp: string, now: number, newId: () => string, of = ''): Write[] {
  const evidence: Evidence = { event_id: claim.event_id, body_fp }
  const link = {
    link_id: `l_${claim.event_id}${of && ` ${of}`}`,
    visitor_id: claim.visitor_id,
    linked_at: claim.occurred_at,
    method: claim.method,
    trust: claim.trust,
    recorded_at: now,
    max_others: MAX_PEOPLE,
  }
  const { email, external_id, name, title } = claim
  if (email === null) return external_id === null ? [] : [insertLink({ ...link, by: { external_id } }, evidence)]
  return [
    insertPerson({ person_id: newId(), email, email_domain: emailDomain(email), recorded_at: now }, evidence),
    ...(name === null && title === null ? [] : [fillPerson({ email, name, title, updated_at: now }, evidence)]),
    insertLink({ ...link, by: { email } }, evidence),
  ]
}

export const staleByClaim = ({ email, external_id }: Claim): Stale[] =>
  [email, external_id].filter(ref => ref !== null).map(key => ({ kind: 'person_ref', key }))
