/** Which addresses are somebody's on the internet, and which lie in a network around us. One judge for every platform. */
import { maskedTo, type Network, networkFrom } from './crm/cidr.ts'

/** @param address  IPv4 or IPv6 as resolvers and URLs write it; what is neither is not public */
export function isPublicAddress(address: string): boolean {
  const found = networkFrom(address)
  if (!found) return false
  if (found.version === 4) return !special4.some(network => contains(network, found))
  return contains(global6, found) && !special6.some(network => contains(network, found))
}

export function isLoopbackAddress(address: string): boolean {
  const found = networkFrom(address)
  return found !== null && [loopback4, loopback6].some(network => contains(network, found))
}

/** Whether the text is an address, and not a name. */
export const isAddress = (host: string): boolean => networkFrom(host) !== null

const contains = (outer: Network, inner: Network) =>
  outer.version === inner.version && maskedTo(inner, outer.prefix) === outer.address

/** What the IANA registries of special-purpose addresses keep from being somebody's on the internet. */
const SPECIAL_4 =
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4'

/** Of IPv6 only 2000::/3 is given out at all; mapped and translated IPv4 lies outside of it or is listed here. */
const SPECIAL_6 = '2001::/23 2001:db8::/32 2002::/16 3fff::/20'

const networksIn = (subnets: string): readonly Network[] =>
  subnets.split(' ').flatMap(subnet => {
    const network = networkFrom(subnet)
    return network ? [network] : []
  })

const special4 = networksIn(SPECIAL_4)
const special6 = networksIn(SPECIAL_6)
const global6 = networksIn('2000::/3')[0]!
const loopback4 = networksIn('127.0.0.0/8')[0]!
const loopback6 = networksIn('::1/128')[0]!
