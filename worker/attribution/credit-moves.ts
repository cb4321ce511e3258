/** What one journey's credits under a model were and have become, step by step. Pure. */
import type { CauseName, ChangeCause } from './change-causes.ts'
import type { Path } from './journey.ts'
import type { Model } from './models.ts'
import { apportion } from './split.ts'
import { weightsUnder } from './weights.ts'

/** A journey with its amount in minor units of the base currency; without a known rate that is 0, as in every sum. */
export interface WeighedJourney {
  readonly path: Path
  readonly base_minor: number
}

/** A cause of a change, that the model's numbers are others, or that more than one cause has its part. */
export type MoveCause = CauseName | 'model' | 'several'

/**
 * What one touch has under one channel; a touch that was put into another channel is two parts. `touch_id` is empty for
 * what no touch earned, which has no channel.
 */
export interface CreditPart {
  readonly touch_id: string
  readonly channel: string | null
  readonly before_minor: number
  readonly after_minor: number
}

export interface CreditStep {
  readonly cause: MoveCause
  /** By channel, null for what no touch earned; zeros are left out. */
  readonly by_channel: ReadonlyMap<string | null, number>
}

export interface CreditMoves {
  /** Of either journey; those that are the same among them. */
  readonly parts: readonly CreditPart[]
  readonly steps: readonly CreditStep[]
}

/**
 * First the new amount by the old weights, then the new journey by the old model, then the new model: each step's parts
 * add up exactly, so the steps together are the whole change, to the minor unit.
 *
 * @param before  null: there was no such journey
 * @param causes  of the change of the journey; empty when it has not changed
 */
export function creditMoves(
  before: WeighedJourney | null,
  after: WeighedJourney | null,
  models: { readonly before: Model; readonly after: Model },
  causes: readonly ChangeCause[],
): CreditMoves {
  const was = splitOf(before, before, models.before)
  const repriced = after === null ? was : splitOf(before, after, models.before)
  const rerouted = splitOf(after, after, models.before)
  const is = models.before.key === models.after.key ? rerouted : splitOf(after, after, models.after)

  const [ofAmount, ofPath] = partition(causes)
  const steps = [
    stepFrom(was, repriced, oneOf(ofAmount, ofPath)),
    stepFrom(repriced, rerouted, oneOf(ofPath, ofAmount)),
    stepFrom(rerouted, is, 'model'),
  ]
  const parts = [...new Set([...was.keys(), ...is.keys()])].map((key): CreditPart => {
    const { touch_id, channel } = (was.get(key) ?? is.get(key))!
    return { touch_id, channel, before_minor: was.get(key)?.minor ?? 0, after_minor: is.get(key)?.minor ?? 0 }
  })
  return {
    parts,
    steps: steps.filter(step => step.by_channel.size > 0),
  }
}

interface Earned {
  readonly touch_id: string
  readonly channel: string | null
  readonly minor: number
}

type Split = ReadonlyMap<string, Earned>

/** The amount of one journey over the path of another. */
function splitOf(journey: WeighedJourney | null, priced: WeighedJourney | null, model: Model): Split {
  if (journey === null || priced === null) return new Map()
  const { path } = journey
  const weights = weightsUnder(model, path)
  if (weights.length === 0) return new Map([['', { touch_id: '', channel: null, minor: priced.base_minor }]])
  const parts = apportion(priced.base_minor, weights)
  return new Map(
    path.path.map(({ touch_id, channel }, i) => [
      JSON.stringify([touch_id, channel]),
      { touch_id, channel, minor: parts[i] ?? 0 },
    ]),
  )
}

function stepFrom(from: Split, to: Split, cause: MoveCause): CreditStep {
  const by_channel = new Map<string | null, number>()
  const add = ({ channel, minor }: Earned, sign: number) => by_channel.set(channel, (by_channel.get(channel) ?? 0) + sign * minor)
  for (const part of to.values()) add(part, 1)
  for (const part of from.values()) add(part, -1)
  for (const [channel, minor] of by_channel) if (minor === 0) by_channel.delete(channel)
  return { cause, by_channel }
}

const amountCauses: ReadonlySet<CauseName> = new Set(['deal_amount', 'adjustment', 'rate'])

function partition(causes: readonly ChangeCause[]): [amount: Set<CauseName>, path: Set<CauseName>] {
  const names = causes.map(({ cause }) => cause)
  return [new Set(names.filter(name => amountCauses.has(name))), new Set(names.filter(name => !amountCauses.has(name)))]
}

/** The one cause of its kind; where there is none of its kind, what else there is: a deal that moved has another amount, too. */
function oneOf(own: ReadonlySet<CauseName>, others: ReadonlySet<CauseName>): MoveCause {
  const [first = 'other', ...more] = own.size > 0 ? own : others
  return more.length > 0 ? 'several' : first
}
