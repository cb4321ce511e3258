/**
 * Content Security Policy as far as a script and its requests meet it: which directive of a page refuses them.
 * Source: Content Security Policy Level 3 (W3C), sections 6.7.1 (script), 6.7.2 (matching of addresses).
 */
import type { Element } from './html.ts'

export interface Policy {
  /** Names in lower case; values as written. Of a repeated directive the first counts. */
  readonly directives: ReadonlyMap<string, readonly string[]>
  /** It only reports: nothing is blocked by it. */
  readonly isReportOnly: boolean
  readonly where: 'header' | 'meta'
}

export interface ScriptRequest {
  readonly url: URL
  readonly nonce: string | null
  /** The tag's `integrity`. */
  readonly integrity: string | null
}

/** The policies of an answer and of the elements before the tag. A header may hold several, with commas between. */
export function policiesOf(headers: Headers, elements: readonly Element[]): Policy[] {
  const inHeader = (name: string, isReportOnly: boolean) =>
    (headers.get(name) ?? '').split(',').map(text => ({ directives: directivesIn(text), isReportOnly, where: 'header' as const }))
  const inMeta = elements
    .filter(({ name, attributes }) => name === 'meta' && /^content-security-policy$/i.test(attributes.get('http-equiv') ?? ''))
    .map(({ attributes }) => ({
      // In a meta element these count for nothing.
      directives: without(directivesIn(attributes.get('content') ?? ''), ['sandbox', 'report-uri', 'frame-ancestors']),
      isReportOnly: false,
      where: 'meta' as const,
    }))
  return [
    ...inHeader('content-security-policy', false),
    ...inHeader('content-security-policy-report-only', true),
    ...inMeta,
  ].filter(({ directives }) => directives.size > 0)
}

export const upgradesRequests = (policies: readonly Policy[]): boolean =>
  policies.some(({ directives, isReportOnly }) => !isReportOnly && directives.has('upgrade-insecure-requests'))

/** The directive that keeps the script from running, as written; null when none does. */
export function refusesScript({ directives }: Policy, { url, nonce, integrity }: ScriptRequest, page: URL): string | null {
  const sandbox = directives.get('sandbox')
  if (sandbox && !sandbox.some(word => /^allow-scripts$/i.test(word))) return written('sandbox', sandbox)
  const ruling = rulingOf(directives, ['script-src-elem', 'script-src', 'default-src'])
  if (!ruling) return null
  const has = (source: string) => ruling.sources.some(word => word.toLowerCase() === source)
  if (nonce && ruling.sources.includes(`'nonce-${nonce}'`)) return null
  const hashes = integrity?.split(/\s+/).filter(hash => /^sha(?:256|384|512)-/.test(hash)) ?? []
  if (hashes.length > 0 && hashes.every(hash => ruling.sources.includes(`'${hash}'`))) return null
  if (!has("'strict-dynamic'") && ruling.sources.some(source => matches(source, url, page))) return null
  return written(ruling.name, ruling.sources)
}

/** The directive that keeps the page from sending to the address; null when none does. */
export function refusesConnection({ directives }: Policy, url: URL, page: URL): string | null {
  const ruling = rulingOf(directives, ['connect-src', 'default-src'])
  return !ruling || ruling.sources.some(source => matches(source, url, page)) ? null : written(ruling.name, ruling.sources)
}

function directivesIn(text: string): Map<string, readonly string[]> {
  const directives = new Map<string, readonly string[]>()
  for (const part of text.split(';')) {
    const [name = '', ...values] = part.trim().split(/\s+/)
    if (name !== '' && !directives.has(name.toLowerCase())) directives.set(name.toLowerCase(), values)
  }
  return directives
}

const without = (directives: Map<string, readonly string[]>, names: readonly string[]) =>
  new Map([...directives].filter(([name]) => !names.includes(name)))

function rulingOf(directives: Policy['directives'], names: readonly string[]) {
  const name = names.find(candidate => directives.has(candidate))
  return name === undefined ? null : { name, sources: directives.get(name) ?? [] }
}

const written = (name: string, values: readonly string[]) => [name, ...values].join(' ')

const HOST_SOURCE = /^(?:([a-z][a-z\d+.-]*):\/\/)?(\*|\[[\da-f:.]+\]|(?:\*\.)?[\w.-]+)(?::(\d+|\*))?(\/[^?#]*)?$/i

function matches(source: string, url: URL, page: URL): boolean {
  const word = source.toLowerCase()
  if (word === '*') return /^(?:https?|wss?):$/.test(url.protocol) || url.protocol === page.protocol
  if (word === "'self'") {
    return url.hostname === page.hostname && isScheme(page.protocol, url) && isPort(portOf(page), page.protocol, url)
  }
  const scheme = /^([a-z][a-z\d+.-]*:)$/.exec(word)?.[1]
  if (scheme) return isScheme(scheme, url)
  const [, protocol, host = '', port, path] = HOST_SOURCE.exec(source) ?? []
  const wanted = protocol ? `${protocol.toLowerCase()}:` : page.protocol
  return host !== '' && isScheme(wanted, url) && isHost(host.toLowerCase(), url) && isPort(port, wanted, url) && isPath(path, url)
}

/** An address may be safer than its source says, never less safe. */
const isScheme = (wanted: string, { protocol }: URL) => protocol === wanted || (wanted === 'http:' && protocol === 'https:')

const isHost = (wanted: string, { hostname }: URL) =>
  wanted === '*' || (wanted.startsWith('*.') ? hostname.endsWith(wanted.slice(1)) : hostname === wanted)

const portOf = ({ port, protocol }: URL) => port || (protocol === 'https:' ? '443' : '80')

function isPort(wanted: string | undefined, scheme: string, url: URL): boolean {
  if (wanted === undefined) return url.port === ''
  const isUpgrade = wanted === '80' && scheme === 'http:' && portOf(url) === '443'
  return wanted === '*' || wanted === portOf(url) || isUpgrade
}

const isPath = (wanted: string | undefined, { pathname }: URL) =>
  wanted === undefined || wanted === '/' || (wanted.endsWith('/') ? pathname.startsWith(wanted) : pathname === wanted)
