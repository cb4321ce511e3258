/**
 * Writes what requests brought, many requests in one transaction: events, who they identify, what they make stale,
 * what was rejected, and the counts, all or none. An event id is taken once, for ever: the first body wins.
 */
import { type Database, insertInto, type Write } from '../../db/database.ts'
import { addToLedger, type LedgerEntry } from '../../db/queries/add-to-ledger.ts'
import { eventFingerprints } from '../../db/queries/event-fingerprints.ts'
import { type DeadLetter, deadLetters, type Event, events } from '../../db/schema.ts'
import type { WireAnswer } from '../../snippet/wire.ts'
import type { Reason } from '../errors.ts'
import { type Claim, claimWrites, staleByClaim } from '../identity/link.ts'
import { markStale, type Stale } from '../jobs/stale.ts'
import { type Letter, type LetterQuota, letterOfEvent, letterQuota } from './dead-letter.ts'
import { storageRefusal } from './storage-error.ts'

/** What one request brought, decided. */
export interface Arrival {
  /** Empty for a key that is no site's. */
  readonly site_id: string
  readonly received_at: number
  readonly candidates: readonly Candidate[]
  readonly rejected: readonly Rejected[]
  /** The request as a whole was refused: why, and how many events it is known to have had. */
  readonly refused: {
    readonly reason: Reason
    readonly detail: string
    readonly events: number
    readonly letter: Letter | null
  } | null
}

/** An event that is to be stored. */
export interface Candidate {
  readonly index: number
  readonly row: Event
  readonly claim: Claim | null
  /** As it came, for the dead letter when its id is another event's. */
  readonly sent: unknown
}

export interface Rejected {
  /** Its place in the batch. */
  readonly index: number
  readonly id: string | null
  readonly reason: Reason
  readonly field: string | null
  readonly detail: string
  /** Null when nothing of it may be kept. */
  readonly letter: Letter | null
}

export interface StoreDeps {
  readonly db: Database
  readonly newId: () => string
  /** Hex. */
  readonly sha256: (data: string | Uint8Array) => string | Promise<string>
}

/** Stores arrivals together. @throws RequestRefused storage_full, storage_unavailable */
export type StoreArrivals = (arrivals: readonly Arrival[]) => Promise<WireAnswer[]>

export function arrivalStore(deps: StoreDeps): StoreArrivals {
  const quota = letterQuota(deps.db)
  return async arrivals => {
    try {
      return await storeArrivals(arrivals, deps, quota)
    } catch (error) {
      throw storageRefusal(error) ?? error
    }
  }
}

type Outcome = 'accepted' | 'duplicate' | 'conflict'

async function storeArrivals(arrivals: readonly Arrival[], deps: StoreDeps, quota: LetterQuota): Promise<WireAnswer[]> {
  const { db } = deps
  const candidates = arrivals.flatMap(arrival => arrival.candidates)
  const ids = candidates.map(({ row }) => row.event_id)
  const outcomes = decideOutcomes(candidates, await eventFingerprints(db, ids))
  const accepted = candidates.filter(candidate => outcomes.get(candidate) === 'accepted')

  const [inserted = []] = await db.run(
    insertInto(events, byId(accepted.map(({ row }) => row)), { on: ['event_id'] }, ['event_id']),
    ...accepted.flatMap(({ row, claim }) => (claim ? claimWrites(claim, row.body_fp, row.received_at, deps.newId) : [])),
    ...(await keepLetters(
      arrivals.flatMap(arrival => lettersOf(arrival, outcomes)),
      deps,
      quota,
    )),
    ...addToLedger(arrivals.flatMap(arrival => ledgerOf(arrival, outcomes))),
    ...staleBy(accepted),
  )

  // Another process was faster with the same id, between our look and our write.
  if (inserted.length < accepted.length) {
    const ours = new Set(inserted.map(row => row.event_id))
    const beaten = new Set(accepted.filter(({ row }) => !ours.has(row.event_id)))
    await correct(arrivals, beaten, outcomes, deps, quota)
  }
  return arrivals.map(arrival => answerOf(arrival, outcomes))
}

/** In order of arrival: the first with an id is accepted, unless one is stored already. */
function decideOutcomes(candidates: readonly Candidate[], stored: ReadonlyMap<string, string>): Map<Candidate, Outcome> {
  const taken = new Map(stored)
  return new Map(
    candidates.map(candidate => {
      const { event_id, body_fp } = candidate.row
      const known = taken.get(event_id)
      if (known === undefined) taken.set(event_id, body_fp)
      return [candidate, known === undefined ? 'accepted' : known === body_fp ? 'duplicate' : 'conflict']
    }),
  )
}

/** The beaten were counted as accepted: takes that back, and keeps those that said something else as dead letters. */
async function correct(
  arrivals: readonly Arrival[],
  beaten: ReadonlySet<Candidate>,
  outcomes: Map<Candidate, Outcome>,
  deps: StoreDeps,
  quota: LetterQuota,
): Promise<void> {
  const stored = await eventFingerprints(
    deps.db,
    [...beaten].map(({ row }) => row.event_id),
  )
  const takenBack = arrivals.flatMap(arrival => ledgerOf(onlyOf(arrival, beaten), outcomes))
  for (const candidate of beaten) {
    outcomes.set(candidate, stored.get(candidate.row.event_id) === candidate.row.body_fp ? 'duplicate' : 'conflict')
  }
  const now = arrivals.map(arrival => onlyOf(arrival, beaten))
  await deps.db.run(
    ...(await keepLetters(
      now.flatMap(arrival => lettersOf(arrival, outcomes)),
      deps,
      quota,
    )),
    ...addToLedger([
      ...takenBack.map(entry => ({ ...entry, events: -entry.events })),
      ...now.flatMap(arrival => ledgerOf(arrival, outcomes)),
    ]),
  )
}

const onlyOf = (arrival: Arrival, chosen: ReadonlySet<Candidate>): Arrival => ({
  ...arrival,
  candidates: arrival.candidates.filter(candidate => chosen.has(candidate)),
  rejected: [],
  refused: null,
})

/** What an arrival rejects: what the steps rejected, and ids that are another event's. */
function rejectedOf(arrival: Arrival, outcomes: ReadonlyMap<Candidate, Outcome>): Rejected[] {
  const conflicts = arrival.candidates
    .filter(candidate => outcomes.get(candidate) === 'conflict')
    .map(
      ({ index, row, sent }): Rejected => ({
        index,
        id: row.event_id,
        reason: 'id_conflict',
        field: 'id',
        detail: 'another event has this id',
        letter: letterOfEvent(sent, 'id_conflict'),
      }),
    )
  return [...arrival.rejected, ...conflicts].sort((a, b) => a.index - b.index)
}

function answerOf(arrival: Arrival, outcomes: ReadonlyMap<Candidate, Outcome>): WireAnswer {
  const count = (outcome: Outcome) => arrival.candidates.filter(candidate => outcomes.get(candidate) === outcome).length
  return {
    accepted: count('accepted'),
    duplicates: count('duplicate'),
    rejected: rejectedOf(arrival, outcomes).map(({ index, id, reason, field }) => ({ index, id, reason, field })),
  }
}

const HOUR_MS = 3_600_000

function ledgerOf(arrival: Arrival, outcomes: ReadonlyMap<Candidate, Outcome>): LedgerEntry[] {
  const hour_at = Math.floor(arrival.received_at / HOUR_MS) * HOUR_MS
  const entry = (outcome: LedgerEntry['outcome'], reason: string, count: number): LedgerEntry => ({
    hour_at,
    site_id: arrival.site_id,
    outcome,
    reason,
    events: count,
  })
  const { accepted, duplicates } = answerOf(arrival, outcomes)
  return [
    entry('accepted', '', accepted),
    entry('duplicate', '', duplicates),
    ...rejectedOf(arrival, outcomes).map(({ reason }) => entry('rejected', reason, 1)),
    ...(arrival.refused ? [entry('refused', arrival.refused.reason, arrival.refused.events)] : []),
  ].filter(({ events: count }) => count > 0)
}

type UnkeptLetter = Pick<DeadLetter, 'site_id' | 'received_at' | 'reason' | 'field' | 'detail' | 'event_id'> & { letter: Letter }

function lettersOf(arrival: Arrival, outcomes: ReadonlyMap<Candidate, Outcome>): UnkeptLetter[] {
  const { site_id, received_at, refused } = arrival
  if (site_id === '') return []
  const ofEvents = rejectedOf(arrival, outcomes).flatMap(({ id, reason, field, detail, letter }) =>
    letter ? [{ site_id, received_at, reason, field, detail, event_id: id, letter }] : [],
  )
  if (!refused?.letter) return ofEvents
  const { reason, detail, letter } = refused
  return [...ofEvents, { site_id, received_at, reason, field: null, detail, event_id: null, letter }]
}

async function keepLetters(letters: readonly UnkeptLetter[], deps: StoreDeps, quota: LetterQuota): Promise<Write[]> {
  const rows: DeadLetter[] = []
  for (const { letter, ...about } of letters) {
    const row: DeadLetter = {
      ...about,
      dead_letter_id: deps.newId(),
      head: letter.head,
      sha256: await deps.sha256(letter.whole),
      bytes: letter.bytes,
      replayable: letter.isWhole ? 1 : 0,
      replayed_at: null,
    }
    if (await quota(row)) rows.push(row)
  }
  return rows.length > 0 ? [insertInto(deadLetters, rows)] : []
}

function staleBy(accepted: readonly Candidate[]): Write[] {
  const marks = accepted.flatMap(({ row, claim }): Stale[] => [
    ...(row.visitor_id === null ? [] : [{ kind: 'visitor' as const, key: row.visitor_id }]),
    ...(claim ? staleByClaim(claim) : []),
  ])
  return marks.length > 0 ? [markStale(marks)] : []
}

// One order for all writers: two PostgreSQL transactions that insert the same ids cannot then wait for each other.
const byId = (rows: readonly Event[]) => rows.toSorted((a, b) => (a.event_id < b.event_id ? -1 : 1))
