/**
 * Replay: sends dead letters through the steps of arrival once more, after a rule was mended. Each counts as of the
 * moment at which it came, for time rules as for the ledger.
 *
 * Letters go in batches, each one transaction with what becomes of its letters, under a lease: a replay that is killed
 * is simply begun again, and a letter that has landed is not touched any more.
 */
import type { Database } from '../../db/database.ts'
import { type LetterChoice, type LetterPlace, letterCounts, lettersToReplay } from '../../db/queries/dead-letters.ts'
import { eventFingerprints } from '../../db/queries/event-fingerprints.ts'
import { allSites } from '../../db/queries/site-health.ts'
import type { DeadLetter, Site } from '../../db/schema.ts'
import type { WireAnswer } from '../../snippet/wire.ts'
import { RequestRefused } from '../errors.ts'
import { takeLease } from '../jobs/lease.ts'
import { type Arrival, answerOf, decideOutcomes, type Replayed } from './arrival.ts'
import { decideAll } from './arrive.ts'
import { isObject } from './json.ts'
import { parseBatch } from './parse.ts'
import { jsonFrom } from './read.ts'
import { callsIn } from './segment/body.ts'
import { arrivalStore, type StoreDeps } from './store.ts'
import type { Seen } from './visit.ts'

export const REPLAY_JOB = 'replay'

export interface ReplayDeps extends StoreDeps {
  readonly now: () => number
}

export interface ReplayOptions {
  readonly choice: LetterChoice
  /** Only says what would come of it. */
  readonly isDry?: boolean
  /** Stops after so many letters; absent: after all of them. */
  readonly limit?: number
  /** Who replays, for whoever finds it running. */
  readonly owner?: string
}

export interface ReplayResult {
  /** Letters that were tried. */
  readonly letters: number
  /** Events that are now stored. */
  readonly accepted: number
  /** Events that had come some other way meanwhile. */
  readonly duplicates: number
  /** Events and requests that are rejected again, by reason. */
  readonly rejected: Readonly<Record<string, number>>
  /** Chosen letters that wait and were not tried, since the limit was reached. */
  readonly left: number
  /** Chosen letters that nobody can send again. */
  readonly unreplayable: number
}

const LETTERS_AT_ONCE = 100

/**
 * @throws RequestRefused job_running while another replay runs; storage_full, storage_unavailable
 * @throws LeaseLost when another replay took over because this one stalled
 */
export async function replay(deps: ReplayDeps, options: ReplayOptions): Promise<ReplayResult> {
  if (options.isDry) return replayAll(deps, options, dryStore(deps.db))
  const lease = await takeLease(deps.db, REPLAY_JOB, options.owner ?? REPLAY_JOB, deps.now)
  const db: Database = { ...deps.db, run: (...writes) => lease.commit(...writes) }
  try {
    return await replayAll(deps, options, arrivalStore({ ...deps, db }))
  } finally {
    // A store that is gone lets the lease expire by itself.
    await lease.release().catch(() => {})
  }
}

type Answer = Pick<WireAnswer, 'accepted' | 'duplicates' | 'rejected'>

async function replayAll(
  deps: ReplayDeps,
  { choice, limit = Number.POSITIVE_INFINITY }: ReplayOptions,
  store: (arrivals: readonly Arrival[]) => Promise<readonly Answer[]>,
): Promise<ReplayResult> {
  const { db, now, sha256 } = deps
  const before = await letterCounts(db, choice)
  const sites = new Map((await allSites(db)).map(site => [site.site_id, site]))
  const tally = { letters: 0, accepted: 0, duplicates: 0 }
  const rejected: Record<string, number> = {}
  const reject = (reason: string) => {
    rejected[reason] = (rejected[reason] ?? 0) + 1
  }
  let after: LetterPlace | null = null
  while (tally.letters < limit) {
    const letters: DeadLetter[] = await lettersToReplay(db, choice, after, Math.min(LETTERS_AT_ONCE, limit - tally.letters))
    const arrivals: Arrival[] = []
    for (const letter of letters) {
      const site = sites.get(letter.site_id)
      if (site) arrivals.push(await arrivalOf(letter, site, now(), sha256))
    }
    const answers = await store(arrivals)
    for (const answer of answers) {
      tally.accepted += answer.accepted
      tally.duplicates += answer.duplicates
      for (const { reason } of answer.rejected) reject(reason)
    }
    for (const { refused } of arrivals) if (refused) reject(refused.reason)
    tally.letters += letters.length
    after = letters.at(-1) ?? null
    if (letters.length < LETTERS_AT_ONCE) break
  }
  return { ...tally, rejected, left: Math.max(0, before.waiting - tally.letters), unreplayable: before.unreplayable }
}

const encoder = new TextEncoder()

/** The letter as it would arrive now, with what its request was seen with and when. */
async function arrivalOf(letter: DeadLetter, site: Site, tried_at: number, sha256: StoreDeps['sha256']): Promise<Arrival> {
  const { received_at, events, head } = letter
  const seen: Seen = JSON.parse(letter.seen ?? 'null')
  const replayed: Replayed = { ...letter, tried_at }
  try {
    const visit = { ...seen, site, received_at }
    // The fingerprint of the event as it was sent, so that its sender may still send it again.
    if (letter.kind === 'event')
      return { ...(await decideAll([JSON.parse(head)], visit, { sha256: () => letter.sha256 })).arrival, replayed }
    const body = jsonFrom(encoder.encode(head))
    const batch = seen.api ? callsOf(body) : parseBatch(body)
    return { ...(await decideAll(batch.events, { ...visit, sent_at: batch.sent_at }, { sha256 })).arrival, replayed }
  } catch (error) {
    if (!(error instanceof RequestRefused)) throw error
    const refused = { reason: error.reason, detail: error.message, events, letter: null }
    return { site_id: letter.site_id, received_at, received: events, seen, replayed, candidates: [], rejected: [], refused }
  }
}

/** A call of the Segment API that came alone says itself what it is. */
function callsOf(body: unknown) {
  const { sent_at, messages } = callsIn(isObject(body) && body.batch === undefined ? { ...body, batch: [body] } : body, 'batch')
  return { sent_at, events: messages }
}

/** Says what a store would answer, and remembers it instead of writing. */
function dryStore(db: Database): (arrivals: readonly Arrival[]) => Promise<Answer[]> {
  const taken = new Map<string, string>()
  return async arrivals => {
    const candidates = arrivals.flatMap(arrival => arrival.candidates)
    const stored = await eventFingerprints(
      db,
      candidates.map(({ row }) => row.event_id),
    )
    const outcomes = decideOutcomes(candidates, new Map([...stored, ...taken]))
    for (const { row } of candidates)
      if (!stored.has(row.event_id) && !taken.has(row.event_id)) taken.set(row.event_id, row.body_fp)
    return arrivals.map(arrival => answerOf(arrival, outcomes))
  }
}
