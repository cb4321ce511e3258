/** The corpus of hostile inputs once more, said as calls of the Segment API: the same is taken and refused, in every store. */
import { gunzipSync, gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { describeEachEngine } from '../../../engines.ts'
import { type Collector, pageView, startCollector } from '../collector.ts'
import { type Entry, entries, type Outcome, play } from '../corpus.ts'
import { basic } from './segment.ts'

/** Entries that are not played, each with its reason. */
const left: Record<string, string> = {
  'content-length-understated': 'raw bytes: below HTTP all addresses are one',
  'content-length-overstated-then-silence': 'raw bytes',
  'duplicate-content-length': 'raw bytes',
  'slowloris-headers': 'raw bytes',
  'nul-in-header': 'raw bytes',
  'trace-on-collect': 'raw bytes',
  'malformed-percent-path': 'has an address of its own',
  'props-1e400': 'said once more it is null',
  'event-exactly-32768-bytes': 'as a call it has more bytes',
  'url-idn-homograph': 'speaks of another site',
  'public-key-sends-revenue': 'no field of a call is money, and properties are only kept',
  'suppressed-person-comes-back': 'as POST /e',
  'link-click-by-safelinks-scanner': 'has an address of its own',
  'link-token-guess-10000': 'has an address of its own',
  'write-key-revoked': 'as POST /e',
  'write-key-prefix-timing': 'as POST /e',
  'fault-sqlite-busy-10s': 'as POST /e',
  'fault-disk-full': 'as POST /e',
  'fault-poison-message-in-batch': 'as POST /e',
  'identify-1000-emails-one-browser': 'as POST /e',
}

const played = entries.filter(({ target, name }) => target === 'collect' && !Object.hasOwn(left, name))

describeEachEngine('hostile calls are decided alike', open => {
  it('in every entry', { timeout: 180_000 }, async () => {
    expect(played.length).toBeGreaterThan(80)
    const collector = await startCollector(await open())
    const start = collector.clock.now
    const calling = callingInstead(collector)
    for (const entry of played) {
      expectAsWanted(entry, await play(entry, calling))
      collector.clock.now = start
    }
    expect(await collector.collect(pageView())).toMatchObject({ accepted: 1 })
  })
})

function expectAsWanted({ name, expect: { status, reason, accepted, duplicates, dead_letter } }: Entry, got: Outcome) {
  expect.soft(status ?? got.statuses, `${name}: status`).toEqual(expect.arrayContaining(got.statuses))
  if (reason) expect.soft(got.reasons, `${name}: reason`).toEqual([reason])
  expect.soft({ accepted: got.accepted, duplicates: got.duplicates, dead_letters: got.dead_letters }, `${name}: counts`).toEqual({
    accepted: accepted ?? got.accepted,
    duplicates: duplicates ?? got.duplicates,
    dead_letters: dead_letter ?? got.dead_letters,
  })
}

/** The collector as the corpus knows it, to which each batch of events is said as calls. */
function callingInstead(collector: Collector): Collector {
  const request = async (sent: Request): Promise<Response> => {
    const { searchParams } = new URL(sent.url)
    const headers = new Headers(sent.headers)
    headers.set('authorization', basic(searchParams.get('site') ?? '').authorization)
    const bytes = said(new Uint8Array(await sent.arrayBuffer()), headers)
    headers.set('content-length', String(bytes.length))
    const answer = await collector.app.request('https://t.example.com/v1/batch', {
      method: sent.method,
      headers,
      ...(sent.method === 'POST' && { body: new Uint8Array(bytes) }),
    })
    return answer.status === 200 ? new Response(answer.body, { status: 202 }) : answer
  }
  return { ...collector, app: Object.assign(Object.create(collector.app), { request }) }
}

/** What is no batch of events stays as it is. */
function said(bytes: Uint8Array, headers: Headers): Uint8Array {
  const isZipped = headers.get('content-encoding') === 'gzip'
  try {
    const {
      batch,
      sent_at,
      site: _,
      ...others
    } = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(isZipped ? gunzipSync(bytes) : bytes))
    const text = JSON.stringify({ ...others, sentAt: sent_at, batch: batch.map(callFrom) })
    return isZipped ? gzipSync(text) : new TextEncoder().encode(text)
  } catch {
    return bytes
  }
}

function callFrom(event: Record<string, unknown>): object {
  const { id, type, anonymous_id, url, title, referrer, created_at, name, props, email, external_id, traits, ...others } = event
  return {
    ...others,
    messageId: id,
    type,
    anonymousId: anonymous_id,
    timestamp: created_at,
    userId: external_id,
    event: name ?? 'Signed up',
    properties: props,
    traits: traits || email ? { ...Object(traits), email } : undefined,
    context: { page: { url, title, referrer } },
  }
}
