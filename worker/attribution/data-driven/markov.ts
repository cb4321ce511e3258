/** The Markov removal effect in closed form, without simulation. Rules: attribution-models.md, section 4.1. */
import { settler } from './absorption.ts'
import { type Chain, chainOf } from './chain.ts'
import { type ChannelPath, folded, type PathTable } from './paths.ts'
import { totalOf } from './sums.ts'

/** By channel, in code-point order. */
export type ByChannel = ReadonlyMap<string, number>

export interface Transition {
  /** Empty: the start. */
  readonly from: readonly string[]
  readonly to: readonly string[]
  readonly probability: number
}

export interface Markov {
  readonly p_conversion: number
  /** Value per journey. */
  readonly expected_value: number
  /** The part of all conversions that is lost when every journey that reaches the channel ends there. */
  readonly removal_effect: ByChannel
  readonly removal_effect_value: ByChannel
  /** All conversions, shared by removal effect. */
  readonly attributed_conversions: ByChannel
  readonly attributed_value: ByChannel
  /** From the start and between states; without those to a conversion or to none. */
  readonly transitions: readonly Transition[]
  readonly states: number
}

/** @param order  how many channels a state remembers; Infinity: the whole journey */
export function markov(paths: Iterable<ChannelPath>, order: number): Markov {
  const table = folded(paths)
  const chain = chainOf(table, order)
  const journeys = totalOf(chain.begun)
  const conversions = removalEffects(chain, table, chain.conversions)
  const value = removalEffects(chain, table, chain.value)
  return {
    p_conversion: journeys === 0 ? 0 : conversions.expected / journeys,
    expected_value: journeys === 0 ? 0 : value.expected / journeys,
    removal_effect: conversions.effects,
    removal_effect_value: value.effects,
    attributed_conversions: shared(conversions.effects, totalOf(chain.conversions)),
    attributed_value: shared(value.effects, totalOf(chain.value)),
    transitions: transitionsOf(chain, table, journeys),
    states: chain.stateCount,
  }
}

/** Removal effects on conversions alone: all that credit needs, in half the time. */
export function removalEffect(table: PathTable, order: number): { effects: ByChannel; states: number; p_conversion: number } {
  const chain = chainOf(table, order)
  const journeys = totalOf(chain.begun)
  const { effects, expected } = removalEffects(chain, table, chain.conversions)
  return { effects, states: chain.stateCount, p_conversion: journeys === 0 ? 0 : expected / journeys }
}

/** A total, shared in proportion; 0 for all when no weight is above 0. */
export function shared(weights: ByChannel, total: number): Map<string, number> {
  const sum = totalOf(weights.values())
  return new Map(Array.from(weights, ([channel, weight]) => [channel, sum === 0 ? 0 : (weight / sum) * total]))
}

/**
 * What reaches the end through the channel, over all that reaches the end. Both are sums of terms ≥ 0: taking what
 * remains without the channel from 1 would cancel digits.
 */
function removalEffects(chain: Chain, { channels }: PathTable, gain: Float64Array) {
  const settle = settler(chain)
  const worth = new Float64Array(chain.stateCount)
  settle({ gain, fixed: new Uint8Array(chain.stateCount) }, worth)
  const expected = expectedFrom(chain, worth)
  const statesWith = channels.map((): number[] => [])
  chain.statesChannels.forEach((names, state) => {
    for (const channel of new Set(names)) statesWith[channel]!.push(state)
  })
  const effects = channels.map((channel, c): [string, number] => {
    const through = new Float64Array(chain.stateCount)
    const fixed = new Uint8Array(chain.stateCount)
    for (const state of statesWith[c]!) {
      fixed[state] = 1
      through[state] = worth[state]!
    }
    settle({ gain: null, fixed }, through)
    return [channel, expected === 0 ? 0 : Math.min(1, expectedFrom(chain, through) / expected)]
  })
  return { expected, effects: new Map(effects) }
}

function expectedFrom({ begun }: Chain, worth: Float64Array): number {
  return totalOf(begun.map((weight, state) => weight * worth[state]!))
}

function transitionsOf(chain: Chain, { channels }: PathTable, journeys: number): Transition[] {
  const names = chain.statesChannels.map(state => state.map(channel => channels[channel]!))
  const begun = Array.from(chain.begun, (weight, state): [number, number] => [weight, state])
  const first = begun.flatMap(([weight, state]) =>
    weight > 0 ? [{ from: [], to: names[state]!, probability: weight / journeys }] : [],
  )
  const later = names.flatMap((from, state) =>
    Array.from(chain.targets.subarray(chain.rows[state], chain.rows[state + 1]), (target, i) => ({
      from,
      to: names[target]!,
      probability: chain.weights[chain.rows[state]! + i]! / chain.outflow[state]!,
    })),
  )
  return [...first, ...later]
}
