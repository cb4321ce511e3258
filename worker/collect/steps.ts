/**
 * What happens to one event between the wire and the store: read this first.
 *
 * Before: the body is read (read.ts), the batch parsed (parse.ts), the site found by its key (sites.ts), the page's
 * origin admitted, device and bot told by the request's headers (visit.ts). After: store.ts.
 */

import type { Event } from '../../db/schema.ts'
import type { WireConsent } from '../../snippet/wire.ts'
import type { Claim } from '../identity/link.ts'
import { isUser, type Sayings, type Trust, userVisitor } from '../identity/user.ts'
import { claimFrom, sayingsOf } from './claim.ts'
import type { EventDetails } from './details.ts'
import type { JsonObject } from './json.ts'
import { takeLinkCode } from './link-code.ts'
import type { ParsedEvent } from './parse.ts'
import { EventRejected } from './reject.ts'
import { isSecretField, scrubAddress, scrubText } from './scrub.ts'
import { cutText } from './text.ts'
import { isOwnAddress, type Visit } from './visit.ts'

/** An event on its way. */
export interface Draft extends Omit<Event, 'body' | 'body_fp'> {
  readonly details: EventDetails
  readonly consent: WireConsent | null
  readonly flags: readonly string[]
  readonly trust: Trust
  /** The user of the sender's own database that the event names. */
  readonly user_id: string | null
  /** What else the event said, kept as it came. */
  readonly stated: JsonObject
  /** Who the event says that the visitor is. */
  readonly claim: Claim | null
  readonly sayings: Sayings | null
  /** Of a click on a sales link. */
  readonly link_code: string | null
}

/** May refuse the event by throwing EventRejected. What a step has settled, later ones may trust. */
type Step = (draft: Draft, visit: Visit) => Draft

const steps: readonly Step[] = [refuseForeignPage, settleTime, honourConsent, takeLinkCode, scrubSecrets, noteClaim]

/** @throws EventRejected origin_not_allowed, timestamp_too_old, consent_denied */
export function decideEvent(event: ParsedEvent, visit: Visit): Draft {
  return steps.reduce((draft, step) => step(draft, visit), draftFrom(event, visit))
}

function draftFrom(event: ParsedEvent, visit: Visit): Draft {
  const { site, isPrivate, api, ...seen } = visit
  const user_id = isPrivate ? null : event.user_id
  const trust = api?.isServer ? 'verified' : 'claimed'
  const created_at = event.created_at ?? visit.sent_at ?? visit.received_at
  return {
    ...seen,
    event_id: event.id,
    site_id: site.site_id,
    origin: api?.origin ?? 'browser',
    type: event.details.type,
    visitor_id: isPrivate ? null : (event.anonymous_id ?? (user_id && userVisitor(user_id, trust))),
    occurred_at: visit.received_at,
    created_at,
    time_flag: null,
    account_ref: null,
    account_rule: null,
    url: event.url?.href ?? null,
    title: event.title,
    referrer: event.referrer,
    details: event.details,
    consent: isPrivate ? { analytics: event.consent?.analytics ?? true, identify: false } : event.consent,
    flags: event.flags,
    trust,
    user_id,
    stated: event.stated,
    claim: null,
    sayings: null,
    link_code: null,
  }
}

/** A public key that was copied to another site records nothing. */
function refuseForeignPage(draft: Draft, { site }: Visit): Draft {
  if (draft.trust === 'verified' || draft.url === null || isOwnAddress(new URL(draft.url), site)) return draft
  throw new EventRejected('origin_not_allowed', 'url', `this site key is for ${site.domain}`)
}

/** As long as the snippet keeps events of a browser that is offline. */
const MAX_WAIT_MS = 72 * 3_600_000

/** Above what networks delay: the browser's clock is wrong. */
const SKEW_MS = 60_000

/**
 * The browser's clock may be wrong by years, but it tells how long the event waited; our own clock tells the rest.
 * So no event is in the future, and a public key cannot date one back further than a browser can be offline. A server's
 * clock is right when it agrees with ours at sending; then what it says stands to the millisecond, however old.
 */
function settleTime(draft: Draft, { received_at, sent_at }: Visit): Draft {
  const waited = Math.max(0, (sent_at ?? received_at) - draft.created_at)
  const isRight = draft.trust === 'verified' && Math.abs(received_at - (sent_at ?? received_at)) <= SKEW_MS
  if (waited > MAX_WAIT_MS && draft.trust !== 'verified')
    throw new EventRejected('timestamp_too_old', 'created_at', 'created more than 72 hours before it was sent')
  return {
    ...draft,
    occurred_at: isRight ? Math.min(draft.created_at, received_at) : received_at - waited,
    time_flag: timeFlag(draft.created_at, sent_at ?? received_at, received_at),
  }
}

function timeFlag(created_at: number, sent_at: number, received_at: number): string | null {
  if (created_at > sent_at) return 'created_after_sent'
  return Math.abs(received_at - sent_at) > SKEW_MS ? 'clock_skew' : null
}

/**
 * Without analytics an event may be counted, but it names nobody: one that does is refused and leaves no trace.
 * Without identify a visitor stays a stranger: forms keep their name and lose their values.
 */
function honourConsent(draft: Draft): Draft {
  const { consent, details } = draft
  if (consent === null || (consent.analytics && consent.identify)) return draft
  const isNaming = details.type === 'identify' || details.type === 'group' || details.type === 'alias'
  const namesSomebody = isNaming || (details.type === 'form' && details.email !== null)
  if (!consent.analytics && (draft.visitor_id !== null || namesSomebody)) throw denied('analytics')
  if (isNaming) throw denied('identify')
  const stranger = {
    ...draft,
    user_id: null,
    visitor_id: isUser(draft.visitor_id) ? null : draft.visitor_id,
  }
  return details.type === 'form' ? { ...stranger, details: { ...details, email: null, fields: {} } } : stranger
}

const denied = (purpose: keyof WireConsent) =>
  new EventRejected('consent_denied', `consent.${purpose}`, `the visitor has not agreed to ${purpose}`)

const MAX_ADDRESS = 2048

function scrubSecrets(draft: Draft): Draft {
  const flags = [...draft.flags]
  const address = (text: string | null, field: string) => {
    if (text === null) return null
    const scrubbed = scrubAddress(text)
    const cut = cutText(scrubbed, MAX_ADDRESS)
    if (cut !== scrubbed) flags.push(`truncated:${field}`)
    return cut
  }
  return {
    ...draft,
    url: address(draft.url, 'url'),
    referrer: address(draft.referrer, 'referrer'),
    title: draft.title && scrubText(draft.title),
    details: scrubDetails(draft.details, address),
    flags,
  }
}

function scrubDetails(details: EventDetails, address: (text: string, field: string) => string | null): EventDetails {
  switch (details.type) {
    case 'download':
    case 'outbound':
      return { ...details, href: address(details.href, 'href') ?? '', text: details.text && scrubText(details.text) }
    case 'form': {
      const kept = Object.entries(details.fields).filter(([name, value]) => !isSecretField(name, value))
      return { ...details, form: scrubAddress(details.form), fields: Object.fromEntries(kept) }
    }
    default:
      return details
  }
}

function noteClaim(draft: Draft): Draft {
  const claimed = { ...draft, claim: claimFrom(draft) }
  return { ...claimed, sayings: sayingsOf(claimed) }
}
