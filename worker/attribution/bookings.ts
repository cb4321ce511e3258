/** A stage entry's money as it was booked: the original amount, then a signed line for each refund and amendment. Pure. */
import { linesToBook } from './split.ts'

export type BookingKind = 'original' | 'refund' | 'amendment'

/** What a deal is worth from an instant on. */
export interface NetSoFar {
  readonly kind: BookingKind
  readonly at: number
  /** After this and everything before it. */
  readonly net_minor: number
  /** The same in the base currency, each converted as a whole at the deal's one rate; null when no rate is known. */
  readonly base_net_minor: number | null
}

export interface Booking {
  readonly kind: BookingKind
  /** Nothing of a stage entry is booked before the stage itself. */
  readonly booked_at: number
  /** Signed: what this changes in all. */
  readonly amount_minor: number
  readonly base_amount_minor: number | null
  /** Signed, one per weight and in their order; they sum to the above. */
  readonly lines: readonly { readonly amount_minor: number; readonly base_amount_minor: number | null }[]
}

/**
 * Each touch's part of the net so far, less what it was booked already: the lines of a booking add up to the change, the
 * lines of a touch to its credit, and after a full refund every touch stands at 0.
 *
 * @param stageAt  when the deal came to the stage
 * @param nets     the original first, then what changed it in the order of time
 * @param weights  of the touches that earned something, in the order of the path
 */
export function bookingsOf(stageAt: number, nets: readonly NetSoFar[], weights: readonly number[]): Booking[] {
  let booked = weights.map(() => 0)
  let baseBooked = weights.map(() => 0)
  let before = 0
  let baseBefore = 0
  return nets.map(({ kind, at, net_minor, base_net_minor }): Booking => {
    const lines = linesToBook(net_minor, weights, booked)
    const baseLines = base_net_minor === null ? null : linesToBook(base_net_minor, weights, baseBooked)
    const booking = {
      kind,
      booked_at: Math.max(stageAt, at),
      amount_minor: net_minor - before,
      base_amount_minor: base_net_minor === null ? null : base_net_minor - baseBefore,
      lines: lines.map((amount_minor, i) => ({ amount_minor, base_amount_minor: baseLines?.[i] ?? null })),
    }
    booked = sums(booked, lines)
    before = net_minor
    if (baseLines !== null) baseBooked = sums(baseBooked, baseLines)
    baseBefore = base_net_minor ?? baseBefore
    return booking
  })
}

const sums = (booked: readonly number[], lines: readonly number[]) => booked.map((amount, i) => amount + lines[i]!)
