/** Web sites that carry the snippet, and the public keys that name them. */
import { type Database, insertInto } from '../../db/database.ts'
import { siteByDomain, siteByKey } from '../../db/queries/sites.ts'
import { type Site, sites } from '../../db/schema.ts'
import { RequestRefused } from '../errors.ts'
import { hostFrom } from '../identity/reference.ts'
import { everythingIsStale } from '../jobs/stale.ts'

export interface SiteKey {
  domain: string
  site_key: string
}

/**
 * Registers a web site; one that is there already keeps its key.
 * @param domain  as typed: `example.com`, `https://www.Example.com/`
 * @throws RequestRefused invalid_parameter
 */
export async function addSite(
  db: Database,
  domain: string,
  { now, newId }: { now: () => number; newId: () => string },
): Promise<SiteKey> {
  const host = hostFrom(domain)
  if (!host || !/^(?:[a-z0-9_-]+\.)*[a-z0-9_-]+$|^\[[0-9a-f:.]+\]$/.test(host)) {
    throw new RequestRefused('invalid_parameter', `a site is a domain such as example.com, not ${domain}`)
  }
  const known = await siteByDomain(db, host)
  if (!known) {
    const row = { site_id: newId(), domain: host, site_key: `pk_${newId().replaceAll('-', '')}`, created_at: now() }
    // Sessions look at all sites to tell what is internal.
    await db.run(insertInto(sites, [row], { on: ['domain'] }), everythingIsStale())
  }
  const site = known ?? (await siteByDomain(db, host))
  if (!site) throw new Error(`site ${host} was removed while it was added`)
  return { domain: site.domain, site_key: site.site_key }
}

/** Null when no site has the key. @throws RequestRefused secret_key_in_browser */
export type FindSite = (siteKey: string) => Promise<Site | null>

/** What a key of the JSON API begins with. */
export const SECRET = 'sk_'

/** Anything else is no key, and PostgreSQL would not even look for a NUL. */
const KEY = /^[\x21-\x7e]{1,128}$/

/** For this long a key that was taken away still works. */
const KEEP_MS = 5000
const MAX_KEPT = 1000

/** Remembers sites for a moment; a key that it does not know is always looked up, so a new site works at once. */
export function siteFinder(db: Database, now: () => number): FindSite {
  const kept = new Map<string, { site: Site; until: number }>()
  return async siteKey => {
    // Whether the key is somebody's is not looked up: a guess learns nothing, and a real one must leave the page.
    if (siteKey.startsWith(SECRET)) {
      throw new RequestRefused('secret_key_in_browser', 'a secret key must not stand in a page: use the site key there')
    }
    if (!KEY.test(siteKey)) return null
    const known = kept.get(siteKey)
    if (known && known.until > now()) return known.site
    kept.delete(siteKey)
    const site = await siteByKey(db, siteKey)
    if (site && kept.size >= MAX_KEPT) kept.clear()
    if (site) kept.set(siteKey, { site, until: now() + KEEP_MS })
    return site
  }
}
