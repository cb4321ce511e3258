/** What pages and packages see of the snippet: types only. */

/** The page's own calls, for example `tributary('track', 'Trial started', { plan: 'team' })`. */
export interface Tributary {
  (command: 'track', name: string, props?: object): void
  (command: 'identify', emailOrId: string, traits?: object): void
  (command: 'page' | 'reset'): void
  (command: 'consent', answer: 'granted' | 'denied'): void
  /** Calls made before the script has loaded. */
  q?: Call[]
  /** Options of the ES module, before it has started. */
  o?: Options
  /** Version of the wire; tells the real function from a page's stub. */
  v?: 1
}

export type Call = [command: string, first?: unknown, second?: unknown]

/**
 * What the script tag says. Each attribute `data-x` may also stand as `?x=` in the script's
 * address, because tag managers drop data attributes.
 */
export interface Options {
  /** Public site key. */
  site?: string | undefined
  /** The collector's origin, or an address with a path; by default the script's own origin. */
  host?: string | undefined
  /** `required` or `granted`. */
  consent?: string | undefined
  /** `off`: forms are not looked at. */
  forms?: string | undefined
  /** File extensions that count as downloads, instead of the usual ones. */
  downloads?: string | undefined
  /** Present: every #fragment is a page of its own. */
  hash?: string | true | undefined
  /** Present: record on localhost, too. */
  local?: string | true | undefined
  /** The company's other domains, to which a click takes the visitor's id along. */
  linker?: string | undefined
}

declare global {
  interface Window {
    tributary?: Tributary
  }
}
