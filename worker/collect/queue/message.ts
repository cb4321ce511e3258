/**
 * What a request brought, on its way through a queue: decided, in pieces that a message can hold, as JSON. What only the
 * request knows (when it came, with what, from where) is part of that already; its address and user agent are not, and
 * of what was sent only what may be stored.
 */

import { type Arrival, type Candidate, letterOfCandidate, type Rejected } from '../arrival.ts'
import type { Letter } from '../dead-letter.ts'
import { isObject } from '../json.ts'
import { hashOf, type StoreDeps } from '../store.ts'

export interface Message {
  /** Raised when a consumer of an older version could not read it. */
  readonly v: 1
  /** Stored once, however often it is delivered. */
  readonly id: string
  readonly arrival: Arrival
}

/** A queue takes 128,000 bytes, its own data about the message included. */
export const MAX_MESSAGE_BYTES = 120_000

export interface Packed {
  readonly messages: readonly string[]
  /** What no message can hold. */
  readonly tooLarge: readonly Arrival[]
}

/** @param deps  ids are those of the messages */
export async function packed(arrival: Arrival, deps: Pick<StoreDeps, 'newId' | 'sha256'>): Promise<Packed> {
  const messages: string[] = []
  const tooLarge: Arrival[] = []
  const pack = (piece: Arrival): void => {
    const text = JSON.stringify({ v: 1, id: deps.newId(), arrival: piece } satisfies Message)
    // UTF-8 has at most three bytes for each of a string's units, so most messages need no counting.
    if (3 * text.length <= MAX_MESSAGE_BYTES || encoder.encode(text).length <= MAX_MESSAGE_BYTES) messages.push(text)
    else {
      const halves = halvesOf(piece)
      if (halves) halves.forEach(pack)
      else tooLarge.push(piece)
    }
  }
  pack(await withoutSent(arrival, deps))
  return { messages, tooLarge }
}

/** A message that is none of ours, or of a version that we do not know. */
export class UnreadableMessage extends Error {}

/** @throws UnreadableMessage */
export function parseMessage(body: unknown): Message {
  const message = jsonOf(body)
  if (!isObject(message) || message.v !== 1 || typeof message.id !== 'string') throw new UnreadableMessage('not version 1')
  const { arrival } = message
  if (!isObject(arrival) || typeof arrival.site_id !== 'string' || !Number.isSafeInteger(arrival.received_at)) {
    throw new UnreadableMessage('it holds no arrival')
  }
  if (!Array.isArray(arrival.candidates) || !Array.isArray(arrival.rejected)) throw new UnreadableMessage('it holds no events')
  // Whoever can write to the queue can write to the store: what lies deeper is what we have packed.
  return message as unknown as Message
}

function jsonOf(body: unknown): unknown {
  if (typeof body !== 'string') throw new UnreadableMessage('it is no text')
  try {
    return JSON.parse(body)
  } catch {
    throw new UnreadableMessage('it is no JSON')
  }
}

const encoder = new TextEncoder()

/** Each event as it is stored, and as it would be kept as a dead letter, scrubbed; never as it was sent. */
async function withoutSent(arrival: Arrival, deps: Pick<StoreDeps, 'sha256'>): Promise<Arrival> {
  const hashed = async (letter: Letter): Promise<Letter> => ({ ...letter, whole: { sha256: await hashOf(letter, deps) } })
  const candidates: Candidate[] = []
  for (const candidate of arrival.candidates) {
    candidates.push({ ...candidate, sent: null, letter: await hashed(letterOfCandidate(candidate, arrival.seen)) })
  }
  const rejected: Rejected[] = []
  for (const one of arrival.rejected) rejected.push({ ...one, letter: one.letter && (await hashed(one.letter)) })
  const { refused } = arrival
  return {
    ...arrival,
    candidates,
    rejected,
    refused: refused && { ...refused, letter: refused.letter && (await hashed(refused.letter)) },
  }
}

function halvesOf(arrival: Arrival): [Arrival, Arrival] | null {
  const { candidates, rejected } = arrival
  if (candidates.length + rejected.length < 2) return null
  const taken = Math.ceil(candidates.length / 2)
  const refused = Math.floor(rejected.length / 2)
  return [
    pieceOf(arrival, candidates.slice(0, taken), rejected.slice(0, refused)),
    pieceOf(arrival, candidates.slice(taken), rejected.slice(refused)),
  ]
}

/** Every event of a request that is taken is either a candidate or rejected, so the pieces' counts add up to its own. */
const pieceOf = (arrival: Arrival, candidates: Arrival['candidates'], rejected: Arrival['rejected']): Arrival => ({
  ...arrival,
  candidates,
  rejected,
  received: candidates.length + rejected.length,
})
