/**
 * The dataset `bookings`: the money of `credits` as it was booked, a signed row for the original amount and for each refund
 * and amendment. Per (deal, stage, model, touch) the rows sum to the credit. A deal that changed since its last run has
 * one row of its last known amount until the next run.
 */
import { sql } from 'drizzle-orm'
import type { Database, Row } from '../../db/database.ts'
import { adjustmentsOfDeals } from '../../db/queries/subject-facts.ts'
import type { Adjustment } from '../../db/schema.ts'
import type { Booking } from '../attribution/bookings.ts'
import { journeyBookings } from '../jobs/journey-bookings.ts'
import { credit, creditChannel, creditKey, creditModel, currentCredits, publishedCredits, run } from './columns.ts'
import { type Dataset, type Filter, given, of } from './dataset.ts'

export const bookings: Dataset = {
  columns: [
    ...credit,
    creditChannel,
    ...given('booked_at:time kind amount_minor:integer'),
    ...of('journeys', 'currency'),
    ...given('base_amount_minor:integer'),
    ...of('journeys', 'base_currency'),
    ...run,
  ],
  from: publishedCredits,
  where: currentCredits,
  key: creditKey,
  whole: 4,
  filters: { model: creditModel, stage: sql`credits.stage` },
  expand: {
    needs: {
      subject_id: sql`credits.subject_id`,
      model_key: sql`credits.model`,
      weight_e15: sql`credits.weight_e15`,
      net_minor: sql`journeys.amount_minor`,
      base_net_minor: sql`journeys.base_amount_minor`,
      rate: sql`journeys.rate`,
      deal_amount_minor: sql`deals.amount_minor`,
      deal_currency: sql`deals.currency`,
    },
    filters: ['at'],
    rows: bookedLines,
  },
}

/** @param rows  whole groups of (deal, stage, model) */
async function bookedLines(db: Database, rows: readonly Row[], { from = -Infinity, to = Infinity }: Filter): Promise<Row[]> {
  const adjustments = await adjustmentsOfDeals(
    db,
    rows.flatMap(row => textIn(row.deal_external_id) ?? []),
  )
  const adjustmentsOf = Map.groupBy(adjustments, adjustment => adjustment.deal_ref)
  const groups = Map.groupBy(rows, row => JSON.stringify([row.subject_id, row.deal_id, row.stage, row.model_key]))
  return [...groups.values()].flatMap(group => {
    const touches = group.toSorted((a, b) => Number(a.position) - Number(b.position))
    return bookingsOfRows(touches, adjustmentsOf.get(String(touches[0]?.deal_external_id)) ?? [])
      .filter(({ booked_at }) => booked_at >= from && booked_at < to)
      .flatMap(({ kind, booked_at, lines }) =>
        lines
          .map((line, i): Row => ({ ...touches[i], kind, booked_at, ...line }))
          .filter(line => kind === 'original' || line.amount_minor !== 0 || Number(line.base_amount_minor) !== 0),
      )
  })
}

function bookingsOfRows(touches: readonly Row[], adjustments: readonly Adjustment[]): Booking[] {
  const { stage_at, net_minor, base_net_minor, currency, base_currency, rate, ...row } = touches[0] ?? {}
  const journey = {
    stage_at: Number(stage_at),
    amount_minor: Number(net_minor),
    currency: String(currency),
    base_amount_minor: numberIn(base_net_minor),
    base_currency: String(base_currency),
    rate: textIn(rate),
  }
  const deal = {
    external_id: String(row.deal_external_id),
    amount_minor: numberIn(row.deal_amount_minor),
    currency: String(row.deal_currency),
  }
  const weights = touches.map(touch => Number(touch.weight_e15))
  return journeyBookings(journey, deal, adjustments, weights)
}

const textIn = (value: unknown): string | null => (typeof value === 'string' ? value : null)

const numberIn = (value: unknown): number | null => (typeof value === 'number' ? value : null)
