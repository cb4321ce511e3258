/**
 * Asks web servers for the installation checker, and sends them alerts: one request, ten seconds, two megabytes unless
 * told. On a server that others use it connects to public addresses only: the address is looked up once, judged, and that
 * one is connected to, so a name that leads elsewhere the second time gains nothing.
 */
import { type LookupAddress, lookup } from 'node:dns'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { Readable } from 'node:stream'
import { createBrotliDecompress, createInflate, createUnzip } from 'node:zlib'
import { type Answer, type Ask, NoAnswer, type Question } from '../worker/install/ask.ts'
import { isLoopbackAddress, isPublicAddress } from '../worker/public-address.ts'

export interface WebAskOptions {
  /** `everybody`: for whoever runs the command on a machine of their own. */
  readonly reach: 'everybody' | 'public' | 'public and this machine'
  readonly timeoutMs?: number
  readonly maxBytes?: number
}

export function webAsk({ reach, timeoutMs = 10_000, maxBytes = 2_000_000 }: WebAskOptions): Ask {
  const mayReach = (address: string) =>
    reach === 'everybody' || isPublicAddress(address) || (reach === 'public and this machine' && isLoopbackAddress(address))
  return async (url, question) => {
    if (!/^https?:$/.test(url.protocol)) throw new NoAnswer('unreachable', `${url.protocol} is no protocol of web pages`)
    const host = url.hostname.replace(/^\[|\]$/g, '')
    if (isIP(host) && !mayReach(host)) throw refused()
    const signal = AbortSignal.timeout(timeoutMs)
    try {
      const incoming = await send(url, question, { signal, lookup: judging(mayReach) })
      return { url, status: incoming.statusCode ?? 0, headers: headersOf(incoming), ...(await bodyOf(incoming, maxBytes)) }
    } catch (error) {
      if (error instanceof NoAnswer) throw error
      if (signal.aborted) throw new NoAnswer('unreachable', `no answer within ${timeoutMs / 1000} seconds`)
      throw new NoAnswer('unreachable', wordsFor(error))
    }
  }
}

const refused = () => new NoAnswer('forbidden', 'its address lies in a private network')

interface Connection {
  readonly signal: AbortSignal
  readonly lookup: LookupFunction
}

function send(url: URL, { method, headers, body }: Question, connection: Connection): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest
  const options = {
    ...connection,
    method,
    // A connection that is used again would not be judged again.
    agent: false as const,
    headers: { 'user-agent': USER_AGENT, accept: '*/*', 'accept-encoding': 'gzip, br', ...headers },
  }
  return new Promise((resolve, reject) => {
    request(url, options, resolve).on('error', reject).end(body)
  })
}

/** Says who asks, so that whoever reads a log of the site knows. */
const USER_AGENT = 'Mozilla/5.0 (compatible; Tributary installation checker)'

/** Looks a name up and hands on only addresses that may be connected to. */
const judging =
  (mayReach: (address: string) => boolean): LookupFunction =>
  (hostname, options, done) => {
    lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) return done(error, '')
      const allowed = addresses.every(({ address }) => mayReach(address)) ? addresses : []
      const [first] = allowed
      if (!first) return done(refused(), '')
      return options.all ? done(null, allowed) : done(null, first.address, first.family)
    })
  }

async function bodyOf(incoming: IncomingMessage, maxBytes: number): Promise<Pick<Answer, 'body' | 'isCut'>> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of decoded(incoming)) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > maxBytes) break
  }
  incoming.destroy()
  return { body: new Uint8Array(Buffer.concat(chunks).subarray(0, maxBytes)), isCut: bytes > maxBytes }
}

function decoded(incoming: IncomingMessage): Readable {
  const decoder = decoders[(incoming.headers['content-encoding'] ?? '').trim().toLowerCase()]?.()
  if (!decoder) return incoming
  // What breaks off on the way breaks the decoder off, too.
  incoming.on('error', error => decoder.destroy(error))
  return incoming.pipe(decoder)
}

const decoders: Readonly<Record<string, () => ReturnType<typeof createUnzip>>> = {
  gzip: createUnzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers()
  for (let i = 0; i < rawHeaders.length; i += 2) {
    // A cookie's line may hold commas of its own; nobody here reads cookies.
    if (!/^set-cookie$/i.test(rawHeaders[i] ?? '')) headers.append(rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '')
  }
  return headers
}

function wordsFor(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return words[code] ?? (code || (error instanceof Error ? error.message : String(error)))
}

const words: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name cannot be looked up now',
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection broke off',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  ETIMEDOUT: 'it does not answer',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by nobody known',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate lacks a link of its chain',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
}
