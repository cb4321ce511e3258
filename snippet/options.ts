import type { Options } from './api.ts'

// Script loaders that do not run the tag itself leave currentScript null.
const script: { src?: string; dataset: DOMStringMap } | null = IS_MODULE
  ? null
  : document.currentScript || document.querySelector<HTMLScriptElement>('[data-site],[src*="site="]')

const address = new URL(script?.src || location.href)

export const options: Options = IS_MODULE
  ? { ...window.tributary?.o }
  : { ...Object.fromEntries(address.searchParams), ...script?.dataset }

export const endpoint = (options.host || address.origin).replace(/\/?$/, '/e')

/** Nothing is recorded in frames, from files, and on a developer's own machine. */
export const isMuted =
  !options.site ||
  self !== top ||
  !(options.local == null ? /^https?:..(?!127\.|\[::1|[^/]*\blocalhost[:/])/ : /^http/).test(location.href)
