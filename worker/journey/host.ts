/**
 * Hosts by labels, never by substrings: `notlinkedin.com` and `linkedin.com.evil.com` are not `linkedin.com`.
 */
import { getDomain, parse } from 'tldts'

/**
 * A lookup over host patterns; the most specific pattern wins, and of equal ones the first.
 *
 *   example.com   the host and everything below it
 *   =example.com  the host alone (a leading `www.` counts nowhere)
 *   .example.com  only what is below it
 *   example.*     `example` under any public suffix (example.de, example.co.uk) and everything below; `=example.*` alone
 *   login.        any host whose first label is `login`, except a company's own domain (login.com)
 *
 * @returns a function from a host in lower case to the value of its pattern, or null
 */
export function hostTable<Value>(entries: Iterable<readonly [pattern: string, value: Value]>): (host: string) => Value | null {
  const whole = new Map<string, Value>()
  const below = new Map<string, Value>()
  const firstLabel = new Map<string, Value>()
  for (const [given, value] of entries) {
    const pattern = withoutWww(given)
    if (pattern.endsWith('.')) setOnce(firstLabel, pattern.slice(0, -1), value)
    else if (pattern.startsWith('=')) setOnce(whole, pattern.slice(1), value)
    else if (pattern.startsWith('.')) setOnce(below, pattern.slice(1), value)
    else {
      setOnce(whole, pattern, value)
      setOnce(below, pattern, value)
    }
  }

  return host => {
    const labels = withoutWww(host).split('.')
    const suffix = icannSuffixLabels(host)
    for (let i = 0; i < labels.length; i++) {
      const map = i === 0 ? whole : below
      const found = map.get(labels.slice(i).join('.'))
      if (found !== undefined) return found
      if (suffix > 0 && i < labels.length - suffix) {
        const brand = map.get(`${labels.slice(i, labels.length - suffix).join('.')}.*`)
        if (brand !== undefined) return brand
      }
    }
    const byLabel = firstLabel.get(labels[0]!)
    return byLabel !== undefined && registrableDomain(host) !== withoutWww(host) ? byLabel : null
  }
}

/** `shop.example.co.uk` → `example.co.uk`, `acme.github.io` → itself; a host without one (localhost, an IP) → itself. */
export function registrableDomain(host: string): string {
  return getDomain(host, { allowPrivateDomains: true }) ?? host
}

/** Whether a text can be a host on the internet: a name below a public suffix. */
export function isPublicHost(text: string): boolean {
  const { domain, isIcann, isPrivate } = parse(text, { allowPrivateDomains: true })
  return domain !== null && (isIcann === true || isPrivate === true)
}

/** The host without a leading `www.`. */
export function withoutWww(host: string): string {
  return host.startsWith('www.') ? host.slice(4) : host
}

/** Labels of the ICANN suffix; private ones are left out, since anybody can register google.blogspot.com. */
function icannSuffixLabels(host: string): number {
  const { publicSuffix, isIcann } = parse(host, { allowPrivateDomains: false })
  return publicSuffix && isIcann ? publicSuffix.split('.').length : 0
}

function setOnce<Value>(map: Map<string, Value>, key: string, value: Value): void {
  if (!map.has(key)) map.set(key, value)
}
