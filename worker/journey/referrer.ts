/** Whether a referrer is a place where somebody came from, or only a step on the way. */
import { hostTable, registrableDomain, withoutWww } from './host.ts'
import { passThroughHosts } from './pass-through.ts'

/**
 * Whether a referrer's host is the workspace's own: it shares a registrable domain with one of its sites
 * (blog.example.co.uk and example.co.uk do, two users of github.io do not), or lies below one (localhost, an intranet).
 *
 * @param siteHosts  hosts of the workspace's sites, ports allowed
 */
export function isInternalReferrer(host: string, siteHosts: readonly string[]): boolean {
  return internalTest(siteHosts)(host)
}

/** isInternalReferrer for many referrers of one workspace. */
export function internalTest(siteHosts: readonly string[]): (host: string) => boolean {
  const sites = siteHosts.map(site => withoutWww(site.toLowerCase().replace(/:\d+$/, '')))
  const domains = new Set(sites.map(registrableDomain))
  return host => domains.has(registrableDomain(host)) || sites.some(site => host.endsWith(`.${site}`))
}

/** Whether a host is payment, sign-in, scheduling or the like: it continues a session and is no source. */
export const isPassThrough = passThroughTest(passThroughHosts)

/** isPassThrough over another list of patterns. */
export function passThroughTest(patterns: readonly string[]): (host: string) => boolean {
  const find = hostTable(patterns.map(pattern => [pattern, true] as const))
  return host => find(host) === true
}
