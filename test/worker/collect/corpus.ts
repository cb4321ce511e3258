/** Reads test/fixtures/hostile-inputs.json: each entry as the requests that it stands for, and what they came to. */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { type Collector, pageView } from './collector.ts'

export interface Entry {
  readonly name: string
  readonly target: string
  readonly input: Input
  readonly expect: {
    readonly status?: readonly number[]
    readonly reason?: string
    readonly field?: string
    readonly accepted?: number
    readonly duplicates?: number
    readonly dead_letter?: number
  }
}

export interface Input {
  readonly text?: string
  readonly b64?: string
  readonly raw?: string
  readonly gen?: readonly { s?: string; hex?: string; b64?: string; x?: number }[]
  readonly json?: object
  readonly event?: object
  readonly events?: readonly object[]
  readonly events_n?: number
  readonly same_body?: boolean
  readonly unset?: readonly string[]
  readonly sent_at?: unknown
  readonly key?: string
  readonly headers?: Record<string, unknown>
  readonly method?: string
  readonly path?: string
  readonly gzip?: number
  readonly truncate?: number
  readonly steps?: readonly Step[]
}

type Step = { event: object } | { clock: '+400d' } | { replay: number } | { event_loop: { n: number; event: object } }

/** What an entry came to, all its requests together. */
export interface Outcome {
  readonly statuses: number[]
  readonly reasons: string[]
  readonly fields: string[]
  readonly accepted: number
  readonly duplicates: number
  readonly dead_letters: number
}

export const entries: readonly Entry[] = JSON.parse(readFileSync('test/fixtures/hostile-inputs.json', 'utf8'))

/** Dead letters that a store had when it was last looked at: on D1 each look is a round trip. */
const letterCounts = new WeakMap<Database, number>()

/** Sends what the entry says to a collector whose site is example.com. */
export async function play(entry: Entry, collector: Collector): Promise<Outcome> {
  const before = letterCounts.get(collector.db) ?? 0
  const answers: { status: number; body: Answer }[] = []
  for (const request of requestsOf(entry.input, collector)) {
    const response = await collector.app.request(request())
    answers.push({ status: response.status, body: response.status === 204 ? {} : await response.json() })
  }
  const after = await letterCount(collector)
  letterCounts.set(collector.db, after)
  const rejected = answers.flatMap(({ body }) => body.rejected ?? [])
  return {
    statuses: [...new Set(answers.map(({ status }) => status))],
    reasons: [...new Set([...answers.flatMap(({ body }) => body.error ?? []), ...rejected.map(({ reason }) => reason)])],
    fields: [...new Set(rejected.flatMap(({ field }) => field ?? []))],
    accepted: sum(answers.map(({ body }) => body.accepted ?? 0)),
    duplicates: sum(answers.map(({ body }) => body.duplicates ?? 0)),
    dead_letters: after - before,
  }
}

interface Answer {
  error?: string
  accepted?: number
  duplicates?: number
  rejected?: { reason: string; field: string | null }[]
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

async function letterCount({ db }: Collector): Promise<number> {
  const rows = await db.all<{ letters: number }>(sql`select count(*) as letters from dead_letters`)
  return rows[0]!.letters
}

const DAY_MS = 86_400_000

/** Made one after the other, since a step may move the clock for those after it. */
function* requestsOf(input: Input, collector: Collector): Generator<() => Request> {
  if (!input.steps) return yield () => requestOf(input, bodyOf(input, collector), collector)
  const bodies: string[] = []
  for (const step of input.steps) {
    if ('clock' in step) collector.clock.now += 400 * DAY_MS
    else if ('event_loop' in step) {
      for (let i = 0; i < step.event_loop.n; i++) {
        const event = JSON.parse(JSON.stringify(step.event_loop.event).replaceAll('{i}', String(i)))
        yield () => requestOf(input, batchOf([pageView(event)], input, collector), collector)
      }
    } else {
      const body = 'replay' in step ? bodies[step.replay]! : batchOf([pageView(step.event)], input, collector)
      bodies.push(body)
      yield () => requestOf(input, body, collector)
    }
  }
}

function requestOf(input: Input, text: string | Uint8Array, { key }: Collector): Request {
  let body = typeof text === 'string' ? new TextEncoder().encode(text) : text
  if (input.gzip) body = gzipSync(body)
  if (input.truncate) body = body.slice(0, -input.truncate)
  const headers = Object.fromEntries(
    Object.entries(input.headers ?? {}).map(([name, value]) => [name, String(patched(value, 0))]),
  )
  const method = input.method ?? 'POST'
  const site = input.key && !['public', 'server'].includes(input.key) ? input.key : key
  return new Request(`https://t.example.com${input.path ?? '/e'}?site=${encodeURIComponent(site)}`, {
    method,
    headers: {
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/147.0.0.0 Safari/537.36',
      ...(method === 'POST' && { 'content-length': String(body.length) }),
      ...headers,
    },
    ...(method === 'POST' && { body: new Uint8Array(body) }),
  })
}

export function bodyOf(input: Input, collector: Collector): string | Uint8Array {
  if (input.text !== undefined) return input.text
  if (input.b64 !== undefined) return Buffer.from(input.b64, 'base64')
  if (input.gen) return Buffer.concat(input.gen.map(segmentOf))
  if (input.json) return JSON.stringify(input.json)
  const patches = input.events ?? (input.events_n ? Array.from({ length: input.events_n }, () => ({})) : [input.event ?? {}])
  const common = input.same_body ? pageView() : {}
  const events = patches.map(patch => ({ ...pageView(), ...common, ...(patched(patch, collector.clock.now) as object) }))
  for (const field of input.unset ?? []) for (const event of events) delete (event as Record<string, unknown>)[field]
  return batchOf(events, input, collector)
}

function segmentOf({ s, hex, b64, x = 1 }: { s?: string; hex?: string; b64?: string; x?: number }): Buffer {
  const bytes = s !== undefined ? Buffer.from(s) : Buffer.from(hex ?? b64 ?? '', hex !== undefined ? 'hex' : 'base64')
  return Buffer.alloc(bytes.length * x, bytes)
}

function batchOf(batch: readonly object[], input: Input, { clock }: Collector): string {
  const sent_at = patched(input.sent_at, clock.now) ?? new Date(clock.now).toISOString()
  const site = input.key && !['public', 'server'].includes(input.key) ? { site: input.key } : {}
  return JSON.stringify({ ...site, sent_at, batch })
}

const UNITS_MS: Record<string, number> = { s: 1000, h: 3_600_000, d: DAY_MS, y: 365 * DAY_MS }

/** `{$repeat: [text, n]}` and `{$now: "-10y"}` as what they stand for. */
function patched(value: unknown, now: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(item => patched(item, now))
  if ('$repeat' in value && Array.isArray(value.$repeat)) return String(value.$repeat[0]).repeat(Number(value.$repeat[1]))
  if ('$now' in value) {
    const [, sign, count, unit] = /^([+-])(\d+)([shdy])$/.exec(String(value.$now))!
    return new Date(now + Number(`${sign}${count}`) * UNITS_MS[unit!]!).toISOString()
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, patched(item, now)]))
}
