/** Dead letters: what was rejected, with enough of it to be taken after the rule was mended. */
import type { Database } from '../../db/database.ts'
import { deadLettersBetween } from '../../db/queries/dead-letters-between.ts'
import type { DeadLetter } from '../../db/schema.ts'
import type { WireConsent } from '../../snippet/wire.ts'
import { type Reason, RequestRefused } from '../errors.ts'
import { isObject } from './json.ts'
import { canonicalEvent } from './parse.ts'
import { jsonFrom } from './read.ts'
import { isSecretField, scrubAddress, scrubText } from './scrub.ts'
import { cleanText, cutText } from './text.ts'

/** What was not taken, as text. */
export interface Letter {
  readonly kind: DeadLetter['kind']
  readonly head: string
  /** Of the whole, as it came. */
  readonly bytes: number
  /**
   * What the hash is made of: of an event its canonical form, so that a replay has the fingerprint of the original. The
   * hash itself, where the whole has stayed behind.
   */
  readonly whole: string | Uint8Array | { readonly sha256: string }
  /** The head says all that was sent. */
  readonly isWhole: boolean
}

const MAX_HEAD = 65_536
/** An event over the size limit cannot be taken later either: enough to find its sender. */
const MAX_HEAD_OF_LARGE = 4096

/** A server's key, which its clients put into the body: no letter needs it to be taken later. */
const SECRET_KEY = /sk_[A-Za-z0-9_-]{43}/g

const encoder = new TextEncoder()
const lenient = new TextDecoder()

/**
 * One event of a batch. Addresses, titles and forms are scrubbed as those of stored events are, and who did not agree
 * to be known stays unknown here, too.
 * @param event      as JSON.parse gave it
 * @param isPrivate  whether its browser asked for privacy
 */
export function letterOfEvent(event: unknown, reason: Reason, isPrivate: boolean): Letter {
  const sent = JSON.stringify(event)
  const bytes = encoder.encode(sent).length
  if (isObject(event) && deniesAnalytics(event)) return { kind: 'event', head: '', bytes, whole: '', isWhole: false }
  const { text, isFaithful } = textOf(event, isPrivate)
  const max = reason === 'event_too_large' ? MAX_HEAD_OF_LARGE : MAX_HEAD
  return letter('event', text, canonicalEvent(event), bytes, max, isFaithful)
}

/**
 * A whole request that was refused: field by field when it can be read. Else nobody can tell its fields apart, so
 * everything in it is scrubbed, and it can be taken later only when that changed nothing.
 */
export function letterOfRequest(bytes: Uint8Array, isPrivate: boolean): Letter {
  const body = readable(bytes)
  if (isObject(body) && Array.isArray(body.batch) && body.batch.every(isObject)) {
    const allowed = body.batch.filter(event => !deniesAnalytics(event))
    const { text, isFaithful } = textOf({ ...body, batch: allowed }, isPrivate)
    return letter('request', text, bytes, bytes.length, MAX_HEAD, isFaithful && allowed.length === body.batch.length)
  }
  const sent = lenient.decode(bytes)
  const text = scrubAddress(sent)
  return letter('request', text, bytes, bytes.length, MAX_HEAD, text === sent && !sent.includes('\ufffd'))
}

/** A request that was refused before it was read: only that there was one, and how big. */
export const letterOfUnread = (bytes: number): Letter => ({ kind: 'request', head: '', bytes, whole: '', isWhole: false })

function letter(
  kind: Letter['kind'],
  text: string,
  whole: string | Uint8Array,
  bytes: number,
  max: number,
  isFaithful: boolean,
): Letter {
  const clean = cleanText(text).replaceAll(SECRET_KEY, 'sk_*')
  const head = cutText(clean, max)
  return { kind, head, bytes, whole, isWhole: isFaithful && head === clean }
}

function readable(bytes: Uint8Array): unknown {
  try {
    return jsonFrom(bytes)
  } catch (error) {
    if (error instanceof RequestRefused) return null
    throw error
  }
}

const ADDRESSES = new Set(['url', 'referrer', 'href', 'form', 'path', 'search'])
const TEXTS = new Set(['title', 'text'])
/** What says who somebody is. */
const NAMING = new Set([
  ...['anonymous_id', 'email', 'external_id', 'traits', 'fields'],
  ...['anonymousId', 'userId', 'previousId', 'groupId'],
])

/** JSON of an event or a batch. Not faithful: a number has lost digits that another rule might have kept. */
function textOf(value: unknown, isPrivate: boolean): { text: string; isFaithful: boolean } {
  let isFaithful = true
  const text = JSON.stringify(value, function (this: unknown, key: string, field: unknown) {
    if (typeof field === 'number' && !(Number.isSafeInteger(field) || (Number.isFinite(field) && !Number.isInteger(field)))) {
      isFaithful = false
    }
    if (NAMING.has(key) && isObject(this) && (isPrivate || deniesIdentify(this))) return undefined
    if (key === 'fields' && isObject(field)) return withoutSecrets(field)
    // Network addresses are not kept; a call of the Segment API may hold one.
    if (key === 'context' && isObject(field) && 'ip' in field) return { ...field, ip: undefined }
    if (typeof field !== 'string') return field
    if (ADDRESSES.has(key)) return scrubAddress(field)
    return TEXTS.has(key) || !isObject(value) ? scrubText(field) : field
  })
  return { text, isFaithful }
}

function withoutSecrets(fields: Record<string, unknown>): object {
  const kept = Object.entries(fields).filter(([name, value]) => typeof value !== 'string' || !isSecretField(name, value))
  return Object.fromEntries(kept)
}

const deniesAnalytics = (event: Record<string, unknown>) => denies(event, 'analytics')
const deniesIdentify = (event: Record<string, unknown>) => denies(event, 'identify')

/** A call of the Segment API says it in its context. */
function denies({ consent, context }: Record<string, unknown>, purpose: keyof WireConsent): boolean {
  const said = consent ?? (isObject(context) && isObject(context.consent) && 'analytics' in context.consent && context.consent)
  return isObject(said) && said[purpose] !== true
}

const MAX_PER_DAY = 10_000
const MAX_SIZE_PER_DAY = 50_000_000
const DAY_MS = 86_400_000

/** Sites and days that are counted at one time. */
const MAX_COUNTED = 1000

/** Whether a dead letter may still be kept. */
export type LetterQuota = (row: Pick<DeadLetter, 'site_id' | 'received_at' | 'head'>) => Promise<boolean>

/**
 * Bounds what a flood of bad events can fill: so many dead letters and so much text per site and UTC day; the rest
 * is only counted. Each process counts for itself from what was stored when it began.
 */
export function letterQuota(db: Database, maxPerDay = MAX_PER_DAY): LetterQuota {
  const used = new Map<string, { letters: number; size: number }>()
  return async ({ site_id, received_at, head }) => {
    const day = Math.floor(received_at / DAY_MS)
    const key = `${day} ${site_id}`
    let count = used.get(key)
    if (!count) {
      if (used.size >= MAX_COUNTED) used.clear()
      count = await deadLettersBetween(db, site_id, day * DAY_MS, (day + 1) * DAY_MS)
      used.set(key, count)
    }
    if (count.letters >= maxPerDay || count.size + head.length > MAX_SIZE_PER_DAY) return false
    count.letters += 1
    count.size += head.length
    return true
  }
}
