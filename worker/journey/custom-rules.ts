/** The workspace's own channel rules, rows of channel_rules. */
import type { ChannelRule } from '../../db/schema.ts'
import type { Campaign } from './address.ts'
import { hostTable } from './host.ts'
import { foldKey, matches } from './words.ts'

/** What a rule looks at. */
export interface Matchable extends Campaign {
  referrer_host: string | null
  /** `gclid=…` */
  click_id: string | null
}

/** The first of the workspace's rules, by position, that fits. */
export function customRules(rules: readonly ChannelRule[]): (found: Matchable) => ChannelRule | null {
  const inOrder = rules.toSorted((a, b) => a.position - b.position).map(rule => ({ rule, fits: testOf(rule) }))
  return found => inOrder.find(({ fits }) => fits(found))?.rule ?? null
}

/**
 * Values are compared without regard to case, `*` stands for any text. A host includes those below it and may be any
 * pattern of host.ts; a click id is named by its parameter.
 */
function testOf({ match_field, match_value }: ChannelRule): (found: Matchable) => boolean {
  const value = foldKey(match_value)
  if (match_field === 'referrer_host') {
    const find = hostTable([[value, true]])
    return found => found.referrer_host !== null && find(found.referrer_host) === true
  }
  if (match_field === 'click_id') return found => found.click_id?.startsWith(`${value}=`) ?? false
  return found => {
    const text = found[match_field]
    return text !== null && matches(value, foldKey(text))
  }
}
