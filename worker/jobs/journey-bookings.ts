import type { Adjustment } from '../../db/schema.ts'
import { type Booking, bookingsOf } from '../attribution/bookings.ts'
import type { PathTouch } from '../attribution/journey.ts'
import type { Receipt, ReceiptEntry } from '../attribution/receipt.ts'
import { type AdjustedDeal, type JourneyMoney, netsOf } from './deal-money.ts'

/**
 * How the money of a published journey was booked. A deal that has changed since its run has one booking of its last known
 * amount, until the next run.
 * @param adjustments  the deal's, in any order
 * @param weights      of the touches that earned something, in the order of the path; `[1]` when none did
 */
export function journeyBookings(
  journey: JourneyMoney,
  deal: AdjustedDeal,
  adjustments: readonly Adjustment[],
  weights: readonly number[],
): Booking[] {
  const { stage_at, amount_minor, base_amount_minor } = journey
  const asComputed = { kind: 'original' as const, at: stage_at, net_minor: amount_minor, base_net_minor: base_amount_minor }
  return bookingsOf(stage_at, netsOf(journey, deal, adjustments) ?? [asComputed], weights)
}

/** The same for a receipt: one line per touch that earned something, in order; none did: one line without a touch. */
export function receiptBookings<T extends PathTouch>(
  receipt: Receipt<T>,
  journey: JourneyMoney,
  deal: AdjustedDeal,
  adjustments: readonly Adjustment[],
): { readonly earning: readonly ReceiptEntry<T>[]; readonly bookings: readonly Booking[] } {
  const earning = receipt.entries.filter(entry => entry.weight_e15 > 0)
  const weights = earning.length > 0 ? earning.map(entry => entry.weight_e15) : [1]
  return { earning, bookings: journeyBookings(journey, deal, adjustments, weights) }
}
