import { creditsUnder } from './credit.ts'
import type { ExclusionReason } from './exclusions.ts'
import type { Journey, JourneyEntry, PathTouch } from './journey.ts'
import type { Model } from './models.ts'
import { percent } from './rule.ts'
import { isStandard } from './stages.ts'
import { WHOLE_E15 } from './weights.ts'

/** One touch of a receipt. What it did not earn is 0. */
export interface ReceiptEntry<T extends PathTouch> {
  readonly touch: T
  readonly eligible: boolean
  /** Why it was left out; null when it was not. */
  readonly reason: ExclusionReason | null
  readonly position: number | null
  readonly milestones: readonly string[]
  /** The model's own number for it before normalising: the share of its milestones, its decay factor. */
  readonly stated_weight: number | null
  readonly weight_e15: number
  readonly amount_minor: number
  /** It got a minor unit more than its weight rounded down: the amount does not divide evenly. */
  readonly odd_unit: boolean
  readonly base_amount_minor: number | null
}

export interface Receipt<T extends PathTouch> {
  readonly model: Pick<Model, 'name' | 'title' | 'definition' | 'convention'>
  readonly entries: readonly ReceiptEntry<T>[]
  readonly unattributed_minor: number
  readonly missing_milestones: readonly string[]
  /** Why the touch with the largest weight got what it got, or why none did. */
  readonly sentence: string
}

/** Explains one journey's credit under one model. Its numbers are those of creditsUnder. */
export function receiptFor<T extends PathTouch>(
  journey: Journey<T>,
  model: Model,
  amountMinor: number,
  baseMinor: number | null,
): Receipt<T> {
  const { weights_e15, amounts_minor, base_amounts_minor } = creditsUnder(model, journey, amountMinor, baseMinor)
  const isEmpty = journey.path.length === 0
  const stated = isEmpty ? null : model.stated(journey)

  const entryFor = ({ touch, excluded, position, milestones }: JourneyEntry<T>): ReceiptEntry<T> => {
    const index = position === null ? -1 : position - 1
    const weight = weights_e15[index] ?? 0
    const amount = amounts_minor[index] ?? 0
    return {
      touch,
      eligible: excluded === null,
      reason: excluded,
      position,
      milestones,
      stated_weight: stated?.[index] ?? null,
      weight_e15: weight,
      amount_minor: amount,
      odd_unit: Math.abs(amount) > leastShare(amountMinor, weight),
      base_amount_minor: baseMinor === null ? null : (base_amounts_minor?.[index] ?? 0),
    }
  }
  const { name, title, definition, convention } = model
  return {
    model: { name, title, definition, convention },
    entries: journey.entries.map(entryFor),
    unattributed_minor: isEmpty ? amountMinor : 0,
    missing_milestones: journey.missing_milestones,
    sentence: isEmpty ? emptySentence(journey) : sentenceOn(journey, model, weights_e15),
  }
}

/** The weight, too, was rounded down: a third of 900.00 is 300.00 and nothing odd. */
function leastShare(amountMinor: number, weight: number): number {
  return Number((BigInt(Math.abs(amountMinor)) * BigInt(weight + 1)) / BigInt(WHOLE_E15))
}

function sentenceOn(journey: Journey, model: Model, weights: readonly number[]): string {
  const index = weights.reduce((largest, weight, i) => (weight > weights[largest]! ? i : largest), 0)
  const touch = `touch ${index + 1} of ${weights.length} (${journey.path[index]!.channel})`
  return `No touch${upTo(journey)} earns more than ${touch}, ${shareOf(weights[index]!)}: ${model.because(journey, index)}.`
}

/** What earns something is not said to earn 0 %. */
const shareOf = (weight: number) => (weight < WHOLE_E15 / 1000 ? 'less than 0.1 %' : percent(weight / WHOLE_E15))

function emptySentence(journey: Journey): string {
  const { length } = journey.entries
  const found = length === 0 ? 'No touch was found' : `Of ${length} found, no touch${upTo(journey)} can earn credit`
  return `${found}, so the whole amount stays unattributed.`
}

/** A stage of the workspace's own is said: what it is nobody else can know. */
const upTo = ({ stage }: Journey) => (isStandard(stage) ? '' : ` up to the stage ${stage}`)
