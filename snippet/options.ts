/**
 * What the script tag says. Each attribute `data-x` may also stand as `?x=` in the script's
 * address, because tag managers drop data attributes.
 *
 *   data-site       public site key
 *   data-host       the collector's origin; default: the script's own
 *   data-consent    required | granted
 *   data-forms      on | off
 *   data-downloads  file extensions that count as downloads
 *   data-hash       every #fragment is a page of its own
 *   data-local      record on localhost, too
 *   data-linker     the company's other domains, to which a click takes the visitor's id along
 */
export const option = (name: string): string | null => script?.getAttribute(`data-${name}`) ?? address.searchParams.get(name)

// Script loaders that do not run the tag itself leave currentScript null.
const script: Element | null = document.currentScript || document.querySelector('[data-site],[src*="site="]')

const address = new URL(script?.getAttribute('src') || '', document.baseURI)

export const site = option('site')

export const endpoint = (option('host') || address.origin).replace(/\/?$/, '/e')

/** Nothing is recorded in frames, from files, and on a developer's own machine. */
export const isMuted =
  !site ||
  self !== top ||
  !(option('local') === null ? /^https?:..(?!127\.|\[::1|([^/]+\.)?localhost[:/])/ : /^http/).test(location.href)
