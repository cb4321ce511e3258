/**
 * Puts what a request brought into a queue instead of the store, so that the answer waits for no database. What is
 * answered is what the request alone can tell: an event that was stored by an earlier request counts as accepted here,
 * and as a duplicate in the ledger, which the consumer writes.
 */
import type { WireAnswer } from '../../../snippet/wire.ts'
import { RequestRefused } from '../../errors.ts'
import { type Arrival, answerOf, decideOutcomes } from '../arrival.ts'
import type { StoreDeps } from '../store.ts'
import { packed } from './message.ts'

export interface SendDeps extends Pick<StoreDeps, 'newId' | 'sha256'> {
  /** Resolves when the queue has the message for good. */
  readonly send: (message: string) => Promise<unknown>
  /** For what no message can hold. */
  readonly store: (arrival: Arrival) => Promise<unknown>
  readonly report: (error: unknown, about: string) => void
}

/** @returns what CollectDeps takes as `store`. @throws RequestRefused storage_unavailable */
export function queuedStore(deps: SendDeps): (arrival: Arrival) => Promise<WireAnswer> {
  return async arrival => {
    // A probe that holds no event leaves no trace.
    if (arrival.received > 0 || arrival.refused?.letter) {
      const { messages, tooLarge } = await packed(arrival, deps)
      await sendAll(messages, deps)
      for (const one of tooLarge) await deps.store(one)
    }
    return answerOf(arrival, decideOutcomes(arrival.candidates, new Map()))
  }
}

/** When one of several is not taken the sender repeats them all, and those that were are duplicates then. */
async function sendAll(messages: readonly string[], { send, report }: SendDeps): Promise<void> {
  try {
    await Promise.all(messages.map(message => send(message)))
  } catch (error) {
    report(error, 'queue')
    throw new RequestRefused('storage_unavailable', 'the queue before the store takes nothing now')
  }
}
