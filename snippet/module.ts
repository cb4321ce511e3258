/**
 * The snippet as an ES module, for sites that bundle it: `load` once, `tributary` as often as wanted, before or after.
 * Importing it does nothing, and on a server both do nothing.
 */
import type { Call, Options, Tributary } from './api.ts'

export type { Options, Tributary } from './api.ts'

/**
 * Starts recording, as the script tag with these attributes would. `site` and `host` must be there. A second call, and
 * a call on a page that carries the script tag too, changes nothing.
 */
export function load(options: Options): void {
  if (typeof window === 'undefined' || window.tributary?.v === 1) return
  const stub = stubOf()
  if (stub.o) return
  stub.o = options
  // Evaluated now and not at import. Whatever fails in there, the page must work.
  import('./main.ts').catch(() => undefined)
}

/** The page's own calls; those made before `load` wait for it. */
export const tributary: Tributary = (...call: Call) => {
  if (typeof window !== 'undefined') Reflect.apply(window.tributary ?? stubOf(), undefined, call)
}

/** What takes calls until the real function is there. An element with the id `tributary` is none. */
function stubOf(): Tributary {
  if (typeof window.tributary === 'function') return window.tributary
  const q: Call[] = []
  window.tributary = Object.assign((...call: Call) => void q.push(call), { q })
  return window.tributary
}
