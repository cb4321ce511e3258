/** Models that a workspace makes for itself: a rule with its own numbers, and factors by channel and kind of touch. */
import type { Path, WeighedTouch } from './journey.ts'
import { milestoneShares } from './milestone-shares.ts'
import { linear, position } from './position.ts'
import type { Rule } from './rule.ts'
import { timeDecay } from './time-decay.ts'

/** The JSON of a custom model. */
export interface CustomDefinition {
  readonly rule: CustomRule
  /** What a touch's weight is multiplied by; absent: 1. With 0 it earns nothing, and the others share what it had. */
  readonly channels: Readonly<Record<string, number>>
  /** The same by `touch_kind`: `session`, `offline`, `email`, `call`, `meeting`, `demo`, `other`. */
  readonly kinds: Readonly<Record<string, number>>
}

export type CustomRule =
  | { readonly kind: 'linear' }
  | { readonly kind: 'position'; readonly first: number; readonly middle: number; readonly last: number }
  /** `shares` by milestone: FT, LC, OC, CW and the workspace's own stages. */
  | {
      readonly kind: 'milestones'
      readonly shares: Readonly<Record<string, number>>
      readonly middle: number
      readonly among: 'all' | 'between'
    }
  | { readonly kind: 'time_decay'; readonly half_life_days: number }

export const touchKinds = ['session', 'email', 'call', 'meeting', 'demo', 'other', 'offline'] as const

/** A definition is not one of ours; the message names the field and what it takes. */
export class InvalidModel extends Error {}

/** @throws InvalidModel */
export function customRule({ rule, channels, kinds }: CustomDefinition): Rule {
  const base = baseRule(rule)
  const factorOf = (touch: WeighedTouch) => (channels[touch.channel] ?? 1) * (kinds[touch.touch_kind] ?? 1)
  const factors = factorWords({ channels, kinds })
  if (factors === '') return base

  const times = (path: Path, weights: readonly number[]) => weights.map((weight, i) => weight * factorOf(path.path[i]!))
  return {
    definition: `${base.definition}; ${factors}`,
    weights: path => times(path, base.weights(path)),
    stated(path) {
      const stated = base.stated(path) ?? base.weights(path)
      return times(path, stated)
    },
    because(path, index) {
      const weights = times(path, base.weights(path))
      if (weights.every(weight => weight === 0)) return 'no touch of this path may earn under this model, so all earn the same'
      const factor = factorOf(path.path[index]!)
      return `${base.because(path, index)}${factor === 1 ? '' : `; its weight counts ${numberWords(factor)}`}`
    },
  }
}

/** @throws InvalidModel */
export function customDefinition(value: unknown): CustomDefinition {
  const { rule, channels, kinds } = record(value, 'the model')
  const factors = { channels: numbers(channels ?? {}, 'channels'), kinds: numbers(kinds ?? {}, 'kinds') }
  const strange = Object.keys(factors.kinds).find(kind => !touchKinds.some(known => known === kind))
  if (strange !== undefined) throw new InvalidModel(`kinds has no ${strange}; there are ${touchKinds.join(', ')}`)
  return { rule: ruleFrom(rule), ...factors }
}

function ruleFrom(value: unknown): CustomRule {
  const rule = record(value, 'rule')
  switch (rule.kind) {
    case 'linear':
      return { kind: 'linear' }
    case 'position': {
      const { first, middle, last } = numbers({ first: rule.first, middle: rule.middle, last: rule.last }, 'rule')
      if (first! + last! === 0)
        throw new InvalidModel('rule needs a share for the first or the last touch: two touches have no middle')
      return { kind: 'position', first: first!, middle: middle!, last: last! }
    }
    case 'milestones': {
      const shares = numbers(rule.shares, 'shares')
      const { middle } = numbers({ middle: rule.middle ?? 0 }, 'rule')
      if (Object.values(shares).every(share => share === 0)) throw new InvalidModel('shares needs one above 0')
      if (rule.among !== undefined && rule.among !== 'all' && rule.among !== 'between')
        throw new InvalidModel('among must be all or between')
      const given = Object.entries(shares).filter(([, share]) => share > 0)
      return { kind: 'milestones', shares: inOrderOfLife(given), middle: middle!, among: rule.among ?? 'all' }
    }
    case 'time_decay': {
      const { half_life_days } = numbers({ half_life_days: rule.half_life_days }, 'rule')
      if (half_life_days === 0) throw new InvalidModel('half_life_days must be above 0')
      return { kind: 'time_decay', half_life_days: half_life_days! }
    }
    default:
      throw new InvalidModel('rule.kind must be linear, position, milestones or time_decay')
  }
}

function baseRule(rule: CustomRule): Rule {
  switch (rule.kind) {
    case 'linear':
      return linear
    case 'position':
      return position(rule.first, rule.middle, rule.last)
    case 'milestones':
      return milestoneShares(rule.shares, rule.middle, rule.among)
    case 'time_decay':
      return timeDecay(rule.half_life_days)
  }
}

function inOrderOfLife(shares: readonly (readonly [string, number])[]): Record<string, number> {
  const rank = (name: string) => ({ FT: 0, LC: 1, OC: 3, CW: 4 })[name] ?? 2
  return Object.fromEntries(shares.toSorted(([a], [b]) => rank(a) - rank(b)))
}

function record(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new InvalidModel(`${name} must be an object`)
  return { ...value }
}

/** Six digits: what people type, and products of two stay exact enough. */
const LARGEST = 1_000_000

function numbers(value: unknown, name: string): Record<string, number> {
  return Object.fromEntries(
    Object.entries(record(value, name)).map(([key, number]) => {
      if (typeof number !== 'number' || !(number >= 0 && number <= LARGEST))
        throw new InvalidModel(`${name}.${key} must be a number from 0 to ${LARGEST}`)
      return [key, number]
    }),
  )
}

function factorWords({ channels, kinds }: Pick<CustomDefinition, 'channels' | 'kinds'>): string {
  return [...Object.entries(channels), ...Object.entries(kinds)]
    .filter(([, factor]) => factor !== 1)
    .map(([name, factor]) => `${name} counts ${numberWords(factor)}`)
    .join(', ')
}

const numberWords = (factor: number) => (factor === 0 ? 'nothing' : `${Number(factor.toPrecision(6))} times`)
