/** Networks in CIDR notation. */
import { RowRefused } from './report.ts'

/** Wider than this is no company's own network. */
const WIDEST = { 4: 16, 6: 32 } as const

/** Bits of an address. */
const WIDTH = { 4: 32, 6: 128 } as const

/** Networks of no one company: RFC 6890 without the ranges for documentation, which are as good as any in a test. */
const NOT_PUBLIC = [
  ...[
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '224.0.0.0/3',
  ],
  ...['::/8', '64:ff9b::/96', 'fc00::/7', 'fe80::/10', 'ff00::/8'],
].map(networkFrom)

/** Bits of the address beyond the prefix may be set. */
export interface Network {
  readonly version: 4 | 6
  /** The address as it is always written. */
  readonly text: string
  readonly address: bigint
  readonly prefix: number
}

/**
 * The network as it is always written: `2001:DB8:0:0::/48` → `2001:db8::/48`, a single address with `/32` or `/128`.
 * @throws RowRefused bad_cidr: malformed, bits set beyond the prefix, too wide, or private
 */
export function cidr(cell: string): string {
  const network = networkFrom(cell)
  if (!network) throw new RowRefused('bad_cidr', 'not a network such as 203.0.113.0/24 or 2001:db8::/48')
  const { version, address, prefix } = network
  if (address !== maskedTo(network, prefix)) throw new RowRefused('bad_cidr', `bits are set beyond the first ${prefix}`)
  if (prefix < WIDEST[version]) throw new RowRefused('bad_cidr', `too wide: at least /${WIDEST[version]}`)
  if (NOT_PUBLIC.some(other => other && contains(other, network))) throw new RowRefused('bad_cidr', 'this network is not public')
  return `${network.text}/${prefix}`
}

const contains = (outer: Network, inner: Network) =>
  outer.version === inner.version && outer.prefix <= inner.prefix && maskedTo(inner, outer.prefix) === outer.address

/** The address with all bits beyond the prefix taken off. */
export function maskedTo({ version, address }: Pick<Network, 'version' | 'address'>, prefix: number): bigint {
  const host = BigInt(WIDTH[version] - prefix)
  return (address >> host) << host
}

/** A network, or a single address; null for what is neither. */
export function networkFrom(cell: string): Network | null {
  const [, host = '', digits] = /^([0-9a-f.:]+)(?:\/(\d{1,3}))?$/i.exec(cell) ?? []
  const found = host.includes(':') ? parseV6(host) : parseV4(host)
  if (!found) return null
  const prefix = digits === undefined ? WIDTH[found.version] : Number(digits)
  return prefix > WIDTH[found.version] ? null : { ...found, prefix }
}

// Decimal only: 010.0.0.1 is 8.0.0.1 to some programs and 10.0.0.1 to others.
function parseV4(host: string): Omit<Network, 'prefix'> | null {
  const octets = host.split('.')
  if (octets.length !== 4 || !octets.every(octet => /^(?:0|[1-9]\d{0,2})$/.test(octet) && Number(octet) <= 255)) return null
  return { version: 4, text: host, address: octets.reduce((address, octet) => (address << 8n) | BigInt(octet), 0n) }
}

// The URL parser knows all ways to write one, and writes the shortest.
function parseV6(host: string): Omit<Network, 'prefix'> | null {
  const text = URL.parse(`http://[${host}]`)?.hostname.slice(1, -1)
  if (!text) return null
  const [head = [], tail = []] = text.split('::').map(half => half.split(':').filter(group => group !== ''))
  const zeros = Array<string>(8 - head.length - tail.length).fill('0')
  const groups = [...head, ...zeros, ...tail]
  return { version: 6, text, address: groups.reduce((address, group) => (address << 16n) | BigInt(`0x${group}`), 0n) }
}
