/** Credits as rows of their table, without an object for each: a run writes more of them than of all else together. */
import { type BulkInsert, insertValues, type OnConflict } from '../../db/database.ts'
import { type Credit, credits, type Journey } from '../../db/schema.ts'
import { creditsUnder } from '../attribution/credit.ts'
import type { Path } from '../attribution/journey.ts'
import { milestonesAlong } from '../attribution/milestones.ts'
import type { Model } from '../attribution/models.ts'

/** A row of the table `credits`, in the order of `columns`. */
export type CreditRow = readonly [
  subject_id: string,
  run_id: string,
  deal_id: string,
  stage: string,
  model: string,
  touch_id: string,
  position: number,
  milestones: string,
  weight_e15: number,
  amount_minor: number,
  base_amount_minor: number | null,
]

const columns = [
  'subject_id',
  'run_id',
  'deal_id',
  'stage',
  'model',
  'touch_id',
  'position',
  'milestones',
  'weight_e15',
  'amount_minor',
  'base_amount_minor',
] as const satisfies readonly (keyof Credit)[]

export const creditsInserted = (rows: readonly CreditRow[], conflict?: OnConflict<Credit>): BulkInsert =>
  insertValues(credits, columns, rows, conflict)

/** What rows of one journey and its credits have in common, and the money that is credited. */
export type CreditedJourney = Pick<Journey, 'subject_id' | 'run_id' | 'deal_id' | 'stage' | 'amount_minor' | 'base_amount_minor'>

/**
 * The rows of one journey under each model: one per touch that earned something, counted from 1 along the path. Touches
 * of weight 0 have none; an empty path has the one row `(unattributed)`, with no touch, at position 0.
 */
export function creditRows(row: CreditedJourney, journey: Path, models: readonly Model[]): CreditRow[] {
  const { subject_id, run_id, deal_id, stage } = row
  const { path } = journey
  const milestones = milestonesAlong(journey).map(names => names.join(';'))
  const rows: CreditRow[] = []
  for (const model of models) {
    const { weights_e15, amounts_minor, base_amounts_minor } = creditsUnder(
      model,
      journey,
      row.amount_minor,
      row.base_amount_minor,
    )
    for (let i = 0; i < weights_e15.length; i++) {
      if (weights_e15[i] === 0) continue
      rows.push([
        subject_id,
        run_id,
        deal_id,
        stage,
        model.key,
        path[i]?.touch_id ?? '',
        path.length === 0 ? 0 : i + 1,
        milestones[i] ?? '',
        weights_e15[i]!,
        amounts_minor[i]!,
        base_amounts_minor?.[i] ?? null,
      ])
    }
  }
  return rows
}
