/** The snippet's tags on a page. The rules of the script itself are in snippet/options.ts. */
import type { Element } from './html.ts'

export interface Tag {
  readonly src: URL
  /** As written; null when the tag has none. */
  readonly siteKey: string | null
  /** Where its events go; null when `data-host` makes no address. */
  readonly endpoint: URL | null
  readonly isDeferred: boolean
  /** Its type is no script's: a consent tool holds it back. */
  readonly isHeldBack: boolean
  readonly hasCrossorigin: boolean
  readonly nonce: string | null
  readonly integrity: string | null
  /** An attribute `data-x`, or `?x=` in the address. */
  readonly option: (name: string) => string | null
  /** Place among the elements. */
  readonly index: number
}

/** `t.js`, `t.core.js`, `t.1a2b3c4d5e.js` … */
const OWN_NAME = /\/t(?:\.(?:core|standard))?(?:\.[\da-f]{10,12})?\.js$/

/** `t.1a2b3c4d5e.js` never changes. */
export const isFixedName = ({ pathname }: URL): boolean => /\.[\da-f]{10,12}\.js$/.test(pathname)

const SITE_KEY = /\bpk_\w{8,64}/

/** @param page  the address under which the page came, after redirects */
export function tagsOf(elements: readonly Element[], page: URL): Tag[] {
  const base = baseOf(elements, page)
  const all = elements.flatMap((element, index) => {
    const tag = element.name === 'script' ? tagFrom(element, index, base) : null
    return tag ? [tag] : []
  })
  const certain = all.filter(({ siteKey, src }) => SITE_KEY.test(siteKey ?? '') || OWN_NAME.test(src.pathname))
  // A script of any name whose key is none of ours may be ours with a wrong key; or Fathom's, which has the same attribute.
  return certain.length > 0 ? certain : all.filter(({ siteKey, src }) => siteKey !== null && !/usefathom/.test(src.hostname))
}

/** Inline scripts that write a tag of ours into the page. */
export const hasLoader = (elements: readonly Element[]): boolean =>
  elements.some(
    ({ name, attributes, text }) =>
      name === 'script' && !attributes.has('src') && /\/t(?:\.\w+)*\.js\b/.test(text) && SITE_KEY.test(text),
  )

/** Addresses of tag managers' containers that the page loads. */
export function containersOf(elements: readonly Element[], page: URL): URL[] {
  const base = baseOf(elements, page)
  const scripts = elements.filter(({ name }) => name === 'script')
  const bySrc = scripts.flatMap(({ attributes }) => URL.parse(attributes.get('src') ?? '', base) ?? []).filter(isContainer)
  const byText = scripts.flatMap(({ text }) =>
    /googletagmanager\.com\/gtm\.js/.test(text)
      ? [...text.matchAll(/\bGTM-[A-Z\d]{4,12}\b/g)].map(([id]) => new URL(`https://www.googletagmanager.com/gtm.js?id=${id}`))
      : [],
  )
  return [...new Map([...bySrc, ...byText].map(url => [url.href, url])).values()]
}

const isContainer = ({ hostname, pathname, searchParams }: URL) =>
  /^GTM-/.test(searchParams.get('id') ?? '') ||
  /(?:^|\.)(?:tiqcdn\.com|adobedtm\.com|containers\.piwik\.pro)$/.test(hostname) ||
  /\/js\/container_\w+\.js$/.test(pathname)

function baseOf(elements: readonly Element[], page: URL): URL {
  const base = elements.find(({ name, attributes }) => name === 'base' && attributes.has('href'))
  return URL.parse(base?.attributes.get('href') ?? '', page) ?? page
}

function tagFrom({ attributes }: Element, index: number, base: URL): Tag | null {
  const src = URL.parse(attributes.get('src') ?? '', base)
  if (!attributes.get('src') || !src || !/^https?:$/.test(src.protocol)) return null
  const option = (name: string) => attributes.get(`data-${name}`) ?? src.searchParams.get(name)
  const type = (attributes.get('type') ?? '').trim()
  return {
    src,
    siteKey: option('site'),
    endpoint: endpointOf(option('host') || src.origin, base),
    isDeferred: attributes.has('defer') || attributes.has('async') || type === 'module',
    // Rocket Loader writes its own mark before the type and runs the script all the same.
    isHeldBack: type !== '' && !/^(?:[\da-f]+-)?(?:module$|(?:text|application)\/(?:x-)?(?:java|ecma)script)/i.test(type),
    hasCrossorigin: attributes.has('crossorigin'),
    nonce: attributes.get('nonce') || null,
    integrity: attributes.get('integrity') || null,
    option,
    index,
  }
}

/** A host without a protocol would be a path of the page: nobody means that. */
const endpointOf = (host: string, base: URL) =>
  /^(?:https?:)?\/\/?[^/]/i.test(host) ? URL.parse(host.replace(/\/?$/, '/e'), base) : null
