/** What the Install page shows of a page that it checks. */
import type { Database } from '../../db/database.ts'
import { newestEvents } from '../../db/queries/newest-arrivals.ts'
import type { Site } from '../../db/schema.ts'
import { worstFirst } from '../install/finding.ts'
import { inspectPage } from '../install/inspect.ts'
import { askOwnSites, type InstallationDeps, inspectDeps } from '../installation.ts'
import type { PageCheck } from './install-check.tsx'

/** @param address  as typed @param publicUrl  the one host besides those of sites that may be asked */
export async function checkPage(address: string, deps: InstallationDeps, publicUrl: string | undefined): Promise<PageCheck> {
  const text = address.trim().slice(0, 2000)
  const url = URL.parse(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`)
  if (!url || !/^https?:$/.test(url.protocol)) return { address: text, result: 'no_address' }
  const ask = askOwnSites(deps.ask, deps.db, publicUrl)
  const { url: found, findings } = await inspectPage(url, inspectDeps({ ...deps, ask }))
  return { address: text, result: { url: found.href, findings: worstFirst(findings) } }
}

/** Among this many newest events a page of the site is looked for. */
const NEWEST_EVENTS = 200

/** The page that is worth checking first: on the host from which events came lately. @param localSite  the demo's */
export async function firstAddress(db: Database, { domain }: Site, localSite: string | undefined): Promise<string> {
  if (domain === 'localhost' && localSite) return localSite
  const newest = (await newestEvents(db, NEWEST_EVENTS, true)).find(event => event.domain === domain && event.url !== null)
  const url = URL.parse(newest?.url ?? '') ?? new URL(`https://${domain}/`)
  return `${url.origin}/`
}
