/** Where an alert may be sent. Names are judged again by whoever connects, when it is known where they lead. */
import { RequestRefused } from '../errors.ts'
import { isAddress, isPublicAddress } from '../public-address.ts'

const MAX_URL = 2048

/** Ports of web servers: with others an alert could knock at any door. */
const PORTS = ['', '443', '8443']

const LOCAL_NAME = /^localhost$|\.(?:localhost|local|internal|lan|intranet|home\.arpa)$/

/**
 * The address as every program reads it.
 * @param isOpen  addresses that are allowed whatever the rules say: the demo's own machine
 * @throws RequestRefused ssrf_blocked, bad_url
 */
export function parseWebhookUrl(text: string, isOpen: (url: URL) => boolean): string {
  const url = URL.parse(text.trim())
  if (!url) throw bad('must be an address that begins with https://')
  if (url.username !== '' || url.password !== '') throw bad('must not hold a user name or a password')
  if (url.href.length > MAX_URL) throw bad(`may have ${MAX_URL} characters`)
  url.hash = ''
  if (!isOpen(url)) assertOpenDoor(url)
  return url.href
}

/** @throws RequestRefused ssrf_blocked, bad_url */
function assertOpenDoor(url: URL): void {
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  const isWeb = /^https?:$/.test(url.protocol)
  if (!isWeb) throw blocked(`${url.protocol} is no protocol of web servers`)
  if (isAddress(host) ? !isPublicAddress(host) : LOCAL_NAME.test(host) || !host.includes('.'))
    throw blocked('it lies in a private network, which alerts are not sent to')
  if (url.protocol !== 'https:') throw bad('must begin with https://: alerts name customers')
  if (!PORTS.includes(url.port)) throw blocked('only the ports 443 and 8443 are written to')
}

const bad = (detail: string) => new RequestRefused('bad_url', `url ${detail}`)
const blocked = (detail: string) => new RequestRefused('ssrf_blocked', `url: ${detail}`)
