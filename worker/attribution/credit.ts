import type { Path } from './journey.ts'
import type { Model } from './models.ts'
import { apportionBySum } from './split.ts'
import { WHOLE_E15, weightsUnder } from './weights.ts'

/**
 * What the touches of a path earned of a stage entry under one model: columns with one number per touch, in the order
 * of the path. Of an empty path they hold one number, for what no touch earned.
 */
export interface Credits {
  /** They sum to 10^15. */
  readonly weights_e15: readonly number[]
  readonly amounts_minor: readonly number[]
  /** Null when no rate is known. */
  readonly base_amounts_minor: readonly number[] | null
}

/**
 * The credits of one journey under one model. The weights sum to 10^15 and the money to the amounts.
 *
 * @param amountMinor  in the deal's currency, of either sign
 * @param baseMinor    the same, converted once to the base currency; null when no rate is known. It is split by
 *                     itself: converting the parts would not add up.
 */
export function creditsUnder(model: Model, journey: Path, amountMinor: number, baseMinor: number | null): Credits {
  const weights_e15 = journey.path.length === 0 ? UNATTRIBUTED : weightsUnder(model, journey)
  const split = (minor: number) => apportionBySum(minor, weights_e15, WHOLE_E15)
  const amounts_minor = split(amountMinor)
  if (baseMinor === null) return { weights_e15, amounts_minor, base_amounts_minor: null }
  return { weights_e15, amounts_minor, base_amounts_minor: baseMinor === amountMinor ? amounts_minor : split(baseMinor) }
}

const UNATTRIBUTED: readonly number[] = [WHOLE_E15]
