/** E-mail addresses: one form for each, or a refusal. */
import { RequestRefused } from '../errors.ts'

/** RFC 5321, section 4.5.3.1. */
const MAX_LOCAL = 64
const MAX_ADDRESS = 254

/** What scripts put together when they have no address; guest@hotel.example is one. */
const NO_LOCAL_PART = /^(?:null|undefined|nan)$/i

/**
 * @returns the address in lower case, its domain in IDNA's ASCII form
 * @throws RequestRefused bad_email
 */
export function parseEmail(text: string): string {
  const email = normalEmail(text)
  if (email === null) throw new RequestRefused('bad_email', 'email must be one address such as jane@example.com')
  return email
}

/** As parseEmail, null for what is no address. */
export function normalEmail(text: string): string | null {
  const [, local, domain] = /^([^@\s]+)@([^@\s]+)$/.exec(text.trim()) ?? []
  if (local === undefined || domain === undefined) return null
  if (local.length > MAX_LOCAL || !isLocalPart(local) || NO_LOCAL_PART.test(local)) return null
  const host = asciiHost(domain)
  if (host === null) return null
  const email = `${local.toLowerCase()}@${host}`
  return email.length <= MAX_ADDRESS ? email : null
}

/** What stands after the `@` of an address that parseEmail made. */
export const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1)

// RFC 5322's atoms, and letters of all scripts (RFC 6531). Quoted local parts are legal and not in use.
const isLocalPart = (local: string) =>
  local.isWellFormed() && /^[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+)*$/u.test(local)

/** Null for an IP address and for a name without a dot: neither can be somebody's company. */
function asciiHost(domain: string): string | null {
  if (/[^\p{L}\p{N}\p{M}.。．｡_-]/u.test(domain)) return null
  const host = URL.parse(`http://${domain}`)?.hostname ?? ''
  return /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)+(?:[a-z]{2,}|xn--[a-z0-9-]+)$/.test(host) ? host : null
}
