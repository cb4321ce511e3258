/** What a fit leaves behind: plain JSON, byte for byte the same for the same journeys. */
import { type ByChannel, removalEffect, shared } from './markov.ts'
import { type ChannelPath, folded, type PathTable } from './paths.ts'
import { type RateGame, rateGame, rateSharing } from './rate-game.ts'
import { totalOf } from './sums.ts'

export type DataDrivenName = 'markov_1' | 'markov_2' | 'markov_3' | 'shapley_rate'

export interface Fit {
  readonly model: DataDrivenName
  /** In code-point order of the channels. */
  readonly weights: readonly ChannelWeight[]
  readonly conversions: number
  /** Net revenue, in minor units of the base currency. */
  readonly value: number
  readonly nulls: number
  readonly p_conversion: number
  /** Distinct paths. */
  readonly paths: number
  /** States of the chain; null for Shapley. */
  readonly states: number | null
  readonly journeys_per_state: number | null
  /** The largest Monte-Carlo standard error of a share; 0 when all are exact, null for Markov. */
  readonly standard_error: number | null
  readonly warnings: readonly FitWarning[]
  /** Shapley: shares any set of channels; null for Markov. */
  readonly game: RateGame | null
}

export interface ChannelWeight {
  readonly channel: string
  /** Markov: the removal effect on conversions. Shapley: the conversions attributed over all journeys. */
  readonly weight: number
  /** Of all conversions, 0 to 1; a diagnostic, since the sum of credits answers another question. */
  readonly share: number
}

export interface FitWarning {
  readonly code: 'no_conversions' | 'no_nulls' | 'few_journeys_per_state' | 'sampled'
  readonly text: string
}

/** @param paths  converting and other journeys, in any order */
export function fitFrom(model: DataDrivenName, paths: Iterable<ChannelPath>): Fit {
  const table = folded(paths)
  const conversions = totalOf(table.conversions)
  const nulls = totalOf(table.nulls)
  const fitted = model === 'shapley_rate' ? rateFit(table) : markovFit(table, orders[model], conversions + nulls)
  const shares = shared(fitted.weights, 1)
  return {
    model,
    weights: Array.from(fitted.weights, ([channel, weight]) => ({ channel, weight, share: shares.get(channel) ?? 0 })),
    conversions,
    value: totalOf(table.value),
    nulls,
    p_conversion: conversions + nulls === 0 ? 0 : conversions / (conversions + nulls),
    paths: table.size,
    states: fitted.states,
    journeys_per_state: fitted.journeys_per_state,
    standard_error: fitted.standard_error,
    warnings: warningsOf(model, conversions, nulls, fitted),
    game: fitted.game,
  }
}

const orders = { markov_1: 1, markov_2: 2, markov_3: 3 } as const

/** Below this, a state's transitions say little about the next journey: attribution-models.md, section 4.1. */
const ENOUGH_JOURNEYS = 30

interface Fitted extends Pick<Fit, 'states' | 'journeys_per_state' | 'standard_error' | 'game'> {
  readonly weights: ByChannel
}

function markovFit(table: PathTable, order: number, journeys: number): Fitted {
  const { effects, states } = removalEffect(table, order)
  const journeys_per_state = states === 0 ? 0 : journeys / states
  return { weights: effects, states, journeys_per_state, standard_error: null, game: null }
}

function rateFit(table: PathTable): Fitted {
  const game = rateGame(table)
  const sharesOf = rateSharing(game)
  const attributed = new Float64Array(game.channels.length)
  let standard_error = 0
  for (const { channels, conversions } of game.sets) {
    if (conversions === 0) continue
    const shared = sharesOf(channels)
    standard_error = Math.max(standard_error, shared.standard_error)
    channels.forEach((channel, i) => {
      attributed[channel]! += conversions * shared.shares[i]!
    })
  }
  const weights = new Map(game.channels.map((channel, c) => [channel, attributed[c]!]))
  return { weights, states: null, journeys_per_state: null, standard_error, game }
}

function warningsOf(
  model: DataDrivenName,
  conversions: number,
  nulls: number,
  { journeys_per_state, standard_error }: Fitted,
): FitWarning[] {
  const warnings: FitWarning[] = []
  if (conversions === 0) {
    warnings.push({ code: 'no_conversions', text: 'no won deal has a path, so all channels of a path earn the same' })
  } else if (nulls === 0) {
    warnings.push({ code: 'no_nulls', text: 'every journey was won, so no channel can be told from another by its rate' })
  }
  if (journeys_per_state !== null && journeys_per_state < ENOUGH_JOURNEYS) {
    const so = model === 'markov_1' ? 'its shares are uncertain' : 'a lower order is safer'
    const text = `${journeys_per_state.toFixed(1)} journeys per state, fewer than ${ENOUGH_JOURNEYS}: ${so}`
    warnings.push({ code: 'few_journeys_per_state', text })
  }
  if (standard_error !== null && standard_error > 0) {
    const text = `sets of more than 12 channels are sampled; standard error of a share up to ${(standard_error * 100).toPrecision(2)} points`
    warnings.push({ code: 'sampled', text })
  }
  return warnings
}
