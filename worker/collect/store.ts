/**
 * Writes what requests brought, many requests in one transaction: events, who they identify, what they make stale,
 * what was rejected, and the counts, all or none. An event id is taken once, for ever: the first body wins.
 */
import { type Database, insertInto, type Write } from '../../db/database.ts'
import { addToLedger, addToReceived } from '../../db/queries/add-to-ledger.ts'
import { eventFingerprints } from '../../db/queries/event-fingerprints.ts'
import { letterGone, letterRejectedAgain, lettersReplayed } from '../../db/queries/replayed-letter.ts'
import { type DeadLetter, deadLetters, type Event, events } from '../../db/schema.ts'
import type { WireAnswer } from '../../snippet/wire.ts'
import { claimWrites, staleByClaim } from '../identity/link.ts'
import { type Said, sayingWrites, staleBySayings } from '../identity/user.ts'
import { markStale, type Stale } from '../jobs/stale.ts'
import {
  type Arrival,
  answerOf,
  type Candidate,
  decideOutcomes,
  ledgerOf,
  type Outcome,
  type Outcomes,
  type Replayed,
  receivedOf,
  rejectedOf,
} from './arrival.ts'
import { type Letter, type LetterQuota, letterQuota } from './dead-letter.ts'
import { linkCodeWrites } from './link-code.ts'
import { storageRefusal } from './storage-error.ts'
import type { Seen } from './visit.ts'

export interface StoreDeps {
  readonly db: Database
  readonly newId: () => string
  /** Hex. */
  readonly sha256: (data: string | Uint8Array) => string | Promise<string>
}

/**
 * Stores arrivals together.
 * @param beside  what is written in the same transaction
 * @throws RequestRefused storage_full, storage_unavailable
 */
export type StoreArrivals = (arrivals: readonly Arrival[], beside?: readonly Write[]) => Promise<WireAnswer[]>

export function arrivalStore(deps: StoreDeps): StoreArrivals {
  const quota = letterQuota(deps.db)
  return async (arrivals, beside = []) => {
    try {
      return await storeArrivals(arrivals, beside, deps, quota)
    } catch (error) {
      throw storageRefusal(error) ?? error
    }
  }
}

async function storeArrivals(
  arrivals: readonly Arrival[],
  beside: readonly Write[],
  deps: StoreDeps,
  quota: LetterQuota,
): Promise<WireAnswer[]> {
  const { db } = deps
  const candidates = arrivals.flatMap(arrival => arrival.candidates)
  const ids = candidates.map(({ row }) => row.event_id)
  const outcomes = decideOutcomes(candidates, await eventFingerprints(db, ids))
  const accepted = candidates.filter(candidate => outcomes.get(candidate) === 'accepted')

  const [inserted = []] = await db.run(
    insertInto(events, byId(accepted.map(({ row }) => row)), { on: ['event_id'] }, ['event_id']),
    ...accepted.flatMap(({ row, claim }) => (claim ? claimWrites(claim, row.body_fp, row.received_at, deps.newId) : [])),
    ...accepted.flatMap(({ row, link_code_hash }) => (link_code_hash ? linkCodeWrites(link_code_hash, row) : [])),
    ...sayingWrites(accepted.flatMap(saidBy), deps.newId),
    ...(await keepLetters(
      arrivals.flatMap(arrival => lettersOf(arrival, outcomes)),
      deps,
      quota,
    )),
    ...addToLedger(arrivals.flatMap(arrival => ledgerOf(arrival, outcomes))),
    ...addToReceived(arrivals.flatMap(receivedOf)),
    ...replayedWrites(arrivals, outcomes),
    ...staleBy(accepted),
    ...beside,
  )

  // Another process was faster with the same id, between our look and our write.
  if (inserted.length < accepted.length) {
    const ours = new Set(inserted.map(row => row.event_id))
    const theirs = new Set(accepted.map(({ row }) => row.event_id).filter(id => !ours.has(id)))
    await correct(arrivals, theirs, outcomes, deps, quota)
  }
  return arrivals.map(arrival => answerOf(arrival, outcomes))
}

/**
 * Counts again the events whose ids somebody else took: they are repetitions, or they said something else and become
 * dead letters. Their claims have written nothing.
 */
async function correct(
  arrivals: readonly Arrival[],
  theirs: ReadonlySet<string>,
  outcomes: Map<Candidate, Outcome>,
  deps: StoreDeps,
  quota: LetterQuota,
): Promise<void> {
  const stored = await eventFingerprints(deps.db, theirs)
  const affected = arrivals.map(arrival =>
    onlyOf(arrival, one => theirs.has(one.row.event_id) && outcomes.get(one) !== 'conflict'),
  )
  const takenBack = affected.flatMap(arrival => ledgerOf(arrival, outcomes))
  for (const candidate of affected.flatMap(arrival => arrival.candidates)) {
    outcomes.set(candidate, stored.get(candidate.row.event_id) === candidate.row.body_fp ? 'duplicate' : 'conflict')
  }
  await deps.db.run(
    ...(await keepLetters(
      affected.flatMap(arrival => lettersOf(arrival, outcomes)),
      deps,
      quota,
    )),
    ...addToLedger([
      ...takenBack.map(entry => ({ ...entry, events: -entry.events })),
      ...affected.flatMap(arrival => ledgerOf(arrival, outcomes)),
    ]),
    ...replayedWrites(
      affected.filter(arrival => arrival.candidates.length > 0),
      outcomes,
    ),
  )
}

const onlyOf = (arrival: Arrival, isChosen: (candidate: Candidate) => boolean): Arrival => ({
  ...arrival,
  candidates: arrival.candidates.filter(isChosen),
  rejected: [],
  refused: null,
})

type About = Pick<DeadLetter, 'site_id' | 'received_at' | 'reason' | 'field' | 'detail' | 'event_id' | 'events'>
type UnkeptLetter = About & { letter: Letter; seen: Seen | null }

function lettersOf(arrival: Arrival, outcomes: Outcomes): UnkeptLetter[] {
  const { site_id, received_at, seen, refused, replayed } = arrival
  // What is replayed has its letter already; events of a request that is now taken have none yet.
  if (replayed?.kind === 'event' || (replayed && refused)) return []
  const ofEvents = rejectedOf(arrival, outcomes).flatMap(({ id, reason, field, detail, letter }) =>
    letter ? [{ site_id, received_at, reason, field, detail, event_id: id, events: 1, letter, seen }] : [],
  )
  if (!refused?.letter) return ofEvents
  const { reason, detail, events, letter } = refused
  return [...ofEvents, { site_id, received_at, reason, field: null, detail, event_id: null, events, letter, seen }]
}

/** What becomes of the dead letters that arrivals are made of. */
function replayedWrites(arrivals: readonly Arrival[], outcomes: Outcomes): Write[] {
  const landed: Replayed[] = []
  const writes: Write[] = []
  for (const arrival of arrivals) {
    const { replayed, refused } = arrival
    if (!replayed) continue
    const [rejected] = replayed.kind === 'event' ? rejectedOf(arrival, outcomes) : []
    if (refused) writes.push(letterRejectedAgain(replayed, { ...refused, field: null }))
    else if (!rejected) landed.push(replayed)
    else writes.push(rejected.letter ? letterRejectedAgain(replayed, rejected) : letterGone(replayed))
  }
  return [...writes, ...lettersReplayed(landed)]
}

async function keepLetters(letters: readonly UnkeptLetter[], deps: StoreDeps, quota: LetterQuota): Promise<Write[]> {
  const rows: DeadLetter[] = []
  for (const { letter, seen, ...about } of letters) {
    const row: DeadLetter = {
      ...about,
      dead_letter_id: deps.newId(),
      head: letter.head,
      sha256: await hashOf(letter, deps),
      bytes: letter.bytes,
      replayable: letter.isWhole && seen ? 1 : 0,
      replayed_at: null,
      kind: letter.kind,
      seen: letter.isWhole && seen ? JSON.stringify(seen) : null,
      tries: 0,
    }
    if (await quota(row)) rows.push(row)
  }
  return rows.length > 0 ? [insertInto(deadLetters, rows)] : []
}

export const hashOf = async ({ whole }: Letter, { sha256 }: Pick<StoreDeps, 'sha256'>): Promise<string> =>
  typeof whole === 'object' && 'sha256' in whole ? whole.sha256 : await sha256(whole)

const saidBy = ({ row: { event_id, body_fp, received_at }, sayings }: Candidate): Said[] =>
  sayings ? [{ sayings, event_id, body_fp, recorded_at: received_at }] : []

function staleBy(accepted: readonly Candidate[]): Write[] {
  const marks = accepted.flatMap(({ row, claim, sayings }): Stale[] => [
    ...(row.visitor_id === null ? [] : [{ kind: 'visitor' as const, key: row.visitor_id }]),
    ...(claim ? staleByClaim(claim) : []),
    ...(sayings ? staleBySayings(sayings) : []),
  ])
  return marks.length > 0 ? [markStale(marks)] : []
}

// One order for all writers: two PostgreSQL transactions that insert the same ids cannot then wait for each other.
const byId = (rows: readonly Event[]) => rows.toSorted((a, b) => (a.event_id < b.event_id ? -1 : 1))
