/** Channel rules as somebody wrote them: unknown → rules, or what is wrong with which. */
import { type ChannelRule, type RuleCondition, ruleFields, ruleOperators } from './custom-rules.ts'

/** Which rule, counted from 0, and which of its conditions cannot be taken. */
export class InvalidRule extends Error {
  readonly rule: number
  readonly condition: number | null

  constructor(rule: number, condition: number | null, problem: string) {
    super(problem)
    this.rule = rule
    this.condition = condition
  }
}

export const MOST_RULES = 100
export const MOST_CONDITIONS = 5
export const LONGEST_VALUE = 200
export const LONGEST_NAME = 200

/**
 * Rules in their order: `[{"channel": "Reviews", "when": [{"field": "source", "operator": "is", "value": "g2*"}]}]`;
 * with `campaign` instead of `channel` a rule gives the campaign another name.
 * @throws InvalidRule
 */
export function readRules(value: unknown): ChannelRule[] {
  if (!Array.isArray(value)) throw new InvalidRule(0, null, 'rules are a list: [{"channel": …, "when": […]}]')
  if (value.length > MOST_RULES) throw new InvalidRule(MOST_RULES, null, `there may be ${MOST_RULES} rules`)
  return value.map(ruleFrom)
}

function ruleFrom(value: unknown, rule: number): ChannelRule {
  const { channel, campaign, when } = Object(value) as Record<string, unknown>
  const name = channel ?? campaign
  if (typeof name !== 'string' || name.trim() === '') throw new InvalidRule(rule, null, 'names no channel or campaign')
  if (channel !== undefined && campaign !== undefined)
    throw new InvalidRule(rule, null, 'gives a channel or a campaign, not both')
  if (name.trim().length > LONGEST_NAME || /\p{Cc}/u.test(name.trim()))
    throw new InvalidRule(rule, null, `a name is a line of at most ${LONGEST_NAME} characters`)
  if (!Array.isArray(when) || when.length === 0) throw new InvalidRule(rule, null, 'needs a condition')
  if (when.length > MOST_CONDITIONS) throw new InvalidRule(rule, null, `may have ${MOST_CONDITIONS} conditions`)
  const conditions = when.map((item, i) => conditionFrom(item, rule, i))
  return channel === undefined ? { campaign: name.trim(), when: conditions } : { channel: name.trim(), when: conditions }
}

function conditionFrom(item: unknown, rule: number, condition: number): RuleCondition {
  const { field, operator, value } = Object(item) as Record<string, unknown>
  const knownField = ruleFields.find(known => known === field)
  const knownOperator = ruleOperators.find(known => known === operator)
  if (!knownField) throw new InvalidRule(rule, condition, `field is one of ${ruleFields.join(', ')}`)
  if (!knownOperator) throw new InvalidRule(rule, condition, `operator is one of ${ruleOperators.join(', ')}`)
  if (typeof value !== 'string' || value.trim() === '') throw new InvalidRule(rule, condition, 'needs a value')
  if (value.trim().length > LONGEST_VALUE) throw new InvalidRule(rule, condition, `a value may have ${LONGEST_VALUE} characters`)
  return { field: knownField, operator: knownOperator, value: value.trim() }
}
