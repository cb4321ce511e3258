/** The form of a custom model: its fields to a definition, and back. Pure. */
import { type CustomDefinition, type CustomRule, customDefinition, factorWords, InvalidModel } from '../attribution/custom.ts'
import { type FieldErrors, numberFrom, type Typed } from './typed.ts'

export interface ReadModel {
  /** Null while a field cannot be taken. */
  readonly definition: CustomDefinition | null
  readonly errors: FieldErrors
}

/** Prefixes of fields that go by a name from the workspace: `share:FT`, `channel:Email`, `touch:call`. */
export const SHARE = 'share:'
export const CHANNEL = 'channel:'
export const TOUCH = 'touch:'

/** What a new form holds: a U shape, to be changed. */
export const freshModel: Typed = { rule: 'position', first: '40', middle: '20', last: '40' }

export function readModelForm(typed: Typed): ReadModel {
  const errors: Record<string, string> = {}
  const number = (field: string, empty: number) => {
    const value = numberFrom(typed[field], empty)
    if (Number.isNaN(value)) errors[field] = factorWords
    return value
  }
  const numbersOf = (prefix: string, empty: number) =>
    Object.fromEntries(
      Object.keys(typed)
        .filter(field => field.startsWith(prefix))
        .map(field => [field.slice(prefix.length), number(field, empty)]),
    )
  const value = { rule: ruleOf(typed, number, numbersOf), channels: numbersOf(CHANNEL, 1), kinds: numbersOf(TOUCH, 1) }
  if (Object.keys(errors).length > 0) return { definition: null, errors }
  try {
    return { definition: customDefinition(value), errors }
  } catch (error) {
    if (!(error instanceof InvalidModel)) throw error
    return { definition: null, errors: { [fieldOf(error.field, typed)]: error.message } }
  }
}

function ruleOf(
  typed: Typed,
  number: (field: string, empty: number) => number,
  numbersOf: (prefix: string, empty: number) => Record<string, number>,
): unknown {
  switch (typed.rule) {
    case 'position':
      return { kind: 'position', first: number('first', 0), middle: number('middle', 0), last: number('last', 0) }
    case 'milestones':
      return {
        kind: 'milestones',
        shares: numbersOf(SHARE, 0),
        middle: number('rest', 0),
        among: typed.among === 'between' ? 'between' : 'all',
      }
    case 'time_decay':
      return { kind: 'time_decay', half_life_days: number('half_life_days', 0) }
    default:
      return { kind: typed.rule }
  }
}

/** The field of the form that holds a field of the definition. */
export function fieldOf(field: string, { rule }: Typed): string {
  const [, share] = /^rule\.shares\.(.*)$/s.exec(field) ?? []
  if (share !== undefined) return SHARE + share
  if (field.startsWith('channels.')) return CHANNEL + field.slice('channels.'.length)
  if (field.startsWith('kinds.')) return TOUCH + field.slice('kinds.'.length)
  if (field === 'rule.middle') return rule === 'milestones' ? 'rest' : 'middle'
  if (field === 'rule.shares' || field === 'rule.kind') return 'rule'
  return field.replace(/^rule\./, '')
}

export function typedModel({ rule, channels, kinds }: CustomDefinition): Typed {
  return { ...typedRule(rule), ...prefixed(CHANNEL, channels), ...prefixed(TOUCH, kinds) }
}

function typedRule(rule: CustomRule): Typed {
  switch (rule.kind) {
    case 'linear':
      return { rule: 'linear' }
    case 'position':
      return { rule: 'position', first: String(rule.first), middle: String(rule.middle), last: String(rule.last) }
    case 'milestones':
      return { rule: 'milestones', ...prefixed(SHARE, rule.shares), rest: String(rule.middle), among: rule.among }
    case 'time_decay':
      return { rule: 'time_decay', half_life_days: String(rule.half_life_days) }
  }
}

const prefixed = (prefix: string, numbers: Readonly<Record<string, number>>): Typed =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [prefix + name, String(value)]))
