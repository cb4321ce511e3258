/**
 * Visitors who have no id of their own, because they do not want to be known again: an id for one UTC day, so that the
 * pages of a visit are one session. Made from the site, the address and the browser with a salt that is gone when the
 * next day has ended; then nobody can tell, not even who knows all addresses, whose id it was. The address is used here
 * and nowhere else, and is not kept.
 *
 * The day is that of the event, so what arrives late still finds its visit, until the end of the next day. A visit that
 * goes on over midnight UTC becomes two: nobody is followed from one day to the next.
 */
import type { Database } from '../../db/database.ts'
import { dailySalt, dailySaltKept, forgetSaltsBefore } from '../../db/queries/daily-salts.ts'
import type { WireConsent } from '../../snippet/wire.ts'
import type { Arrival, Candidate } from './arrival.ts'
import { storageRefusal } from './storage-error.ts'

export interface Stranger {
  readonly site_id: string
  /** The network address of the browser. */
  readonly address: string
  readonly user_agent: string
}

/** Null when the event is too old for it. @throws RequestRefused storage_full, storage_unavailable */
export type DailyVisitorId = (stranger: Stranger, occurred_at: number) => Promise<string | null>

/** What a daily id begins with; no cookie can hold it. */
const PREFIX = 'day:'

const DAY_MS = 86_400_000

/** Keeps the keys of two days in memory, and one row for each in the store, on which all processes agree. */
export function dailyVisitors(db: Database, now: () => number): DailyVisitorId {
  const keys = new Map<string, CryptoKey>()
  return async (stranger, occurred_at) => {
    const days = daysAt(now())
    for (const day of keys.keys()) if (!days.includes(day)) keys.delete(day)
    const day = dayOf(occurred_at)
    if (!days.includes(day)) return null
    const key = keys.get(day) ?? (await keyFrom(await agreedSalt(db, day, days)))
    keys.set(day, key)
    return idFrom(key, stranger)
  }
}

/**
 * Gives an arrival's events that name no visitor the visitor of their day, when they may be counted. Bots stay nobody: a
 * server that sends for many people has one address.
 */
export async function nameStrangers(
  arrival: Arrival,
  address: string | null,
  user_agent: string,
  idOf: DailyVisitorId,
): Promise<Arrival> {
  if (address === null || !arrival.candidates.some(isStranger)) return arrival
  const stranger = { site_id: arrival.site_id, address, user_agent }
  const candidates: Candidate[] = []
  for (const candidate of arrival.candidates) {
    const { row } = candidate
    const visitor_id = isStranger(candidate) ? await idOf(stranger, row.occurred_at) : row.visitor_id
    candidates.push({ ...candidate, row: { ...row, visitor_id } })
  }
  return { ...arrival, candidates }
}

function isStranger({ row }: Candidate): boolean {
  if (row.visitor_id !== null || row.bot_reason !== null) return false
  const { consent }: { consent?: WireConsent } = JSON.parse(row.body)
  return consent?.analytics !== false
}

/** Whoever runs calls this now and then. */
export const forgetOldSalts = (db: Database, at: number): Promise<void> => forgetSaltsBefore(db, daysAt(at)[0])

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10)

/** Yesterday and today. */
const daysAt = (at: number): [string, string] => [dayOf(at - DAY_MS), dayOf(at)]

async function agreedSalt(db: Database, day: string, [oldest]: readonly [string, string]): Promise<string> {
  try {
    const known = await dailySalt(db, day)
    if (known !== undefined) return known
    await forgetSaltsBefore(db, oldest)
    await db.run(dailySaltKept(day, newSalt()))
    const kept = await dailySalt(db, day)
    if (kept === undefined) throw new Error(`the salt of ${day} was removed while it was made: a clock is a day fast`)
    return kept
  } catch (error) {
    throw storageRefusal(error) ?? error
  }
}

const newSalt = () => hexFrom(crypto.getRandomValues(new Uint8Array(32)))

const encoder = new TextEncoder()

const keyFrom = (salt: string): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', encoder.encode(salt), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])

/** 128 bits of the HMAC: enough that no two visitors of a day meet. */
const ID_BYTES = 16

async function idFrom(key: CryptoKey, { site_id, address, user_agent }: Stranger): Promise<string> {
  const digest = await crypto.subtle.sign('HMAC', key, encoder.encode(`${site_id}|${address}|${user_agent}`))
  return `${PREFIX}${hexFrom(new Uint8Array(digest, 0, ID_BYTES))}`
}

const hexFrom = (bytes: Uint8Array) => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
