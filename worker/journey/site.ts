/** Known sites by host, by Android package and by the names that utm_source gives them. */
import { hostOf } from './address.ts'
import { knownSites, type SiteKind, siteKinds } from './channel-sites.ts'
import { hostTable } from './host.ts'
import { wordKey } from './words.ts'

export interface Site {
  kind: SiteKind
  name: string
}

/** The known site of a referrer's host or Android package. */
export function siteOfHost(host: string): Site | null {
  return byApp.get(host) ?? byHost(host)
}

/**
 * The known site that a utm_source means: a name (`fb`), a host (`m.facebook.com`), an address, or either with an
 * ending that says ads (`google-ads`, `LinkedInAds`).
 */
export function siteOfSource(source: string): { site: Site; isAd: boolean } | null {
  const key = wordKey(source)
  const named = byName.get(key)
  if (named) return { site: named, isAd: key === 'adwords' }
  const host = key.includes('.') ? hostOf(key) : null
  const hosted = host === null ? null : siteOfHost(host)
  if (hosted) return { site: hosted, isAd: false }
  const base = byName.get(key.replace(/-?ads?$/, ''))
  return base ? { site: base, isAd: true } : null
}

const sites = siteKinds.flatMap(kind => knownSites[kind].map(known => ({ known, site: { kind, name: known.name } })))

const byHost = hostTable(sites.flatMap(({ site, known }) => split(known.hosts).map(pattern => [pattern, site] as const)))
const byApp = new Map(sites.flatMap(({ site, known }) => split(known.apps).map(app => [app, site] as const)))
const byName = new Map(sites.flatMap(({ site, known }) => [known.name, ...split(known.names)].map(name => [name, site] as const)))

function split(list: string | undefined): readonly string[] {
  return list === undefined ? [] : list.split(' ')
}
