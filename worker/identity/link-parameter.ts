/**
 * The parameter `_tl` of an address: what a click on a sales link brings to the page, `_tl=CODE`, and what the snippet
 * takes along between a company's own domains, `_tl=ID.TIME`. Neither is part of the page's address.
 */
import { isRandomName } from './random-name.ts'

/** With the code, before what follows `#`. */
export function withLinkCode(target: string, code: string): string {
  const [, address = '', fragment = ''] = /^([^#]*)(.*)$/s.exec(target) ?? []
  const before = !address.includes('?') ? '?' : /[?&]$/.test(address) ? '' : '&'
  return `${address}${before}_tl=${code}${fragment}`
}

/** The address without the parameter, however often it stands there; the rest stays as it was. Linear in the length. */
export const withoutLinkCode = (address: string): string =>
  address.replace(PARAMETERS, (_, before: string, after: string) => after && before)

/** The code of a sales link; null when the address has none. */
export function linkCodeIn(address: string): string | null {
  const value = /[?&]_tl=([^&#]*)/.exec(address)?.[1] ?? ''
  return isRandomName(value) ? value : null
}

const PARAMETERS = /([?&])(?:_tl=[^&#]*(&|(?=#|$)))+/g
