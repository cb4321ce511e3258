/** What a request tells about all its events: where it comes from, with what, and whether a person was there. */
import type { Event, Site } from '../../db/schema.ts'
import { RequestRefused } from '../errors.ts'
import { botReasonFrom } from './bots.ts'
import { deviceFrom } from './device.ts'
import type { ParsedBatch } from './parse.ts'

export interface Visit extends Seen {
  readonly site: Site
  readonly received_at: number
}

/** Plain data: a dead letter keeps it as JSON for its replay. */
export interface Seen extends Pick<Event, 'country' | 'device' | 'browser' | 'os' | 'bot_reason' | 'sent_at'> {
  /** Global Privacy Control or Do Not Track: no visitor, no person, whatever an event says. */
  readonly isPrivate: boolean
  /** How a call of the Segment API came: with whose key, and from a page or not. Absent for the snippet's own batches. */
  readonly api?: { readonly isServer: boolean; readonly origin: Event['origin'] }
}

/** Two letters, ISO 3166-1, from whatever the platform knows; null when it does not. */
export type CountryOf = (request: Request) => string | null

/** The number of the network that a request came from; null when the platform does not know. */
export type AsnOf = (request: Request) => number | null

export const visitFrom = (
  request: Request,
  site: Site,
  received_at: number,
  batch: Pick<ParsedBatch, 'sent_at' | 'user_agent'>,
  countryOf: CountryOf,
  asnOf: AsnOf = () => null,
): Visit => ({ site, received_at, ...seenFrom(request, batch, countryOf, asnOf) })

export function seenFrom(
  request: Request,
  { sent_at, user_agent }: Pick<ParsedBatch, 'sent_at' | 'user_agent'>,
  countryOf: CountryOf,
  asnOf: AsnOf = () => null,
): Seen {
  const { headers } = request
  // Chromium sends beacons and keepalive requests under its own name, whatever name it was given for pages.
  const userAgent = userAgentOf(request, user_agent)
  const { device, browser, os, bot_reason } = deviceFrom(userAgent)
  const country = countryOf(request)
  return {
    sent_at,
    device,
    browser,
    os,
    country: country && /^[A-Z]{2}$/.test(country) ? country : null,
    bot_reason: botReasonFrom(bot_reason, headers, asnOf(request)),
    isPrivate: headers.get('sec-gpc') === '1' || headers.get('dnt') === '1',
  }
}

/** Chromium sends beacons and keepalive requests under its own name, whatever name it was given for pages. */
export const userAgentOf = ({ headers }: Request, said: string | null): string => (said ?? headers.get('user-agent') ?? '').trim()

/**
 * A request from a page must come from a page of the site. A request without `Origin` comes from no page.
 * @throws RequestRefused origin_not_allowed
 */
export function requireOwnOrigin(origin: string | null, site: Site): void {
  if (origin === null) return
  const url = URL.parse(origin)
  if (!url || !isOwnAddress(url, site)) throw new RequestRefused('origin_not_allowed', `this site key is for ${site.domain}`)
}

/** The site's domain and what is below it, any port, http and https; and a developer's own machine. */
export function isOwnAddress(url: URL, site: Site): boolean {
  const host = url.hostname
  return /^https?:$/.test(url.protocol) && (host === site.domain || host.endsWith(`.${site.domain}`) || isLoopback(host))
}

const isLoopback = (host: string) => /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/.test(host)
