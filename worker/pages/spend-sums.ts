/** What was spent, in the base currency. Pure. */
import type { Spend } from '../../db/schema.ts'
import { type Rates, rateFor } from '../attribution/rates.ts'
import { dayOf } from '../crm/dates.ts'
import { converted } from '../jobs/deal-money.ts'
import { type ChannelRule, campaignNames, nothingKnown } from '../journey/custom-rules.ts'
import { foldKey } from '../journey/words.ts'
import type { Period } from './period.ts'

/** Spend of one channel or campaign. */
export interface SpendSum {
  /** As it was first written. */
  readonly label: string
  readonly channel: string
  readonly source: string
  /** Minor units of the base currency, each day at its rate. */
  readonly base_minor: number
  readonly clicks: number
}

export interface SpendSums {
  /** By key, without regard to case. */
  readonly byKey: ReadonlyMap<string, SpendSum>
  /** Money that no sum holds, since its currency has no rate on the day. */
  readonly unrated: readonly { readonly currency: string; readonly amount_minor: number }[]
}

interface SpendTerms {
  readonly rates: Rates
  /** Base currency. */
  readonly base: string
  /** Those that give a campaign another name count for its spend, too. */
  readonly rules: readonly ChannelRule[]
}

export function spendSums(rows: readonly Spend[], key: 'channel' | 'campaign', { rates, base, rules }: SpendTerms): SpendSums {
  const renaming = campaignNames(rules)
  const byKey = new Map<string, SpendSum>()
  const unrated = new Map<string, number>()
  for (const row of rows) {
    const { channel, source, currency, amount_minor, clicks } = row
    const rate = currency === base ? null : rateFor(rates, currency, row.day)
    const minor = rate === null ? amount_minor : rate === undefined ? null : converted(amount_minor, rate.rate, currency, base)
    if (minor === null) unrated.set(currency, (unrated.get(currency) ?? 0) + amount_minor)
    const { campaign } = row
    const label =
      key === 'channel' ? channel : (renaming({ ...nothingKnown, source, campaign: campaign || null })?.name ?? campaign)
    const known = byKey.get(foldKey(label)) ?? { label, channel, source, base_minor: 0, clicks: 0 }
    byKey.set(foldKey(label), {
      ...known,
      base_minor: known.base_minor + (minor ?? 0),
      clicks: known.clicks + (clicks ?? 0),
    })
  }
  return {
    byKey,
    unrated: [...unrated]
      .map(([currency, amount_minor]) => ({ currency, amount_minor }))
      .sort((a, b) => (a.currency < b.currency ? -1 : 1)),
  }
}

/** The first and the last calendar day of a period, both within. */
export const daysOfPeriod = ({ key, from, to }: Period, timezone: string): readonly [first: string, last: string] =>
  key === 'all' ? ['', '9999-99-99'] : [dayOf(from, timezone), dayOf(to - 1, timezone)]
