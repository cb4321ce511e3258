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
 * @param carried    the request's own `Cookie` header; empty: it has none
 * @returns the `Set-Cookie` header; null when the id is too old, or has characters that a cookie cannot hold as they are
 */
export function visitorCookie(visitorId: string, collector: URL, carried: string, now: number): string | null {
  if (!/^[\w.~-]{1,128}$/.test(visitorId)) return null
  const age = ageOf(visitorId, now)
  // The first answer has begun its time, and nobody can tell how much of it is left.
  if (age === null && isCarried(visitorId, carried)) return null
  const maxAge = Math.floor(MAX_AGE_S - (age ?? 0) / 1000)
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

/** Ids of the snippet are the millisecond of their making, in base 36, and chance. */
const DATED = /^([0-9a-z]{8})(?:[0-9a-v]{22}|\d{20,30})$/
const FIRST_POSSIBLE = Date.UTC(2024, 0, 1)

/** Null for ids that somebody else made, or a browser whose clock is fast: they tell nothing about their age. */
function ageOf(visitorId: string, now: number): number | null {
  const madeAt = Number.parseInt(DATED.exec(visitorId)?.[1] ?? '', 36)
  return madeAt > FIRST_POSSIBLE && madeAt <= now ? now - madeAt : null
}

const isCarried = (visitorId: string, carried: string) =>
  carried.split(';').some(cookie => cookie.trim() === `${NAME}=${visitorId}`)
