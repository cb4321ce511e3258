/**
 * The way from a request's bytes to a JSON value. Every check stands before the work that it protects: size before
 * reading, encoding before decoding, depth before parsing (V8 parses 200,000 levels, but cannot print 5,000).
 */
import { RequestRefused } from '../errors.ts'

/** A server's batch of 500 events; a browser's has at most 64 KiB. */
export const MAX_BODY = 512_000

/** Nesting of the body as a whole: batch and event are three levels of it. */
const MAX_DEPTH = 16

/** The bytes of a request that is held in memory at one time, all requests together. */
const MAX_IN_FLIGHT = 32_000_000

/** Does some work while its request's bytes count as held. */
export type MemoryBudget = <Result>(request: Request, work: () => Promise<Result>) => Promise<Result>

/** Many big requests at once are refused rather than end the process. @throws RequestRefused overloaded */
export function memoryBudget(limit = MAX_IN_FLIGHT): MemoryBudget {
  let held = 0
  return async (request, work) => {
    const isKnown = !request.headers.has('content-encoding') && declaredLength(request) !== null
    const bytes = isKnown ? Math.min(declaredLength(request) ?? 0, MAX_BODY) : MAX_BODY
    if (held + bytes > limit) throw new RequestRefused('overloaded', 'too many large requests at once')
    held += bytes
    try {
      return await work()
    } finally {
      held -= bytes
    }
  }
}

/** What `Content-Length` says; null when it says nothing. */
export function declaredLength(request: Request): number | null {
  const text = request.headers.get('content-length')
  return text === null ? null : Number(text)
}

/**
 * What a sender that means JSON never says. Beacons say text/plain or nothing, and whoever tries the route with curl says
 * that it is a form, so those are looked at.
 */
const NEVER_JSON =
  /^\s*(?:multipart|image|audio|video|font|model|message)\/|^\s*(?:text|application)\/(?:[\w.-]+\+)?(?:xml|html|csv|zip)\b/i

/**
 * The body, decompressed when it says `Content-Encoding: gzip`.
 * @throws RequestRefused unsupported_media_type, unsupported_encoding, body_too_large, decompressed_too_large,
 *   bad_compression, bad_request, empty_body
 */
export async function readBytes(request: Request): Promise<Uint8Array> {
  const type = request.headers.get('content-type') ?? ''
  if (NEVER_JSON.test(type))
    throw new RequestRefused('unsupported_media_type', 'a body is JSON, as text/plain or application/json')
  const encoding = request.headers.get('content-encoding')?.trim().toLowerCase() || 'identity'
  if (encoding !== 'identity' && encoding !== 'gzip') {
    throw new RequestRefused('unsupported_encoding', 'Content-Encoding must be identity or gzip')
  }
  const sent = await readSent(request)
  const bytes = encoding === 'gzip' ? await gunzip(sent) : sent
  if (bytes.length === 0) throw new RequestRefused('empty_body', 'the body has no bytes')
  return bytes
}

async function readSent(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  const declared = declaredLength(request)
  if (declared === null) return readStream(request.body, 'body_too_large', 'bad_request')
  if (declared > MAX_BODY) throw tooLarge('body_too_large')
  try {
    return new Uint8Array(await request.arrayBuffer())
  } catch {
    throw new RequestRefused('bad_request', 'the connection broke off before the end of the body')
  }
}

async function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  return readStream(inflated, 'decompressed_too_large', 'bad_compression')
}

/** Stops reading as soon as there is too much: nothing is inflated that is not wanted. */
async function readStream(
  stream: ReadableStream<Uint8Array> | null,
  whenTooLarge: 'body_too_large' | 'decompressed_too_large',
  whenBroken: 'bad_request' | 'bad_compression',
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = stream?.getReader()
  for (;;) {
    const { done, value } = (await reader?.read().catch(() => {
      throw new RequestRefused(whenBroken, 'the body is broken off or damaged')
    })) ?? { done: true, value: undefined }
    if (done || value === undefined) break
    length += value.length
    if (length > MAX_BODY) {
      // The rest of a cancelled stream may fail, too; it is not wanted either way.
      void reader?.cancel().catch(() => {})
      throw tooLarge(whenTooLarge)
    }
    chunks.push(value)
  }
  return joined(chunks, length)
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    whole.set(chunk, offset)
    offset += chunk.length
  }
  return whole
}

const tooLarge = (reason: 'body_too_large' | 'decompressed_too_large') =>
  new RequestRefused(reason, `a body may have ${MAX_BODY} bytes`)

/** @throws RequestRefused invalid_utf8, too_deep, invalid_json */
export function jsonFrom(bytes: Uint8Array): unknown {
  const text = textFrom(bytes)
  if (depthOf(text) > MAX_DEPTH) throw new RequestRefused('too_deep', `a body may be nested ${MAX_DEPTH} levels deep`)
  try {
    return JSON.parse(text)
  } catch {
    throw new RequestRefused('invalid_json', 'the body is not JSON')
  }
}

// Strict, unlike Request.json(), which silently turns bad bytes into U+FFFD. A byte order mark is dropped.
const strict = new TextDecoder('utf-8', { fatal: true })

function textFrom(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes)
  } catch {
    throw new RequestRefused('invalid_utf8', 'the body is not UTF-8')
  }
}

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** Brackets that are open at once, outside of strings. For what is not JSON some number: the parser refuses it anyway. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (inString) {
      if (code === BACKSLASH) i++
      else if (code === QUOTE) inString = false
    } else if (code === QUOTE) inString = true
    else if (code === 0x7b || code === 0x5b) deepest = Math.max(deepest, ++depth)
    else if (code === 0x7d || code === 0x5d) depth--
  }
  return deepest
}
