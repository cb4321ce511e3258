/**
 * What came over the wire, as types that can be trusted behind this line: snippet/wire.ts, checked and cleaned.
 *
 * Only `id`, `type` and `url` must be there, and what a type cannot do without: a missing time is the time of
 * receipt. Unknown fields are let pass, since a newer snippet may talk to an older collector.
 */
import type { WireConsent } from '../../snippet/wire.ts'
import { timestampFrom } from '../crm/dates.ts'
import { RequestRefused } from '../errors.ts'
import { standsForNobody } from '../identity/nobody.ts'
import { detailsFrom, type EventDetails } from './details.ts'
import { checkedUrl, missing, objectFrom, textFrom } from './fields.ts'
import { canonicalJson, forbiddenKey, isObject, type JsonObject } from './json.ts'
import { EventRejected } from './reject.ts'

export const MAX_EVENTS = 500
export const MAX_EVENT_BYTES = 32_768
export const MAX_TITLE = 512

export interface ParsedBatch {
  /** Null when the body names none. */
  readonly site_key: string | null
  /** The browser's clock at sending; null when it does not say. */
  readonly sent_at: number | null
  /** What the page's browser calls itself; null when the batch does not say. */
  readonly user_agent: string | null
  readonly events: readonly unknown[]
}

export interface ParsedEvent {
  readonly id: string
  readonly anonymous_id: string | null
  /** As the sender's own database names the user, by a call of the Segment API. */
  readonly user_id: string | null
  /** Null only where a server does not say. */
  readonly url: URL | null
  readonly title: string | null
  readonly referrer: string | null
  readonly created_at: number | null
  readonly consent: WireConsent | null
  readonly details: EventDetails
  /** What a call of the Segment API says beside that. */
  readonly stated: JsonObject
  /** What was taken although it was not quite right: `truncated:title`, `bad_email`. */
  readonly flags: readonly string[]
  /** The event as sent, in one spelling: what tells a repeated event from another one with the same id. */
  readonly canonical: string
}

/** The key of the site that a body names; null when it names none or cannot be read that far. */
export const siteKeyIn = (body: unknown): string | null => (isObject(body) && typeof body.site === 'string' ? body.site : null)

/** @throws RequestRefused wrong_type, forbidden_key, missing_field, empty_batch, batch_too_large, bad_timestamp */
export function parseBatch(body: unknown): ParsedBatch {
  if (!isObject(body)) throw new RequestRefused('wrong_type', 'the body must be an object')
  if (forbiddenKey(body)) throw new RequestRefused('forbidden_key', `a key may not be ${forbiddenKey(body)}`)
  const { site, batch, user_agent } = body
  if (site !== undefined && typeof site !== 'string') throw new RequestRefused('wrong_type', 'site must be text')
  if (batch === undefined) throw new RequestRefused('missing_field', 'batch is missing')
  if (!Array.isArray(batch)) throw new RequestRefused('wrong_type', 'batch must be a list')
  if (batch.length === 0) throw new RequestRefused('empty_batch', 'batch has no events')
  if (batch.length > MAX_EVENTS) throw new RequestRefused('batch_too_large', `a batch may have ${MAX_EVENTS} events`)
  return {
    site_key: site ?? null,
    sent_at: sentAtFrom(body.sent_at),
    user_agent: typeof user_agent === 'string' ? user_agent : null,
    events: batch,
  }
}

function sentAtFrom(value: unknown): number | null {
  if (value === undefined || value === null) return null
  if (typeof value !== 'string') throw new RequestRefused('wrong_type', 'sent_at must be text')
  const at = timestampFrom(value)
  if (at === null) throw new RequestRefused('bad_timestamp', 'sent_at must be an RFC 3339 time with its zone')
  return at
}

/** @throws EventRejected */
export function parseEvent(value: unknown): ParsedEvent {
  if (!isObject(value)) throw new EventRejected('wrong_type', null, 'an event must be an object')
  const forbidden = forbiddenKey(value)
  if (forbidden) throw new EventRejected('forbidden_key', null, `a key may not be ${forbidden}`)
  const id = idFrom(value.id)
  const canonical = canonicalEvent(value)
  if (isTooLarge(canonical)) throw new EventRejected('event_too_large', null, `an event may have ${MAX_EVENT_BYTES} bytes`)
  const money = FORBIDDEN_FIELDS.find(field => Object.hasOwn(value, field))
  if (money) throw new EventRejected('forbidden_field', money, 'a public site key cannot send this field')

  const flags: string[] = []
  const url = checkedUrl(value, 'url', WEB)
  return {
    id,
    anonymous_id: anonymousIdFrom(value.anonymous_id),
    user_id: null,
    url,
    title: textFrom(value, 'title', MAX_TITLE, flags),
    referrer: textFrom(value, 'referrer', MAX_EVENT_BYTES, flags),
    created_at: createdAtFrom(value),
    consent: consentFrom(value),
    details: detailsFrom(value, url, flags),
    stated: {},
    flags,
    canonical,
  }
}

export const WEB = ['http:', 'https:']

/** Anybody can read a public key, so it moves no money and names no record of the CRM. */
const FORBIDDEN_FIELDS = [
  'amount',
  'amount_minor',
  'revenue',
  'currency',
  'account_id',
  'person_id',
  'ip',
  'received_at',
  'occurred_at',
]

/** Byte-exact, never trimmed or folded, never made up: a retry with another id would count twice. */
export function idFrom(value: unknown, field = 'id'): string {
  if (value === undefined || value === null) throw missing(field)
  if (typeof value !== 'string') throw new EventRejected('wrong_type', field, `${field} must be text`)
  if (!/^[A-Za-z0-9_-]{8,64}$/.test(value)) {
    throw new EventRejected('bad_id', field, `${field} must be 8 to 64 of A-Z a-z 0-9 _ -`)
  }
  return value
}

export function anonymousIdFrom(value: unknown, field = 'anonymous_id'): string | null {
  if (value === undefined || value === null) return null
  if (typeof value !== 'string') throw new EventRejected('wrong_type', field, `${field} must be text`)
  if (standsForNobody(value)) throw new EventRejected('illegal_identity', field, `${field} stands for nobody`)
  if (!/^[\x21-\x7e]{1,128}$/.test(value)) {
    throw new EventRejected('bad_id', field, `${field} must be 1 to 128 visible ASCII characters`)
  }
  return value
}

function createdAtFrom(event: Record<string, unknown>): number | null {
  const text = textFrom(event, 'created_at', 64, [])
  if (text === null) return null
  const at = timestampFrom(text)
  if (at === null) throw new EventRejected('bad_timestamp', 'created_at', 'created_at must be an RFC 3339 time with its zone')
  return at
}

export function consentFrom(event: Record<string, unknown>): WireConsent | null {
  const consent = objectFrom(event, 'consent')
  if (consent === null) return null
  const answer = (name: keyof WireConsent) => {
    const value = consent[name]
    if (typeof value !== 'boolean') throw new EventRejected('wrong_type', `consent.${name}`, 'must be true or false')
    return value
  }
  return { analytics: answer('analytics'), identify: answer('identify') }
}

/** One spelling of the same event, however often and in whatever order of keys it is sent. */
export const canonicalEvent = (event: unknown): string => canonicalJson(event, SENDING)

/** What differs when the same event is sent again. */
const SENDING = new Set(['sent_at', 'sentAt', 'received_at', 'receivedAt', 'writeKey', '_metadata'])

const encoder = new TextEncoder()

// UTF-8 has at most three bytes for each of a string's units, so most events need no counting.
export const isTooLarge = (json: string) => 3 * json.length > MAX_EVENT_BYTES && encoder.encode(json).length > MAX_EVENT_BYTES
