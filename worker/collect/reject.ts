/** Why one event of a batch is not taken, while its neighbours are. */
import type { Reason } from '../errors.ts'

/** Thrown by the steps of one event; the request goes on. */
export class EventRejected extends Error {
  readonly reason: Reason
  /** The field at fault, dots between levels; null when it is the event as a whole. */
  readonly field: string | null

  constructor(reason: Reason, field: string | null, detail: string) {
    super(detail)
    this.reason = reason
    this.field = field
  }
}
