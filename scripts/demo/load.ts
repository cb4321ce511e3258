/**
 * Plays a story into a workspace by the doors that everybody uses: browsers' batches to `POST /e`, the CRM's files to
 * the importer. Nothing derived is written; the job has to find out.
 */
import { stringify } from 'csv-stringify/sync'
import type { WireAnswer, WireBatch } from '../../snippet/wire.ts'
import { type ImportDeps, importRows } from '../../worker/crm/import.ts'
import { DAY_MS, MINUTE_MS, timeOf } from './calendar.ts'
import { type ImportRow, importKinds, type SentEvent } from './facts.ts'
import { nordkai } from './nordkai.ts'
import type { Story } from './story.ts'

/**
 * The collector believes a browser that an event waited for up to 72 hours, so the clock has to walk along: day by day,
 * since each step costs a commit and a commit waits for the disk.
 */
const STEP_MS = DAY_MS

/** The last days fill the live feed, which shows when an event was received: there the clock takes small steps. */
const FEED_DAYS = 2
const FEED_STEP_MS = 5 * MINUTE_MS

/** As many as the snippet keeps for later. */
const MAX_BATCH = 40

export interface LoadDeps extends Omit<ImportDeps, 'now'> {
  readonly site_key: string
  /** Handles a request as the server does. It has to read the time from the clock that `loadStory` sets. */
  readonly request: (request: Request) => Response | Promise<Response>
  readonly clock: StoryClock
}

/** A clock that is set by hand. */
export interface StoryClock {
  now: () => number
  set: (at: number) => void
}

export function storyClock(): StoryClock {
  let at = 0
  return {
    now: () => at,
    set: next => {
      at = next
    },
  }
}

export interface Loaded {
  readonly events: number
  readonly rows: number
}

/** @throws Error when an event or a row is not taken: the story or a room is wrong */
export async function loadStory(story: Story, deps: LoadDeps): Promise<Loaded> {
  const events = await sendEvents(story, deps)
  deps.clock.set(story.ends_at)
  let rows = 0
  for (const kind of importKinds) rows += await importKind(kind, story.rows[kind] ?? [], deps)
  return { events, rows }
}

/** Each browser sends at the end of a step what it collected in it; browsers do not wait for each other. */
async function sendEvents({ events, starts_at, ends_at }: Story, deps: LoadDeps): Promise<number> {
  const feedStartsAt = ends_at - FEED_DAYS * DAY_MS
  const steps = Map.groupBy(events, ({ event }) => {
    const at = Date.parse(event.created_at)
    const [from, step] = at < feedStartsAt ? [starts_at, STEP_MS] : [feedStartsAt, FEED_STEP_MS]
    return from + (Math.floor((at - from) / step) + 1) * step
  })
  let accepted = 0
  for (const [at, sent] of steps) {
    deps.clock.set(at)
    const answers = await Promise.all(batchesOf(sent).map(batch => post(batch, at, deps)))
    accepted += answers.reduce((sum, answer) => sum + answer.accepted, 0)
  }
  return accepted
}

function batchesOf(events: readonly SentEvent[]): SentEvent[][] {
  // Without a visitor id there is no telling whether two events came from one browser.
  const browsers = Map.groupBy(events, ({ event, user_agent }) => `${event.anonymous_id ?? event.id} ${user_agent}`)
  return [...browsers.values()].flatMap(sent =>
    Array.from({ length: Math.ceil(sent.length / MAX_BATCH) }, (_, i) => sent.slice(i * MAX_BATCH, (i + 1) * MAX_BATCH)),
  )
}

async function post(sent: readonly SentEvent[], at: number, { request, site_key }: LoadDeps): Promise<WireAnswer> {
  const batch: WireBatch = { site: site_key, sent_at: timeOf(at), batch: sent.map(({ event }) => event) }
  const body = JSON.stringify(batch)
  const headers = {
    'Content-Type': 'text/plain',
    // Browsers say how long a body is; one that does not counts as the longest that is allowed.
    'Content-Length': String(Buffer.byteLength(body)),
    Origin: nordkai.origin,
    'User-Agent': sent[0]?.user_agent ?? '',
  }
  const response = await request(new Request('http://localhost/e', { method: 'POST', headers, body }))
  const answer = await response.json()
  if (response.status !== 202 || answer.rejected.length > 0) {
    throw new Error(`the collector did not take an event of the story: ${JSON.stringify(answer).slice(0, 500)}`)
  }
  return answer
}

async function importKind(kind: (typeof importKinds)[number], rows: readonly ImportRow[], deps: LoadDeps): Promise<number> {
  const csv = new TextEncoder().encode(stringify([...rows], { header: true }))
  const { db, newId, settings, clock } = deps
  const report = await importRows({ db, newId, settings, now: clock.now }, kind, bytesOf(csv))
  const [first] = report.rejected
  if (first) throw new Error(`the importer did not take line ${first.line} of ${kind}: ${first.reason}, ${first.detail}`)
  return rows.length
}

async function* bytesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
