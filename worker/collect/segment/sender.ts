/** Who calls the Segment tracking API: a site's public key, or a secret key of one of the company's servers. */
import type { Database } from '../../../db/database.ts'
import { allSites } from '../../../db/queries/site-health.ts'
import type { Site } from '../../../db/schema.ts'
import { apiKeyOf, type Role } from '../../access/api-keys.ts'
import { RequestRefused } from '../../errors.ts'
import { type FindSite, SECRET } from '../sites.ts'
import { isOwnAddress } from '../visit.ts'

export interface Sender {
  /** The site of whatever names no page of another one. */
  readonly site: Site
  readonly isServer: boolean
  /** The site that an address is part of. */
  readonly siteOf: (url: URL | null) => Site
}

/** Null when nobody has the key. @throws RequestRefused forbidden, not_found */
export type FindSender = (writeKey: string) => Promise<Sender | null>

/** Who may state facts about people and accounts. */
const WRITERS: ReadonlySet<Role> = new Set(['ops', 'admin'])

export function senderFinder(db: Database, findSite: FindSite): FindSender {
  return async writeKey => {
    if (!writeKey.startsWith(SECRET)) {
      const site = await findSite(writeKey)
      return site && { site, isServer: false, siteOf: () => site }
    }
    const key = await apiKeyOf(db, writeKey)
    if (!key) return null
    if (!WRITERS.has(key.role)) throw new RequestRefused('forbidden', `a key of role ${key.role} may not send events`)
    const sites = await allSites(db)
    const [first] = sites
    if (!first)
      throw new RequestRefused('not_found', 'there is no site yet that events could belong to: tributary site add DOMAIN')
    return { site: first, isServer: true, siteOf: url => (url && sites.find(site => isOwnAddress(url, site))) ?? first }
  }
}

/** The key in `Authorization`: the user name of Basic, which the clients use, or a bearer token of ours. */
export function writeKeyOf(headers: Headers): string | null {
  const [, scheme = '', value = ''] = /^(basic|bearer) +(\S+) *$/i.exec(headers.get('authorization') ?? '') ?? []
  if (scheme.toLowerCase() === 'basic') return userOf(value) || null
  return value.startsWith(SECRET) ? value : null
}

function userOf(credentials: string): string {
  try {
    return atob(credentials).split(':', 1)[0] ?? ''
  } catch {
    return ''
  }
}
