/** The workspace's own rules, tried before all others: the first that fits gives the channel, or the campaign's name. */
import { type Campaign, noCampaign } from './address.ts'
import { hostTable, withoutWww } from './host.ts'
import { foldKey, matcherOf } from './words.ts'

export const ruleFields = ['source', 'medium', 'campaign', 'referrer_host', 'landing_path', 'click_id'] as const

export type RuleField = (typeof ruleFields)[number]

export const ruleOperators = ['is', 'contains', 'starts_with'] as const

export interface RuleCondition {
  readonly field: RuleField
  readonly operator: (typeof ruleOperators)[number]
  /** `*` stands for any text. */
  readonly value: string
}

export type ChannelRule = {
  /** All of them must fit what was stated. */
  readonly when: readonly RuleCondition[]
} & Outcome

/** Any name. A rule gives one of both, and says nothing about the other: that is left to the rules after it. */
export type Outcome = { readonly channel: string } | { readonly campaign: string }

/** What a rule looks at. */
export interface Matchable extends Campaign {
  readonly referrer_host: string | null
  /** `gclid=…` */
  readonly click_id: string | null
  readonly landing_url: string | null
}

export const nothingKnown: Matchable = { ...noCampaign, referrer_host: null, click_id: null, landing_url: null }

/** A rule that fits, counted from 1. */
export interface Fitting {
  readonly position: number
  /** The channel or the campaign's name that it gives. */
  readonly name: string
}

type Find = (found: Matchable) => Fitting | null

/** The first rule on channels that fits. Takes time in proportion to the texts, whatever the rules say. */
export const customRules = (rules: readonly ChannelRule[]): Find =>
  firstFitting(rules, rule => ('channel' in rule ? rule.channel : null))

/** The first rule on names of campaigns that fits. */
export const campaignNames = (rules: readonly ChannelRule[]): Find =>
  firstFitting(rules, rule => ('campaign' in rule ? rule.campaign : null))

function firstFitting(rules: readonly ChannelRule[], nameOf: (rule: ChannelRule) => string | null): Find {
  const inOrder = rules.flatMap((rule, i) => {
    const name = nameOf(rule)
    return name === null ? [] : [{ fitting: { position: i + 1, name }, tests: rule.when.map(testOf) }]
  })
  return found => {
    const text = foldedOnce(found)
    return inOrder.find(({ tests }) => tests.every(fits => fits(text)))?.fitting ?? null
  }
}

/**
 * Values are compared without regard to case. A host that a referrer *is* includes those below it and may be any pattern
 * of host.ts; a click id is told by its parameter; a path is that of the address without a final slash.
 */
function testOf({ field, operator, value }: RuleCondition): (text: TextOf) => boolean {
  const wanted = foldKey(value)
  if (field === 'referrer_host' && operator === 'is' && wanted !== '*') {
    const find = hostTable([[wanted, true]])
    return text => {
      const host = text(field)
      return host !== null && find(host) === true
    }
  }
  const isMatch = matcherOf(operator === 'is' ? wanted : operator === 'contains' ? `*${wanted}*` : `${wanted}*`)
  return text => {
    const found = text(field)
    return found !== null && isMatch(found)
  }
}

/** What a visit has in a field, in compared form. */
type TextOf = (field: RuleField) => string | null

/** Folding a text takes longer than comparing it with a hundred rules. */
function foldedOnce(found: Matchable): TextOf {
  const known = new Map<RuleField, string | null>()
  return field => {
    let text = known.get(field)
    if (text === undefined) {
      const stated = textOf(found, field)
      text = stated === null ? null : foldKey(stated)
      known.set(field, text)
    }
    return text
  }
}

function textOf(found: Matchable, field: RuleField): string | null {
  if (field === 'landing_path') return pathOf(found.landing_url)
  if (field === 'referrer_host') return found.referrer_host && withoutWww(found.referrer_host)
  if (field === 'click_id') return found.click_id?.split('=', 1)[0] ?? null
  return found[field]
}

/** `https://acme.com/blog/?x=1` → `/blog` */
function pathOf(address: string | null): string | null {
  const path = address === null ? undefined : URL.parse(address)?.pathname
  return path === undefined ? null : path.replace(/\/$/, '') || '/'
}
