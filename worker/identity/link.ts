/**
 * Who a visitor was: a form, the page's own script or a server said so. The person is known by the e-mail address, the
 * link is a row with its evidence and how far it is trusted. Links are only added; what a link means is decided when it
 * is read.
 */
import type { Write } from '../../db/database.ts'
import { type Evidence, fillPerson, insertLink, insertPerson, type NewLink } from '../../db/queries/claim-person.ts'
import { insertNaming, linksById } from '../../db/queries/named-ids.ts'
import type { NamedId } from '../../db/schema.ts'
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
   * Counts before the e-mail address, and is only found, never made: external ids are the CRM's, and a public key must
   * not write them.
   */
  readonly external_id: string | null
  /** `user_id` for a user of a sender's own database: without an e-mail address it is looked for among the CRM's ids. */
  readonly id_kind: NamedId['kind']
  readonly name: string | null
  readonly title: string | null
}

/** A browser that was five people already is a kiosk, a test machine or a forgery; the sixth is not linked. */
export const MAX_PEOPLE = 5

/**
 * What a public key says of who a user is counts so often: each link of a user is handed on to all of the user's browsers,
 * and anybody could say another thing each second.
 */
const MAX_CLAIMS_OF_USER = 20

/**
 * To be run after the event's own row, in the same transaction; `body_fp` is that of the event that was decided on.
 * @param of  when an event says more than one thing: tells the link from the event's first
 */
export function claimWrites(claim: Claim, body_fp: string, now: number, newId: () => string, of = ''): Write[] {
  const evidence: Evidence = { event_id: claim.event_id, body_fp }
  const link = {
    link_id: `${LINK}${claim.event_id}${of && ` ${of}`}`,
    visitor_id: claim.visitor_id,
    linked_at: claim.occurred_at,
    method: claim.method,
    trust: claim.trust,
    recorded_at: now,
    max_others: MAX_PEOPLE,
    // Only a user's id holds a blank.
    max_links: claim.visitor_id.includes(' ') && claim.trust === 'claimed' ? MAX_CLAIMS_OF_USER : null,
  }
  const { email, external_id, name, title } = claim
  return [
    ...(email === null
      ? []
      : [
          insertPerson({ person_id: newId(), email, email_domain: emailDomain(email), recorded_at: now }, evidence),
          ...(name === null && title === null ? [] : [fillPerson({ email, name, title, updated_at: now }, evidence)]),
          insertLink({ ...link, by: { email } }, evidence),
        ]),
    ...(external_id === null ? [] : idWrites({ ...claim, external_id }, link, evidence)),
  ]
}

/**
 * Users of a sender's own database have a history of their own (user.ts); their ids may be other numbers than the
 * CRM's. So beside an e-mail address such an id only shows whether the two agree.
 */
function idWrites(claim: Claim & { external_id: string }, link: Omit<NewLink, 'by'>, evidence: Evidence): Write[] {
  const { email, external_id, id_kind, trust } = claim
  if (id_kind === 'user_id' && email === null) return [insertLink({ ...link, by: { external_id } }, evidence)]
  const { link_id, visitor_id, linked_at: named_at, recorded_at } = link
  const naming_id = link_id.slice(LINK.length)
  const naming = { naming_id, visitor_id, kind: id_kind, external_id, email, named_at, trust, recorded_at }
  return [insertNaming(naming, evidence), ...(id_kind === 'external_id' ? linksByIdRenewed(external_id, recorded_at) : [])]
}

const LINK = 'l_'

/** Whoever an external id means now: its visitors are linked to them, and no longer to whom it meant before. */
export const linksByIdRenewed = (external_id: string, now: number): Write[] => linksById(external_id, now, MAX_PEOPLE)

export const staleByClaim = ({ email, external_id }: Claim): Stale[] =>
  [email, external_id].filter(ref => ref !== null).map(key => ({ kind: 'person_ref', key }))
