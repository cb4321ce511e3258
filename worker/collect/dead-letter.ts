/** Dead letters: what was rejected, with enough of it to be taken after the rule was mended. */
import type { Database } from '../../db/database.ts'
import { deadLettersSince } from '../../db/queries/dead-letters-since.ts'
import type { DeadLetter } from '../../db/schema.ts'
import type { Reason } from '../errors.ts'
import { isObject } from './json.ts'
import { scrubAddress, scrubText } from './scrub.ts'
import { cleanText, cutText } from './text.ts'

/** What was not taken, as text. */
export interface Letter {
  readonly head: string
  /** Of the whole, as it came. */
  readonly bytes: number
  /** What the hash is made of. */
  readonly whole: string | Uint8Array
  /** The head is all of it. */
  readonly isWhole: boolean
}

const MAX_HEAD = 65_536
/** An event over the size limit cannot be taken later either: enough to find its sender. */
const MAX_HEAD_OF_LARGE = 4096

const encoder = new TextEncoder()
const lenient = new TextDecoder()

/**
 * One event of a batch. Addresses and titles are scrubbed as those of stored events are.
 * @param event  as JSON.parse gave it
 */
export function letterOfEvent(event: unknown, reason: Reason): Letter {
  const whole = JSON.stringify(event)
  const text = isObject(event) ? JSON.stringify(event, scrubField) : scrubText(whole)
  return letter(text, whole, encoder.encode(whole).length, reason === 'event_too_large' ? MAX_HEAD_OF_LARGE : MAX_HEAD)
}

/** A whole request that could not be read. Nobody can tell its fields apart, so everything in it is scrubbed. */
export const letterOfRequest = (bytes: Uint8Array): Letter =>
  letter(scrubAddress(lenient.decode(bytes)), bytes, bytes.length, MAX_HEAD)

/** A request that was refused before it was read: only that there was one, and how big. */
export const letterOfUnread = (bytes: number): Letter => ({ head: '', bytes, whole: '', isWhole: false })

function letter(text: string, whole: string | Uint8Array, bytes: number, max: number): Letter {
  const clean = cleanText(text)
  const head = cutText(clean, max)
  return { head, bytes, whole, isWhole: head === clean }
}

const ADDRESSES = new Set(['url', 'referrer', 'href', 'form'])
const TEXTS = new Set(['title', 'text'])

function scrubField(key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (ADDRESSES.has(key)) return scrubAddress(value)
  return TEXTS.has(key) ? scrubText(value) : value
}

const MAX_PER_DAY = 10_000
const MAX_SIZE_PER_DAY = 50_000_000
const DAY_MS = 86_400_000

/** Whether a dead letter may still be kept. */
export type LetterQuota = (row: DeadLetter) => Promise<boolean>

/**
 * Bounds what a flood of bad events can fill: so many dead letters and so much text per site and UTC day; the rest
 * is only counted. Each process counts for itself from what was stored when it began.
 */
export function letterQuota(db: Database, maxPerDay = MAX_PER_DAY): LetterQuota {
  const used = new Map<string, { day: number; letters: number; size: number }>()
  return async ({ site_id, received_at, head }) => {
    const day = Math.floor(received_at / DAY_MS)
    let count = used.get(site_id)
    if (count?.day !== day) {
      count = { day, ...(await deadLettersSince(db, site_id, day * DAY_MS)) }
      used.set(site_id, count)
    }
    if (count.letters >= maxPerDay || count.size + head.length > MAX_SIZE_PER_DAY) return false
    count.letters += 1
    count.size += head.length
    return true
  }
}
