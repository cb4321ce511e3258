/** Requests that nobody would write: half follow the grammar of a batch and break it somewhere, half are damaged bytes. */
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { type Random, seededRandom } from '../../scripts/demo/random.ts'
import { CHROME } from '../worker/collect/collector.ts'

export interface FuzzCase {
  readonly method: string
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: Uint8Array
}

export interface FuzzWorld {
  readonly key: string
  /** RFC 3339 times of the cases lie around it. */
  readonly now: number
  /** Bodies to be damaged. */
  readonly bodies: readonly Uint8Array[]
}

const CHUNK = 500

/** The same cases for the same seed, one after the other. */
export function* fuzzCases(count: number, seed: number, world: FuzzWorld): Generator<FuzzCase> {
  const random = seededRandom(`fuzz ${seed}`)
  const grammar = batchOf(world.now)
  for (let made = 0; made < count; made += CHUNK) {
    const size = Math.min(CHUNK, count - made)
    const batches = fc.sample(grammar, { numRuns: Math.ceil(size / 2), seed: seed + made })
    for (let i = 0; i < size; i++) {
      const body = i % 2 === 0 ? encoded(batches[i / 2]) : damaged(random, world.bodies)
      yield requestOf(random, body, world.key)
    }
  }
}

const encoder = new TextEncoder()

/** A number or `undefined` at the root has no JSON of its own. */
const encoded = (value: unknown): Uint8Array => encoder.encode(JSON.stringify(value) ?? '')

const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    'null',
    '\ud800',
    '\u202e',
    '=1+1',
    '__proto__',
    'constructor',
    "' or 1=1--",
    '{{7*7}}',
    '%00',
    '../..',
  ),
  fc.constantFrom(
    'javascript:alert(1)',
    'https://evil.example/',
    'https://www.example.com/?utm_source=%E0%A4%A',
    '<svg onload=x>',
  ),
  fc.integer({ min: 200, max: 3000 }).map(length => '\u{1f600}'.repeat(length)),
)

const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: oddText },
  { weight: 1, arbitrary: fc.constantFrom(null, true, false, 0, -0, -1, 1e308, 2 ** 53, 0.1, [], {}, [[]], { a: { b: [] } }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
)

/** A field that is right most of the time. */
const mostly = (right: fc.Arbitrary<unknown>, odds = 12): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: odds, arbitrary: right }, { weight: 1, arbitrary: oddValue })

const id = fc.stringMatching(/^[A-Za-z0-9_-]{8,30}$/)
const email = fc.oneof(fc.emailAddress(), fc.constantFrom('jane@acme.com', 'Jane@ACME.com', 'a@b', 'x@gmail.com'))
const url = fc.oneof(
  fc.webPath().map(path => `https://www.example.com${path}`),
  fc.constantFrom(
    'https://www.example.com/',
    'https://example.com/?utm_source=a&utm_medium=cpc',
    'http://shop.example.com:8080/#x',
  ),
)
const record = fc.dictionary(fc.oneof(fc.string({ maxLength: 12 }), oddText), oddValue, { maxKeys: 6 })

function eventOf(now: number): fc.Arbitrary<unknown> {
  const time = fc.integer({ min: -80 * 3_600_000, max: 3_600_000 }).map(offset => new Date(now + offset).toISOString())
  return fc.record(
    {
      id: mostly(id, 40),
      type: mostly(fc.constantFrom('page', 'engage', 'download', 'outbound', 'form', 'track', 'identify'), 30),
      anonymous_id: mostly(fc.oneof(id, fc.constantFrom('visitor-0123456789abcdef', 'a-kiosk'))),
      url: mostly(url, 20),
      title: mostly(fc.string({ maxLength: 30 })),
      referrer: mostly(fc.webUrl()),
      created_at: mostly(time, 20),
      consent: fc.option(mostly(fc.record({ analytics: fc.boolean(), identify: fc.boolean() })), { freq: 3 }),
      page_id: mostly(id),
      engaged_ms: mostly(fc.nat(100_000)),
      scroll_percent: mostly(fc.nat(110)),
      href: mostly(url),
      text: mostly(fc.string({ maxLength: 20 })),
      form: mostly(fc.string({ maxLength: 10 })),
      email: mostly(email, 20),
      external_id: mostly(fc.string({ maxLength: 8 })),
      fields: mostly(fc.dictionary(fc.constantFrom('email', 'name', 'company', 'phone', 'note'), fc.string({ maxLength: 20 }))),
      name: mostly(fc.string({ maxLength: 12 })),
      props: mostly(record),
      traits: mostly(record),
    },
    { requiredKeys: ['id', 'type', 'url'] },
  )
}

function batchOf(now: number): fc.Arbitrary<unknown> {
  const event = eventOf(now)
  const batch = fc.array(fc.oneof({ weight: 30, arbitrary: event }, { weight: 1, arbitrary: oddValue }), {
    minLength: 1,
    maxLength: 5,
  })
  const body = fc.record(
    {
      batch,
      sent_at: mostly(fc.constant(new Date(now).toISOString()), 20),
      user_agent: mostly(fc.constant(CHROME)),
      site: oddValue,
    },
    { requiredKeys: ['batch', 'sent_at'] },
  )
  return fc.oneof({ weight: 30, arbitrary: body }, { weight: 1, arbitrary: oddValue })
}

const TOKENS = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\0',
  '\\u0000',
  '\\ud800',
  '1e999',
  '-',
  'null',
  '\ufeff',
  '__proto__',
  '\xff',
]

function damaged(random: Random, bodies: readonly Uint8Array[]): Uint8Array {
  let bytes = Buffer.from(random.pick(bodies))
  for (let hurts = random.whole(1, 4); hurts > 0; hurts--) bytes = hurt(random, bytes, bodies)
  return bytes
}

function hurt(random: Random, bytes: Buffer<ArrayBuffer>, bodies: readonly Uint8Array[]): Buffer<ArrayBuffer> {
  const at = random.whole(0, bytes.length)
  const to = Math.min(bytes.length, at + random.whole(1, 12))
  const [before, part, after] = [bytes.subarray(0, at), bytes.subarray(at, to), bytes.subarray(to)]
  switch (random.whole(0, 6)) {
    case 0:
      return Buffer.concat([before, part.map(byte => byte ^ (1 << random.whole(0, 7))), after])
    case 1:
      return Buffer.concat([before, after])
    case 2:
      return Buffer.concat([before, part, part, part, after])
    case 3:
      return Buffer.from(before)
    case 4: {
      const other = random.pick(bodies)
      return Buffer.concat([before, other.subarray(random.whole(0, other.length))])
    }
    case 5:
      return Buffer.concat([before, Buffer.from([random.whole(0, 255), random.whole(0, 255)]), after])
    default:
      return Buffer.concat([before, Buffer.from(random.pick(TOKENS), 'latin1'), after])
  }
}

const HEADERS: readonly (readonly [string, readonly string[]])[] = [
  ['content-type', ['text/plain;charset=UTF-8', 'application/json', 'multipart/form-data', '', 'x']],
  ['origin', ['https://www.example.com', 'null', 'https://evil.example', 'http://[', '']],
  ['user-agent', [CHROME, '', 'curl/8', 'Mozilla/5.0 '.repeat(300), '\xff\xfe']],
  ['content-encoding', ['gzip', 'identity', 'br', 'gzip, gzip', 'GZIP']],
  ['cookie', ['_tb=x', '=;=;', '_tb=%E0%A4%A']],
  ['sec-gpc', ['1', '0']],
  ['sec-purpose', ['prefetch']],
  ['x-forwarded-for', ['1.2.3.4', ','.repeat(500)]],
]

function requestOf(random: Random, body: Uint8Array, key: string): FuzzCase {
  const headers: Record<string, string> = { 'user-agent': CHROME }
  for (const [name, values] of HEADERS) if (random.chance(0.06)) headers[name] = random.pick(values)
  const isZipped = /^gzip$/i.test(headers['content-encoding'] ?? '') && random.chance(0.7)
  const site = random.chance(0.97) ? key : random.pick(['', 'pk_0', '%00', '%E0%A4%A', 'sk_x', key.slice(1)])
  const path = random.chance(0.98)
    ? `/e?site=${site}`
    : random.pick(['/e', `/e?site=${site}&site=x`, '/e/', '/e%00', `/v1/batch?site=${site}`])
  return { method: 'POST', path, headers, body: isZipped ? gzipSync(body) : body }
}
