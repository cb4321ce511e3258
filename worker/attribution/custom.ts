/** Models that a workspace makes for itself: a rule with its own numbers, and factors by channel and kind of touch. */
import type { Path, WeighedTouch } from './journey.ts'
import { milestoneShares } from './milestone-shares.ts'
import { compareCodePoints } from './order.ts'
import { linear, position } from './position.ts'
import type { Rule } from './rule.ts'
import { timeDecay } from './time-decay.ts'

/** The JSON of a custom model. */
export interface CustomDefinition {
  readonly rule: CustomRule
  /** What a touch's weight is multiplied by, by channel; absent: 1. With 0 it earns nothing, and the others share what it had. */
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

/** A definition is not one of ours; the message begins with the field and says what it takes. */
export class InvalidModel extends Error {
  /** As in the JSON: `rule.first`, `channels.Email`. */
  readonly field: string

  constructor(field: string, takes: string) {
    super(`${field} ${takes}`)
    this.field = field
  }
}

export function customRule({ rule, channels, kinds }: CustomDefinition): Rule {
  const base = baseRule(rule)
  // Channels have any name, `constructor` too, and an object would know that one.
  const byChannel = new Map(Object.entries(channels))
  const byKind = new Map(Object.entries(kinds))
  const factorOf = (touch: WeighedTouch) => (byChannel.get(touch.channel) ?? 1) * (byKind.get(touch.touch_kind) ?? 1)
  const factors = [...byChannel, ...byKind].filter(([, factor]) => factor !== 1)
  const times = (path: Path, weights: readonly number[]) =>
    factors.length === 0 ? weights : weights.map((weight, i) => weight * factorOf(path.path[i]!))

  return {
    definition: [base.definition, wordsOf(factors)].filter(part => part !== '').join('; '),
    weights: path => times(path, base.weights(path)),
    ...(factors.length === 0 && base.likeness && { likeness: base.likeness }),
    stated(path) {
      const stated = base.stated(path)
      return stated === null && factors.length === 0 ? null : times(path, stated ?? base.weights(path))
    },
    because(path, index) {
      const weights = times(path, base.weights(path))
      if (weights.every(weight => weight === 0)) return 'no touch of this path may earn under this model, so all earn the same'
      const applied = factors.filter(([name]) => path.path.some(touch => touch.channel === name || touch.touch_kind === name))
      if (applied.length === 0) return base.because(path, index)
      return `${base.because(path, index)}; then ${wordsOf(applied)}`
    },
  }
}

/**
 * Reads a definition. What means the same becomes the same text: factors of 1 are left out, the others sorted.
 * @throws InvalidModel
 */
export function customDefinition(value: unknown): CustomDefinition {
  const { rule, channels, kinds } = fieldsOf(value, '', ['rule', 'channels', 'kinds'])
  const factors = { channels: factorsFrom(channels ?? {}, 'channels'), kinds: factorsFrom(kinds ?? {}, 'kinds') }
  const strange = Object.keys(factors.kinds).find(kind => !touchKinds.some(known => known === kind))
  if (strange !== undefined) throw new InvalidModel(`kinds.${strange}`, `is no kind of touch; there are ${touchKinds.join(', ')}`)
  return { rule: ruleFrom(rule), ...factors }
}

function ruleFrom(value: unknown): CustomRule {
  const { kind } = record(value, 'rule')
  switch (kind) {
    case 'linear':
      fieldsOf(value, 'rule', ['kind'])
      return { kind }
    case 'position': {
      const rule = fieldsOf(value, 'rule', ['kind', 'first', 'middle', 'last'])
      const shares = { first: numberIn(rule, 'first'), middle: numberIn(rule, 'middle'), last: numberIn(rule, 'last') }
      if (shares.first + shares.middle + shares.last === 0) throw new InvalidModel('rule', 'needs a share above 0')
      return { kind, ...shares }
    }
    case 'milestones': {
      const rule = fieldsOf(value, 'rule', ['kind', 'shares', 'middle', 'among'])
      const { among = 'all' } = rule
      if (among !== 'all' && among !== 'between') throw new InvalidModel('rule.among', 'must be all or between')
      return {
        kind,
        shares: milestonesFrom(rule.shares),
        middle: rule.middle === undefined ? 0 : numberIn(rule, 'middle'),
        among,
      }
    }
    case 'time_decay': {
      const half_life_days = numberIn(fieldsOf(value, 'rule', ['kind', 'half_life_days']), 'half_life_days')
      if (half_life_days === 0) throw new InvalidModel('rule.half_life_days', 'must be above 0')
      return { kind, half_life_days }
    }
    default:
      throw new InvalidModel('rule.kind', 'must be linear, position, milestones or time_decay')
  }
}

function milestonesFrom(value: unknown): Record<string, number> {
  const shares = Object.entries(numbers(value, 'rule.shares'))
  const strange = shares.find(([name]) => !isMilestoneName(name))
  if (strange) throw new InvalidModel(`rule.shares.${strange[0]}`, 'is no milestone: FT, LC, OC, CW, or a stage of your own')
  const given = shares.filter(([, share]) => share > 0)
  if (given.length === 0) throw new InvalidModel('rule.shares', 'needs a milestone with a share above 0')
  return inOrderOfLife(given)
}

const isMilestoneName = (name: string) => /^(?:FT|LC|OC|CW|[a-z][a-z0-9_]{0,39})$/.test(name) && !(name in Object.prototype)

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

function fieldsOf(value: unknown, name: string, known: readonly string[]): Record<string, unknown> {
  const fields = record(value, name === '' ? 'the model' : name)
  const strange = Object.keys(fields).find(field => !known.includes(field))
  if (strange !== undefined)
    throw new InvalidModel(name === '' ? strange : `${name}.${strange}`, `is no field; there are ${known.join(', ')}`)
  return fields
}

function record(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new InvalidModel(name, 'must be an object')
  return { ...value }
}

/** Six digits: what people type, and products of two stay exact enough. */
export const SMALLEST_FACTOR = 0.000_001
export const LARGEST_FACTOR = 1_000_000

/** What a number of a model must be. */
export const factorWords = 'must be 0, or a number from 0.000001 to 1000000'

/** Names of channels come from anywhere, and the definition stands on every page. */
const MOST_FACTORS = 100
const LONGEST_NAME = 200

const numberIn = (rule: Readonly<Record<string, unknown>>, name: string) => number(rule[name], `rule.${name}`)

function number(value: unknown, field: string): number {
  if (typeof value !== 'number' || !(value === 0 || (value >= SMALLEST_FACTOR && value <= LARGEST_FACTOR)))
    throw new InvalidModel(field, factorWords)
  return value
}

function numbers(value: unknown, name: string): Record<string, number> {
  return Object.fromEntries(Object.entries(record(value, name)).map(([key, one]) => [key, number(one, `${name}.${key}`)]))
}

function factorsFrom(value: unknown, name: string): Record<string, number> {
  const factors = Object.entries(numbers(value, name)).filter(([, factor]) => factor !== 1)
  if (factors.length > MOST_FACTORS) throw new InvalidModel(name, `takes at most ${MOST_FACTORS} factors`)
  const long = factors.find(([key]) => key.length > LONGEST_NAME)
  if (long) throw new InvalidModel(name, `takes names of at most ${LONGEST_NAME} characters, and not ${long[0].slice(0, 40)}…`)
  return Object.fromEntries(factors.toSorted(([a], [b]) => compareCodePoints(a, b)))
}

const wordsOf = (factors: readonly (readonly [string, number])[]) =>
  factors.map(([name, factor]) => `${name} counts ${numberWords(factor)}`).join(', ')

const numberWords = (factor: number) => (factor === 0 ? 'nothing' : `${Number(factor.toPrecision(6))} times`)
