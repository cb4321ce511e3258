import type { Path } from './journey.ts'
import { milestonesAlong } from './milestones.ts'
import type { Model } from './models.ts'
import { apportion } from './split.ts'
import { WHOLE_E15, weightsUnder } from './weights.ts'

/** What one touch earned of a stage entry under one model: a row of the table `credits` without its deal and run. */
export interface Credit {
  /** The model's key. */
  readonly model: string
  /** Empty: what no touch earned, `(unattributed)`. */
  readonly touch_id: string
  /** Counted from 1 along the path; 0 for `(unattributed)`. */
  readonly position: number
  /** `FT;LC`; empty for none. */
  readonly milestones: string
  readonly weight_e15: number
  readonly amount_minor: number
  readonly base_amount_minor: number | null
}

/**
 * The credits of one journey under each model. Per model the weights sum to 10^15 and the money to the amounts;
 * touches of weight 0 have no row, an empty path has the one row `(unattributed)`.
 *
 * @param amountMinor  in the deal's currency, of either sign
 * @param baseMinor    the same, converted once to the base currency; null when no rate is known. It is split by
 *                     itself: converting the parts would not add up.
 */
export function creditsOf(journey: Path, models: readonly Model[], amountMinor: number, baseMinor: number | null): Credit[] {
  const { path } = journey
  if (path.length === 0) return models.map(model => unattributed(model, amountMinor, baseMinor))

  const milestones = milestonesAlong(journey).map(names => names.join(';'))
  const credits: Credit[] = []
  for (const model of models) {
    const weights = weightsUnder(model, journey)
    const amounts = apportion(amountMinor, weights)
    const baseAmounts = baseMinor === null ? null : baseMinor === amountMinor ? amounts : apportion(baseMinor, weights)
    for (let i = 0; i < path.length; i++) {
      const weight_e15 = weights[i]!
      if (weight_e15 === 0) continue
      credits.push({
        model: model.key,
        touch_id: path[i]!.touch_id,
        position: i + 1,
        milestones: milestones[i]!,
        weight_e15,
        amount_minor: amounts[i]!,
        base_amount_minor: baseAmounts === null ? null : baseAmounts[i]!,
      })
    }
  }
  return credits
}

function unattributed(model: Model, amount_minor: number, base_amount_minor: number | null): Credit {
  return { model: model.key, touch_id: '', position: 0, milestones: '', weight_e15: WHOLE_E15, amount_minor, base_amount_minor }
}
