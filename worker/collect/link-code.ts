/**
 * The code that a click on a sales link has put into a page's address: taken out of every address, and of a page view
 * kept as what says who came. What it is worth is decided when it is written: once, for two minutes.
 */
import type { Write } from '../../db/database.ts'
import { type Evidence, insertLink } from '../../db/queries/claim-person.ts'
import { codeUsed } from '../../db/queries/link-clicks.ts'
import type { Event } from '../../db/schema.ts'
import { MAX_PEOPLE } from '../identity/link.ts'
import { BURST_MS } from '../identity/link-click.ts'
import { linkCodeIn, withoutLinkCode } from '../identity/link-parameter.ts'
import { isUser } from '../identity/user.ts'
import type { Draft } from './steps.ts'

/** A step of steps.ts, after consent is settled. */
export function takeLinkCode(draft: Draft): Draft {
  const { url, referrer, details } = draft
  return {
    ...draft,
    link_code: url !== null && mayNameSomebody(draft) ? linkCodeIn(url) : null,
    url: url && withoutLinkCode(url),
    referrer: referrer && withoutLinkCode(referrer),
    details: 'href' in details ? { ...details, href: withoutLinkCode(details.href) } : details,
  }
}

/** Machines identify nobody, nor does who did not agree; a sender's own users are known by what senders say. */
const mayNameSomebody = ({ visitor_id, bot_reason, consent, details }: Draft): boolean =>
  details.type === 'page' && visitor_id !== null && !isUser(visitor_id) && bot_reason === null && (consent?.identify ?? true)

/** For as long as a slow page takes to load and to say so. */
const CODE_MS = 120_000

/**
 * To be run after the event's own row, in the same transaction.
 * @param code_hash  SHA-256 of the code, hex
 */
export function linkCodeWrites(code_hash: string, row: Event): Write[] {
  const { event_id, body_fp, visitor_id, occurred_at, received_at } = row
  if (visitor_id === null) return []
  const evidence: Evidence = { event_id, body_fp }
  return [
    codeUsed({ code_hash, since: received_at - CODE_MS, burst_ms: BURST_MS }, evidence),
    insertLink(
      {
        link_id: `l_${event_id}`,
        visitor_id,
        by: { code_hash },
        linked_at: occurred_at,
        method: 'sales_link',
        trust: 'link',
        recorded_at: received_at,
        max_others: MAX_PEOPLE,
        max_links: null,
      },
      evidence,
    ),
  ]
}
