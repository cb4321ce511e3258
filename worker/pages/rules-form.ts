/** The form of channel rules: its fields to rules, and back. Pure. */
import { type ChannelRule, ruleFields, ruleOperators } from '../journey/custom-rules.ts'
import { InvalidRule, MOST_CONDITIONS, MOST_RULES, readRules } from '../journey/read-rules.ts'
import type { FieldErrors, Typed } from './typed.ts'

/** A rule as it stands in the form, taken or not. */
export interface DraftRule {
  /** `channel` or `campaign`. */
  readonly gives: string
  readonly name: string
  readonly when: readonly DraftCondition[]
}

export interface DraftCondition {
  readonly field: string
  readonly operator: string
  readonly value: string
}

/** Field names: `gives:0`, `name:0`, `field:0:1`, `operator:0:1`, `value:0:1`; rules and their conditions counted from 0. */
export const ruleName = (part: 'gives' | 'name', rule: number): string => `${part}:${rule}`
export const conditionName = (part: keyof DraftCondition, rule: number, condition: number): string =>
  `${part}:${rule}:${condition}`

export function draftFrom(typed: Typed): DraftRule[] {
  return countedUp(MOST_RULES + 1, rule => typed[ruleName('name', rule)] !== undefined).map(rule => ({
    gives: typed[ruleName('gives', rule)] ?? 'channel',
    name: typed[ruleName('name', rule)] ?? '',
    when: countedUp(MOST_CONDITIONS, i => typed[conditionName('value', rule, i)] !== undefined).map(i => ({
      field: typed[conditionName('field', rule, i)] ?? '',
      operator: typed[conditionName('operator', rule, i)] ?? '',
      value: typed[conditionName('value', rule, i)] ?? '',
    })),
  }))
}

/** 0, 1, … as long as it is so. */
function countedUp(most: number, isSo: (i: number) => boolean): number[] {
  const found: number[] = []
  for (let i = 0; i < most && isSo(i); i++) found.push(i)
  return found
}

export const draftOf = (rules: readonly ChannelRule[]): DraftRule[] =>
  rules.map(rule =>
    'channel' in rule
      ? { gives: 'channel', name: rule.channel, when: rule.when }
      : { gives: 'campaign', name: rule.campaign, when: rule.when },
  )

export interface ReadRules {
  /** Null while something cannot be taken. */
  readonly rules: readonly ChannelRule[] | null
  /** By field name. */
  readonly errors: FieldErrors
}

/** A rule with neither a name nor a value is no rule, a condition without a value none either. */
export function readRulesForm(draft: readonly DraftRule[]): ReadRules {
  const errors: Record<string, string> = {}
  const rules: ChannelRule[] = []
  draft.forEach((rule, r) => {
    const typedIn = rule.when.flatMap((condition, i) => (condition.value.trim() === '' ? [] : [{ condition, i }]))
    if (rule.name.trim() === '' && typedIn.length === 0) return
    try {
      rules.push(...readRules([{ [rule.gives]: rule.name, when: typedIn.map(({ condition }) => condition) }]))
    } catch (error) {
      if (!(error instanceof InvalidRule)) throw error
      const at = error.condition === null ? null : (typedIn[error.condition]?.i ?? 0)
      const isAboutWhen = at !== null || typedIn.length === 0
      const name = isAboutWhen ? conditionName('value', r, at ?? 0) : ruleName('name', r)
      errors[name] = error.message
    }
  })
  if (rules.length > MOST_RULES) errors[ruleName('name', MOST_RULES)] = `there may be ${MOST_RULES} rules`
  return { rules: Object.keys(errors).length > 0 ? null : rules, errors }
}

/** What a button beside a rule does to the form: `up:1`, `down:1`, `remove:1`, `condition:1`, `add`; others do nothing. */
export function draftAfter(draft: readonly DraftRule[], action: string): DraftRule[] {
  const [verb, place] = action.split(':')
  if (verb === 'add') return draft.length < MOST_RULES ? [...draft, emptyRule] : [...draft]
  const at = Number(place)
  const rule = draft[at]
  if (!rule) return [...draft]
  if (verb === 'remove') return draft.toSpliced(at, 1)
  if (verb === 'up' && at > 0) return draft.toSpliced(at, 1).toSpliced(at - 1, 0, rule)
  if (verb === 'down') return draft.toSpliced(at, 1).toSpliced(at + 1, 0, rule)
  if (verb === 'condition' && rule.when.length < MOST_CONDITIONS)
    return draft.with(at, { ...rule, when: [...rule.when, emptyCondition] })
  return [...draft]
}

const emptyCondition: DraftCondition = { field: ruleFields[0], operator: ruleOperators[0], value: '' }

export const emptyRule: DraftRule = { gives: 'channel', name: '', when: [emptyCondition] }

export const fieldWords: Readonly<Record<ChannelRule['when'][number]['field'], string>> = {
  source: 'source',
  medium: 'medium',
  campaign: 'campaign',
  referrer_host: 'referrer’s host',
  landing_path: 'landing path',
  click_id: 'click id',
}

export const operatorWords: Readonly<Record<ChannelRule['when'][number]['operator'], string>> = {
  is: 'is',
  contains: 'contains',
  starts_with: 'starts with',
}

/** `source is g2* and medium contains cp → Reviews`, `campaign is sping → campaign spring` */
export const ruleWords = (rule: ChannelRule): string =>
  `${rule.when.map(({ field, operator, value }) => `${fieldWords[field]} ${operatorWords[operator]} ${value}`).join(' and ')} → ${'channel' in rule ? rule.channel : `campaign ${rule.campaign}`}`
