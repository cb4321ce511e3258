/**
 * The visitor cookie, set again by the collector. Safari forgets cookies that a script sets after seven days, but not
 * those of an answer; so where page and collector share a registrable domain, the answer says the same once more.
 */
import { registrableDomain } from '../identity/domains.ts'

const NAME = '_tb'

/** 395 days from the visitor's first event; visits do not prolong it. */
const MAX_AGE_S = 34_128_000

/** Whether a page and the collector belong to one owner, by their host names. */
export function isSameSite(page: string, collector: string): boolean {
  const domain = domainOf(collector)
  return page === collector || (domain !== null && (page === domain || page.endsWith(`.${domain}`)))
}

/** A collector has few names, and every request asks. */
const MAX_KEPT = 1000
const kept = new Map<string, string | null>()

function domainOf(collector: string): string | null {
  const known = kept.get(collector)
  if (known !== undefined) return known
  const domain = registrableDomain(collector)
  if (kept.size >= MAX_KEPT) kept.clear()
  kept.set(collector, domain)
  return domain
}

/**
 * @param collector  the address at which the browser reached us
 * @returns the `Set-Cookie` header; null when the id is too old, or has characters that a cookie cannot hold as they are
 */
export function visitorCookie(visitorId: string, collector: URL, now: number): string | null {
  if (!/^[\w.~-]{1,128}$/.test(visitorId)) return null
  const maxAge = Math.floor(MAX_AGE_S - ageOf(visitorId, now) / 1000)
  if (maxAge <= 0) return null
  const domain = domainOf(collector.hostname)
  return [
    `${NAME}=${visitorId}`,
    'Path=/',
    `Max-Age=${maxAge}`,
    'SameSite=Lax',
    ...(domain ? [`Domain=${domain}`] : []),
    ...(collector.protocol === 'https:' ? ['Secure'] : []),
  ].join('; ')
}

/** Ids of the snippet begin with the millisecond of their making, in base 36; others tell nothing about their age. */
const TIME_DIGITS = 8
const FIRST_POSSIBLE = Date.UTC(2024, 0, 1)

function ageOf(visitorId: string, now: number): number {
  const digits = visitorId.slice(0, TIME_DIGITS)
  const madeAt = /^[0-9a-z]+$/.test(digits) ? Number.parseInt(digits, 36) : 0
  return madeAt > FIRST_POSSIBLE && madeAt < now ? now - madeAt : 0
}
