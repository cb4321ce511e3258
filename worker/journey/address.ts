/** What an address says: which content it is, whose host, which campaign. */
import { type ClickId, campaignFamilies, clickIds } from './channel-data.ts'
import { withoutWww } from './host.ts'

/** The five campaign values of one address, as written, without blanks around them. They always travel together. */
export interface Campaign {
  source: string | null
  medium: string | null
  campaign: string | null
  term: string | null
  content: string | null
}

export const noCampaign: Readonly<Campaign> = { source: null, medium: null, campaign: null, term: null, content: null }

/**
 * The canonical id of a page or a file: one per content, whatever link led there.
 *
 *   https://www.Example.com/Pricing/?utm_source=x#plans  →  example.com/Pricing
 *   http://example.com/index.html                        →  example.com
 *   https://app.example.com/#/deals?page=2               →  app.example.com/#/deals
 *
 * Port, query and fragment go, but for routes that live in the fragment (`#/`, `#!`). The path keeps its case.
 *
 * @param base  the page that a relative address stands on
 * @returns null for what is not http or https (blob:, mailto:, text)
 */
export function contentId(address: string, base?: string): string | null {
  const url = webUrl(address, base)
  if (!url) return null
  const path = url.pathname
    .replace(/;jsessionid=[^/]*/i, '')
    .replace(/%[0-9a-f]{2}/gi, tidyEscape)
    .replace(/\/(index|default)\.(html?|php|aspx?|jsp|cfm)$/i, '/')
    .replace(/\/+$/, '')
  const route = /^#!?\/?[^?]*/.exec(url.hash.startsWith('#/') || url.hash.startsWith('#!') ? url.hash : '')?.[0] ?? ''
  const inFragment = route.replace(/\/+$/, '')
  return webHost(url) + (inFragment === '#' || inFragment === '#!' || inFragment === '' ? path : `${path}/${inFragment}`)
}

/**
 * The host of an address in lower case, without port and final dot; the package of an `android-app://` referrer.
 * A bare host (`linkedin.com/feed`) counts as one.
 */
export function hostOf(address: string): string | null {
  const text = address.trim()
  const app = /^(?:android|ios)-app:\/\/([^/?#]+)/i.exec(text)
  if (app) return app[1]!.toLowerCase()
  const url = webUrl(text) ?? (/^[\w-]+(\.[\w-]+)+([/:?#]|$)/.test(text) ? webUrl(`https://${text}`) : null)
  return url && url.hostname !== '' ? url.hostname.toLowerCase().replace(/\.$/, '') : null
}

/** A campaign's values and the click id of an address; nulls where it has none. */
export function campaignIn(address: string | null): { campaign: Campaign | null; click: (ClickId & { value: string }) | null } {
  const parameters = address === null ? null : parametersOf(address)
  if (!parameters || parameters.size === 0) return { campaign: null, click: null }
  return { campaign: campaignOf(parameters), click: clickOf(parameters) }
}

function campaignOf(parameters: ReadonlyMap<string, string>): Campaign | null {
  const first = (names: readonly string[]) => names.map(name => parameters.get(name)).find(value => value !== undefined) ?? null
  for (const family of campaignFamilies) {
    const campaign = {
      source: first(family.source),
      medium: first(family.medium),
      campaign: first(family.campaign),
      term: first(family.term),
      content: first(family.content),
    }
    if (Object.values(campaign).some(value => value !== null)) return campaign
  }
  return null
}

function clickOf(parameters: ReadonlyMap<string, string>): (ClickId & { value: string }) | null {
  for (const click of clickIds) {
    const value = parameters.get(click.param)
    if (value !== undefined) return { ...click, value }
  }
  return null
}

/**
 * Parameters of the query, then of a query inside the fragment; the first that is not blank counts. Names in lower
 * case. A link that was escaped twice carries `&amp;utm_medium`.
 */
function parametersOf(address: string): ReadonlyMap<string, string> | null {
  if (!/[?#]/.test(address)) return null
  const hash = address.indexOf('#')
  const beforeHash = hash < 0 ? address : address.slice(0, hash)
  const query = beforeHash.indexOf('?')
  const fragment = hash < 0 ? '' : address.slice(hash + 1)
  const parts = [query < 0 ? '' : beforeHash.slice(query + 1), fragment.slice(fragment.indexOf('?') + 1)]

  const parameters = new Map<string, string>()
  for (const part of parts) {
    if (!part.includes('=')) continue
    for (const [name, value] of new URLSearchParams(part)) {
      const key = name.trim().toLowerCase().replace(/^amp;/, '')
      const text = value.trim()
      if (text !== '' && !parameters.has(key)) parameters.set(key, text)
    }
  }
  return parameters
}

function webUrl(address: string, base?: string): URL | null {
  const url = URL.parse(address, base)
  return url && (url.protocol === 'https:' || url.protocol === 'http:') ? url : null
}

const webHost = (url: URL) => withoutWww(url.hostname.toLowerCase().replace(/\.$/, ''))

/** `%7E` and `~` are the same address; other escapes are told apart only by the case of their digits. */
function tidyEscape(escaped: string): string {
  const character = String.fromCharCode(Number.parseInt(escaped.slice(1), 16))
  return /[A-Za-z0-9\-._~]/.test(character) ? character : escaped.toUpperCase()
}
