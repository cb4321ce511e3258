import type { ChannelWeight, DataDrivenName, Fit, FitWarning } from './fit.ts'
import type { ChannelSet, RateGame } from './rate-game.ts'

/**
 * A stored fit, read back.
 * @throws RangeError when the value is none
 */
export function fitOf(value: unknown): Fit {
  const fit = recordOf(value, 'fit')
  const game = fit.game === null ? null : gameOf(fit.game)
  const model = oneOf(names, fit.model, 'model')
  if ((model === 'shapley_rate') !== (game !== null)) throw new RangeError(`a fit of ${model} with the parts of another model`)
  return {
    model,
    weights: listOf(fit.weights, 'weights', weightOf),
    conversions: amountOf(fit.conversions, 'conversions'),
    value: amountOf(fit.value, 'value'),
    nulls: amountOf(fit.nulls, 'nulls'),
    p_conversion: amountOf(fit.p_conversion, 'p_conversion'),
    paths: amountOf(fit.paths, 'paths'),
    states: fit.states === null ? null : amountOf(fit.states, 'states'),
    journeys_per_state: fit.journeys_per_state === null ? null : amountOf(fit.journeys_per_state, 'journeys_per_state'),
    standard_error: fit.standard_error === null ? null : amountOf(fit.standard_error, 'standard_error'),
    warnings: listOf(fit.warnings, 'warnings', warningOf),
    game,
  }
}

const names: readonly DataDrivenName[] = ['markov_1', 'markov_2', 'markov_3', 'shapley_rate']
const codes: readonly FitWarning['code'][] = ['no_conversions', 'no_nulls', 'few_journeys_per_state', 'sampled']

function weightOf(value: unknown): ChannelWeight {
  const { channel, weight, share } = recordOf(value, 'weight')
  return { channel: textOf(channel, 'channel'), weight: amountOf(weight, 'weight'), share: amountOf(share, 'share') }
}

function warningOf(value: unknown): FitWarning {
  const { code, text } = recordOf(value, 'warning')
  return { code: oneOf(codes, code, 'code'), text: textOf(text, 'text') }
}

function gameOf(value: unknown): RateGame {
  const game = recordOf(value, 'game')
  const channels = listOf(game.channels, 'channels', channel => textOf(channel, 'channel'))
  const effects = listOf(game.effects, 'effects', effect => numberOf(effect, 'effect'))
  if (effects.length !== channels.length) throw new RangeError('a game without one effect per channel')
  return {
    channels,
    prior_journeys: amountOf(game.prior_journeys, 'prior_journeys'),
    intercept: numberOf(game.intercept, 'intercept'),
    effects,
    sets: listOf(game.sets, 'sets', set => setOf(set, channels.length)),
  }
}

function setOf(value: unknown, channelCount: number): ChannelSet {
  const { channels, conversions, nulls } = recordOf(value, 'set')
  const indexes = listOf(channels, 'channels', index => amountOf(index, 'channel'))
  const isAscending = indexes.every((index, i) => Number.isInteger(index) && index > (indexes[i - 1] ?? -1))
  if (!isAscending || (indexes.at(-1) ?? 0) >= channelCount) throw new RangeError(`not a set of channels: ${indexes}`)
  return { channels: indexes, conversions: amountOf(conversions, 'conversions'), nulls: amountOf(nulls, 'nulls') }
}

function recordOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new RangeError(`not a ${what}: ${value}`)
  return Object.fromEntries(Object.entries(value))
}

function listOf<T>(value: unknown, what: string, itemOf: (item: unknown) => T): T[] {
  if (!Array.isArray(value)) throw new RangeError(`${what} are no list: ${value}`)
  return value.map(item => itemOf(item))
}

function textOf(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new RangeError(`${what} is no text: ${value}`)
  return value
}

function numberOf(value: unknown, what: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new RangeError(`${what} is no number: ${value}`)
  return value
}

function amountOf(value: unknown, what: string): number {
  const number = numberOf(value, what)
  if (number < 0) throw new RangeError(`${what} is below 0: ${number}`)
  return number
}

function oneOf<T extends string>(known: readonly T[], value: unknown, what: string): T {
  const found = known.find(name => name === value)
  if (found === undefined) throw new RangeError(`${what} is unknown: ${value}`)
  return found
}
