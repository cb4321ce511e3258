/**
 * Which domain an address belongs to, and whether such a domain can be a company's.
 *
 * The lists come from packages as they are, so that a new version of a package is all that an update takes; what they
 * miss of the providers that people have stands in free-mail.ts. The set is made when it is first asked for.
 */
import disposable from 'disposable-email-domains-js/dist/dict/disposable_email_blocklist.json' with { type: 'json' }
import providers from 'email-providers/all.json' with { type: 'json' }
import { getDomain } from 'tldts'
import { domainOf } from './email.ts'
import { mailBrands, mailDomains } from './free-mail.ts'

/** On the lists, and yet these are companies or, as example.com, nobody's mailbox. */
const NOT_FREE = ['facebook.com', 'example.com', 'example.net', 'example.org']

/**
 * The part of a host that somebody registered: `www.acme.co.uk` → `acme.co.uk`, `jane.github.io` → `jane.github.io`.
 * Null for an IP address, a public suffix and a name without a dot.
 */
export const registrableDomain = (host: string): string | null => getDomain(host, { allowPrivateDomains: true })

/** The registrable domain of an address that parseEmail made. */
export const emailDomain = (email: string): string | null => registrableDomain(domainOf(email))

/**
 * True when people with an address there can be taken for colleagues: neither a free-mail nor a disposable domain.
 * @param domain  a registrable domain or a host under one, lower-case ASCII
 */
export function isBusinessDomain(domain: string): boolean {
  const registrable = registrableDomain(domain)
  if (registrable === null || personal().has(registrable) || personal().has(domain)) return false
  return !mailBrands.has(registrable.slice(0, registrable.indexOf('.')))
}

let known: ReadonlySet<string> | undefined

function personal(): ReadonlySet<string> {
  if (known) return known
  const found = new Set<string>([...providers, ...disposable, ...mailDomains])
  for (const domain of NOT_FREE) found.delete(domain)
  known = found
  return found
}
