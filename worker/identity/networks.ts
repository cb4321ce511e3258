/** Whose network an address is in. Pure; the address is looked at and not kept. */
import { maskedTo, type Network, networkFrom } from '../crm/cidr.ts'

/** A network that an account calls its own, in CIDR notation. */
export interface OwnedNetwork {
  readonly cidr: string
  readonly account_ref: string
}

/** The account reference of the smallest network that an address is in; null: nobody's, or of several accounts alike. */
export type OwnerOf = (address: string) => string | null

/** By IP version and prefix; a lookup costs one hash for each prefix length that is in use. */
export function networkIndex(owned: readonly OwnedNetwork[]): OwnerOf {
  const byPrefix = new Map<string, PrefixTable>()
  for (const { cidr, account_ref } of owned) {
    const network = networkFrom(cidr)
    if (!network) continue
    const { version, prefix, address } = network
    const key = `${version}/${prefix}`
    const table = byPrefix.get(key) ?? { version, prefix, owners: new Map() }
    byPrefix.set(key, table)
    const known = table.owners.get(address)
    table.owners.set(address, known === undefined || known === account_ref ? account_ref : null)
  }
  const tables = [...byPrefix.values()].sort((a, b) => b.prefix - a.prefix)
  return text => {
    if (tables.length === 0) return null
    const address = networkFrom(unmapped(text))
    if (!address) return null
    for (const { version, prefix, owners } of tables) {
      if (version !== address.version) continue
      const owner = owners.get(maskedTo(address, prefix))
      if (owner !== undefined) return owner
    }
    return null
  }
}

interface PrefixTable {
  readonly version: Network['version']
  readonly prefix: number
  readonly owners: Map<bigint, string | null>
}

/** A server that listens on IPv6 sees `::ffff:192.0.2.1`; a link's own zone, `%eth0`, is nobody's network. */
const unmapped = (address: string) => address.replace(/^::ffff:(?=[\d.]+$)/i, '')

/**
 * What an organisation may be called among accounts, in lower case, with and without its legal form: `ACME GmbH` →
 * `acme gmbh`, `acme`. None for those who carry other people's visits.
 */
export function organisationNames(organisation: string): string[] {
  const name = organisation.trim().replaceAll(/\s+/g, ' ').toLowerCase()
  if (name === '' || CARRIES_OTHERS.test(name)) return []
  const bare = name.replace(LEGAL_FORM, '').trim()
  return [...new Set([name, bare])].filter(one => one.length >= MIN_NAME)
}

const MIN_NAME = 3

const LEGAL_FORM =
  /[\s,]+(?:a\/?s|ab|ag|as|b\.?v\.?|co\.?,? ltd\.?|corp(?:oration)?\.?|gmbh(?: & co\.? kg)?|inc(?:orporated)?\.?|kg|limited|llc|ltd\.?|n\.?v\.?|oyj?|plc|s\.?a\.?(?:s\.?|r\.?l\.?)?|s\.?p\.?a\.?|s\.?r\.?l\.?|se)$/

/** Access networks, mobile networks, hosting: whoever comes from there is anybody. */
const CARRIES_OTHERS =
  /tele[ck]om|telef[oó]nica|communicat|broadband|cable|mobile|wireless|internet|\bisp\b|\bnet(?:work)?s?\b|vodafone|comcast|verizon|\bat&t\b|\bbt\b|orange|swisscom|sunrise|proximus|kpn|ziggo|liberty|charter|spectrum|hosting|cloud|datacent|data cent|server|vpn|proxy|amazon|google|microsoft|akamai|fastly|hetzner|ovh|digitalocean|linode/
