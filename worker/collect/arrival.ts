/**
 * What one request brought, and what became of each of its events: taken, there already, or rejected. Pure; the
 * writing is in store.ts.
 */
import type { LedgerEntry, ReceivedEntry } from '../../db/queries/add-to-ledger.ts'
import type { DeadLetter, Event } from '../../db/schema.ts'
import type { WireAnswer } from '../../snippet/wire.ts'
import type { Reason } from '../errors.ts'
import type { Claim } from '../identity/link.ts'
import type { Sayings } from '../identity/user.ts'
import { type Letter, letterOfEvent } from './dead-letter.ts'
import type { Seen } from './visit.ts'

/** What one request brought, decided. */
export interface Arrival {
  /** Empty for a key that is no site's. */
  readonly site_id: string
  readonly received_at: number
  /** Events that came, counted before anything is decided about them; of a body that nobody can read: one. */
  readonly received: number
  /** What its dead letters keep for a replay; null: nobody looked. */
  readonly seen: Seen | null
  /** The dead letter that this is, sent through once more; absent: it came from outside. */
  readonly replayed?: Replayed
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

/** A dead letter as it was counted when it came, and when it is tried again. */
export interface Replayed extends Pick<DeadLetter, 'dead_letter_id' | 'kind' | 'reason' | 'events' | 'tries'> {
  readonly tried_at: number
}

/** An event that is to be stored. */
export interface Candidate {
  readonly index: number
  readonly row: Event
  readonly claim: Claim | null
  /** What a call of the Segment API says of its visitor beside that. */
  readonly sayings: Sayings | null
  /** SHA-256 of the code with which a sales link has led here. */
  readonly link_code_hash: string | null
  /** As it came, for the dead letter when its id is another event's. */
  readonly sent: unknown
  /** That letter, where what came has stayed behind. */
  readonly letter?: Letter
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

export type Outcome = 'accepted' | 'duplicate' | 'conflict'
export type Outcomes = ReadonlyMap<Candidate, Outcome>

/**
 * In order of arrival: the first with an id is accepted, unless one is stored already.
 * @param stored  event_id → body_fp
 */
export function decideOutcomes(candidates: readonly Candidate[], stored: ReadonlyMap<string, string>): Map<Candidate, Outcome> {
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

/** What an arrival rejects: what the steps rejected, and ids that are another event's. */
export function rejectedOf(arrival: Arrival, outcomes: Outcomes): Rejected[] {
  const conflicts = arrival.candidates
    .filter(candidate => outcomes.get(candidate) === 'conflict')
    .map(
      (candidate): Rejected => ({
        index: candidate.index,
        id: candidate.row.event_id,
        reason: 'id_conflict',
        field: 'id',
        detail: 'another event has this id',
        letter: letterOfCandidate(candidate, arrival.seen),
      }),
    )
  return [...arrival.rejected, ...conflicts].sort((a, b) => a.index - b.index)
}

/** What is kept of an event that was taken and cannot be stored. */
export const letterOfCandidate = ({ sent, letter }: Candidate, seen: Seen | null): Letter =>
  letter ?? letterOfEvent(sent, 'id_conflict', seen?.isPrivate ?? false)

export function answerOf(arrival: Arrival, outcomes: Outcomes): WireAnswer {
  const count = (outcome: Outcome) => arrival.candidates.filter(candidate => outcomes.get(candidate) === outcome).length
  return {
    accepted: count('accepted'),
    duplicates: count('duplicate'),
    rejected: rejectedOf(arrival, outcomes).map(({ index, id, reason, field }) => ({ index, id, reason, field })),
  }
}

const HOUR_MS = 3_600_000

const hourOf = ({ received_at }: Arrival) => Math.floor(received_at / HOUR_MS) * HOUR_MS

/** A replay takes back what its letter was counted as. */
export function ledgerOf(arrival: Arrival, outcomes: Outcomes): LedgerEntry[] {
  const hour_at = hourOf(arrival)
  const entry = (outcome: LedgerEntry['outcome'], reason: string, count: number): LedgerEntry => ({
    hour_at,
    site_id: arrival.site_id,
    outcome,
    reason,
    events: count,
  })
  const { replayed } = arrival
  return [
    ...arrival.candidates.flatMap(candidate => {
      const outcome = outcomes.get(candidate)
      if (outcome === 'duplicate') return [entry('duplicate', '', 1)]
      return outcome === 'accepted' ? [entry('accepted', candidate.row.bot_reason ?? '', 1)] : []
    }),
    ...rejectedOf(arrival, outcomes).map(({ reason }) => entry('rejected', reason, 1)),
    ...(arrival.refused ? [entry('refused', arrival.refused.reason, arrival.refused.events)] : []),
    ...(replayed ? [entry(replayed.kind === 'event' ? 'rejected' : 'refused', replayed.reason, -replayed.events)] : []),
  ].filter(({ events: count }) => count !== 0)
}

/** The other side of the ledger. A replay has been counted already, but for events that nobody could tell apart. */
export function receivedOf(arrival: Arrival): ReceivedEntry[] {
  const events = arrival.received - (arrival.replayed?.events ?? 0)
  return events === 0 ? [] : [{ hour_at: hourOf(arrival), site_id: arrival.site_id, events }]
}
