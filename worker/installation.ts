/** What the installation checker has to know of the workspace, for the command and for the page. */
import type { Database } from '../db/database.ts'
import { allSites, recentTypes } from '../db/queries/site-health.ts'
import { siteByKey } from '../db/queries/sites.ts'
import type { Site } from '../db/schema.ts'
import type { Assets } from './assets.ts'
import { isOwnAddress } from './collect/visit.ts'
import { type Ask, NoAnswer } from './install/ask.ts'
import type { InspectDeps } from './install/inspect.ts'

export interface InstallationDeps {
  readonly db: Database
  readonly assets: Assets
  readonly ask: Ask
  readonly now: () => number
  /** Origin from which pages should load the script, for advice; null when nobody said. */
  readonly collector: string | null
}

/** Whether views come in is told from this many events, so that it costs the same on any history. */
const NEWEST_EVENTS = 5000

export function inspectDeps({ db, assets, ask, now, collector }: InstallationDeps): InspectDeps {
  return {
    ask,
    now,
    collector,
    siteWithKey: siteKey => siteByKey(db, siteKey),
    siteAt: async url => siteFor(url, await allSites(db)),
    covers: (site, url) => isOwnAddress(url, site),
    lastViewAt: async ({ site_id }) =>
      (await recentTypes(db, site_id, NEWEST_EVENTS)).find(({ type }) => type === 'page')?.last_at ?? null,
    builds: new Set([...assets.values()].map(({ integrity }) => integrity)),
  }
}

/** The site with the longest domain that the address belongs to. */
export function siteFor({ hostname }: URL, sites: readonly Site[]): Site | null {
  const own = sites.filter(({ domain }) => hostname === domain || hostname.endsWith(`.${domain}`))
  return own.toSorted((a, b) => b.domain.length - a.domain.length)[0] ?? null
}

/**
 * For a server that others use: asks hosts of registered sites, and `publicUrl` when there is one, at the usual ports.
 * `localhost` is asked at any port; whether it can be reached at all is the platform's to say.
 */
export function askOwnSites(ask: Ask, db: Database, publicUrl: string | undefined): Ask {
  return async (url, question) => {
    if (url.username || url.password) throw new NoAnswer('forbidden', 'an address may hold no password')
    const isPublicUrl = publicUrl !== undefined && url.origin === new URL(publicUrl).origin
    if (isPublicUrl) return ask(url, question)
    if (!siteFor(url, await allSites(db))) throw new NoAnswer('forbidden', 'from here only hosts of your sites are asked')
    const isUsual = url.port === '' || url.hostname === 'localhost'
    if (!isUsual) throw new NoAnswer('forbidden', 'from here only the ports 80 and 443 are asked')
    return ask(url, question)
  }
}
