/** The credits of a journey as the job stores them, one object per row. */
import type { Credit as StoredCredit } from '../../../db/schema.ts'
import type { Path } from '../../../worker/attribution/journey.ts'
import type { Model } from '../../../worker/attribution/models.ts'
import { creditRows } from '../../../worker/jobs/credit-rows.ts'

export type Credit = Omit<StoredCredit, 'subject_id' | 'run_id' | 'deal_id' | 'stage'>

export function creditsOf(
  journey: Path,
  models: readonly Model[],
  amount_minor: number,
  base_amount_minor: number | null,
): Credit[] {
  const row = { subject_id: 's', run_id: 'r', deal_id: 'd', stage: journey.stage, amount_minor, base_amount_minor }
  return creditRows(row, journey, models).map(
    ([, , , , model, touch_id, position, milestones, weight_e15, amount, baseAmount]) => ({
      model,
      touch_id,
      position,
      milestones,
      weight_e15,
      amount_minor: amount,
      base_amount_minor: baseAmount,
    }),
  )
}
