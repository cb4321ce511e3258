/**
 * Takes messages out of the queue and stores what they hold, many in one transaction, each once: its id is written with
 * it, and a message whose id is there is only acknowledged. So a crash at any point costs a repetition and no event.
 *
 * A transaction that fails is tried again by halves until the message at fault is alone; that one is delivered again
 * later, and at last, from the queue of dead messages, becomes dead letters.
 */
import type { Database } from '../../../db/database.ts'
import { deliveredAmong, messagesDelivered } from '../../../db/queries/delivered-messages.ts'
import { RequestRefused } from '../../errors.ts'
import { letterOfCandidate } from '../arrival.ts'
import { letterOfRequest } from '../dead-letter.ts'
import type { StoreArrivals } from '../store.ts'
import { type Message, parseMessage, UnreadableMessage } from './message.ts'

/** A message as a queue hands it over. */
export interface Delivery {
  readonly id: string
  readonly body: unknown
  /** How often it was delivered, this time included. */
  readonly attempts: number
  ack(): void
  retry(options?: { delaySeconds?: number }): void
}

export interface DeliverDeps {
  readonly db: Database
  readonly store: StoreArrivals
  readonly now: () => number
  readonly report: (error: unknown, about: string) => void
}

/** Events in one transaction: more do not make it cheaper, and one that fails has less to repeat. */
const MAX_EVENTS = 500

export async function deliver(deliveries: readonly Delivery[], deps: DeliverDeps): Promise<void> {
  for (const load of loadsOf(deliveries.map(read))) await deliverLoad(load, deps)
}

/** What was delivered in vain so often that the queue gave it up. It is stored after all, or becomes dead letters. */
export async function bury(deliveries: readonly Delivery[], deps: DeliverDeps): Promise<void> {
  for (const delivery of deliveries) {
    const parcel = read(delivery)
    try {
      await storeOnce([parcel], deps).catch(async error => {
        if (isEverybodys(error)) throw error
        deps.report(error, `message ${delivery.id}`)
        await storeOnce([{ ...parcel, message: undeliverable(parcel, deps.now()) }], deps)
      })
    } catch (error) {
      deps.report(error, `message ${delivery.id}`)
      delivery.retry({ delaySeconds: BURIAL_PAUSE_S })
      continue
    }
    delivery.ack()
  }
}

/** With 100 tries, as wrangler.jsonc says, a store may be away for a day. */
const BURIAL_PAUSE_S = 900

interface Parcel {
  readonly delivery: Delivery
  readonly message: Message | UnreadableMessage
}

function read(delivery: Delivery): Parcel {
  try {
    return { delivery, message: parseMessage(delivery.body) }
  } catch (error) {
    if (!(error instanceof UnreadableMessage)) throw error
    return { delivery, message: error }
  }
}

async function deliverLoad(load: readonly Parcel[], deps: DeliverDeps): Promise<void> {
  try {
    await storeOnce(load, deps)
  } catch (error) {
    if (load.length > 1 && !isEverybodys(error)) {
      const half = Math.ceil(load.length / 2)
      await deliverLoad(load.slice(0, half), deps)
      await deliverLoad(load.slice(half), deps)
      return
    }
    for (const { delivery } of load) {
      deps.report(error, `message ${delivery.id}`)
      delivery.retry({ delaySeconds: pauseAfter(delivery.attempts) })
    }
    return
  }
  for (const { delivery } of load) delivery.ack()
}

/** 10, 40 and 160 seconds. */
const pauseAfter = (attempts: number) => 10 * 4 ** (Math.max(attempts, 1) - 1)

/** The whole store's: each message would meet it. */
const isEverybodys = (error: unknown) => error instanceof RequestRefused

/** Stores those that are not stored yet. @throws UnreadableMessage, RequestRefused storage_full, storage_unavailable */
async function storeOnce(load: readonly Parcel[], { db, store, now }: DeliverDeps): Promise<void> {
  const byId = new Map<string, Message>()
  for (const { message } of load) {
    if (message instanceof UnreadableMessage) throw message
    byId.set(message.id, message)
  }
  for (const id of await deliveredAmong(db, [...byId.keys()])) byId.delete(id)
  if (byId.size === 0) return
  const arrivals = Array.from(byId.values(), message => message.arrival)
  await store(arrivals, [messagesDelivered([...byId.keys()], now())])
}

function loadsOf(parcels: readonly Parcel[]): Parcel[][] {
  const loads: Parcel[][] = []
  let events = 0
  for (const parcel of parcels) {
    const weight = weightOf(parcel)
    const last = loads.at(-1)
    if (last && events + weight <= MAX_EVENTS) last.push(parcel)
    else {
      loads.push([parcel])
      events = 0
    }
    events += weight
  }
  return loads
}

const weightOf = ({ message }: Parcel) =>
  message instanceof UnreadableMessage ? 1 : 1 + message.arrival.candidates.length + message.arrival.rejected.length

const encoder = new TextEncoder()

/** The same events, rejected: what was never stored was never counted, so the ledger balances. */
function undeliverable({ delivery, message }: Parcel, now: number): Message {
  if (message instanceof UnreadableMessage) return unreadable(delivery, message, now)
  const { arrival } = message
  const rejected = arrival.candidates.map(candidate => ({
    index: candidate.index,
    id: candidate.row.event_id,
    reason: 'undeliverable' as const,
    field: null,
    detail: WHY,
    letter: letterOfCandidate(candidate, arrival.seen),
  }))
  return { ...message, arrival: { ...arrival, candidates: [], rejected: [...arrival.rejected, ...rejected] } }
}

const WHY = 'the store refused it each time'

/** Nobody knows whose it is, or what in it is personal: it is kept as far as a body that is no JSON would be. */
function unreadable({ id, body }: Delivery, { message }: UnreadableMessage, received_at: number): Message {
  const text = typeof body === 'string' ? body : (JSON.stringify(body) ?? '')
  const letter = { ...letterOfRequest(encoder.encode(text), true), isWhole: false }
  const refused = { reason: 'undeliverable' as const, detail: message, events: 1, letter }
  const arrival = { site_id: '', received_at, received: 1, seen: null, candidates: [], rejected: [], refused }
  return { v: 1, id: `queue ${id}`, arrival }
}
