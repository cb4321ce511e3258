/**
 * Whether a machine made a request, and how we know. Marked, kept, and left out of what people did; nothing here is a
 * guess from behaviour. The first sign that fits is the reason.
 */

/** Closed list: `bot_reason` of events and sessions. */
export const botReasons = ['no_user_agent', 'prefetch', 'uptime', 'scanner', 'headless', 'user_agent', 'datacenter'] as const

export type BotReason = (typeof botReasons)[number]

/** What a user agent alone tells. @param isDeclared  it says in some known way that it is a machine */
export function agentReasonFrom(userAgent: string, isDeclared: boolean): BotReason | null {
  if (userAgent === '') return 'no_user_agent'
  if (UPTIME.test(userAgent)) return 'uptime'
  if (SCANNER.test(userAgent)) return 'scanner'
  if (HEADLESS.test(userAgent)) return 'headless'
  return isDeclared ? 'user_agent' : null
}

/**
 * Null for what looks like a person at a browser.
 * @param asn  number of the network that the request came from, when the platform knows it
 */
export function botReasonFrom(ofAgent: BotReason | null, headers: Headers, asn: number | null): BotReason | null {
  if (PREFETCH_HEADERS.some(name => PREFETCH.test(headers.get(name) ?? ''))) return 'prefetch'
  if (ofAgent !== null) return ofAgent
  if (asn === null) return null
  if (scannerNetworks.has(asn)) return 'scanner'
  return hostingNetworks.has(asn) ? 'datacenter' : null
}

/** Chromium and the draft of speculative loading; older Chromium; Firefox; Safari's previews. */
const PREFETCH_HEADERS = ['sec-purpose', 'purpose', 'x-moz', 'x-purpose']
const PREFETCH = /prefetch|prerender|preview/i

const anyOf = (...signs: readonly string[]) => new RegExp(signs.join('|'), 'i')

/** Services that ask again and again whether a site is up, by the names in their documentation. */
const UPTIME = anyOf(
  'uptime|pingdom|statuscake|site24x7|better ?stack|checkly|hetrixtools|freshping|updown\\.io|hyperping|cronitor',
  'datadog ?synthetics|newrelic(?:pinger|synthetics)|ruxitsynthetic|dynatrace ?synthetic|sematext|catchpoint|thousandeyes',
  'health-?check|kube-probe|check_http|nagios|zabbix|prtg|jetmon|nodeping|montastic|alertsite|dotcom-monitor|uptimia|oh ?dear',
)

/** Gateways that open the links of a mail before, or when, somebody clicks on them, and previews of links in office programs. */
const SCANNER = anyOf(
  'barracuda|mimecast|proofpoint|safelinks|messagelabs|symantec|ironport|cisco ?secure ?email|fortimail|fortiguard|trend ?micro',
  'tmes\\b|sophos|vade ?secure|cloudmark|forcepoint|fireeye|trellix|checkpoint ?harmony|avanan|hornetsecurity|spamtitan',
  'ms-office|msoffice|microsoft office|bingpreview|skypeuripreview|office existence discovery',
)

const HEADLESS = anyOf('headless|phantomjs|slimerjs|puppeteer|playwright|selenium|webdriver|jsdom|zombie\\.js|casperjs')

/**
 * Networks of mail gateways: Proofpoint, Mimecast, Barracuda. Holders as the regional
 * internet registries (ARIN, RIPE NCC) name them.
 */
const scannerNetworks: ReadonlySet<number> = new Set([26211, 22843, 52129, 13916, 30031, 42427, 15324])

/**
 * Networks that rent servers out, where few people sit: holders as the registries name them. Left out on purpose are those
 * that carry people too: Google (15169), Cloudflare (13335), Akamai (36183) and Fastly (54113) with their relays, sellers of
 * VPN exits (9009, 212238), and the gateways through which companies' own staff surf (Zscaler 22616 and 53813, Netskope
 * 55256).
 */
const hostingNetworks: ReadonlySet<number> = new Set([
  ...[16509, 14618, 8987], // Amazon
  8075, // Microsoft
  396982, // Google Cloud
  31898, // Oracle
  36351, // IBM
  ...[45102, 37963], // Alibaba
  ...[132203, 45090], // Tencent
  136907, // Huawei Cloud
  14061, // DigitalOcean
  ...[24940, 213230, 212317], // Hetzner
  16276, // OVHcloud
  63949, // Akamai Connected Cloud, once Linode
  20473, // Vultr
  12876, // Scaleway
  51167, // Contabo
  197540, // netcup
  8560, // IONOS
  ...[60781, 28753], // Leaseweb
])
