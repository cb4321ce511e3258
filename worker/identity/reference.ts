/**
 * References between facts: an external id, an e-mail address or a domain, as a CRM or a browser gave it. Every
 * room writes and looks up references in this one form, so that they compare exactly, by `=`.
 */
import { normalEmail } from './email.ts'

/**
 * Trimmed. E-mail addresses and domains are lower-cased, their hosts in IDNA's ASCII form; a bare web address
 * given for a domain becomes its host without `www.`; anything else is an external id and stays as it is.
 *
 *   ' Jane@ACME.com '        →  'jane@acme.com'
 *   'https://www.acme.com/'  →  'acme.com'
 *   'Acme.com'               →  'acme.com'
 *   '0011x00AbC'             →  '0011x00AbC'
 *
 * A web address with a path stays as it is: CRMs give those as the id of a record, and two records must not become one.
 */
export function refFrom(text: string): string {
  const trimmed = text.trim()
  if (trimmed.includes('@')) return normalEmail(trimmed) ?? trimmed.toLowerCase()
  const bare = /^https?:\/\/([^/?#\s]+)\/?$/i.exec(trimmed)?.[1] ?? trimmed
  return (isDomainShaped(bare) && hostFrom(bare)) || trimmed
}

/**
 * The host that a web address or a bare domain names, lower-case ASCII, without `www.`; null when there is none.
 *
 *   'https://www.Acme.com:8443/en?x=1'  →  'acme.com'
 *   'müller.de'                         →  'xn--mller-kva.de'
 */
export function hostFrom(text: string): string | null {
  const trimmed = text.trim()
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`
  const host = URL.parse(address)
    ?.hostname.replace(/\.$/, '')
    .replace(/^www\.(?=.+\.)/, '')
  return host || null
}

// The last label has a letter in it, or `3.14` and `192.0.2.1` would be domains.
const isDomainShaped = (text: string) =>
  text.length <= 253 &&
  /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}_-]*[\p{L}\p{N}\p{M}])?\.)+(?:xn--[a-z0-9-]+|\p{L}[\p{L}\p{M}]+)$/iu.test(text)
