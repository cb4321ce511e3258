import type { Adjustment, Deal, Journey as JourneyRow } from '../../db/schema.ts'
import { convert, exponentOf, MoneyRefused, minorFrom } from '../attribution/currency.ts'
import { type Rates, rateFor } from '../attribution/rates.ts'
import { dayOf } from '../crm/dates.ts'
import type { Settings } from '../settings.ts'

export type DealMoney = Pick<
  JourneyRow,
  'amount_minor' | 'currency' | 'base_amount_minor' | 'base_currency' | 'rate' | 'rate_day'
>

/** An adjustment whose amount is none in its deal's currency: a third digit after the point in EUR. It is left out. */
export interface RefusedAdjustment {
  readonly adjustment_id: string
  readonly deal: string
  readonly detail: string
}

/**
 * What a deal is worth after all its adjustments, and the same in the base currency, converted once, half to even, with
 * the rate of the day of its close (of its creation while it is open) on the workspace's calendar. Without a rate, or
 * beyond 10^15 minor units, the base amount is null. An unknown amount counts as 0.
 */
export function dealMoney(
  deal: Deal,
  adjustments: readonly Adjustment[],
  rates: Rates,
  settings: Pick<Settings, 'currency' | 'timezone'>,
): DealMoney & { readonly refused: readonly RefusedAdjustment[] } {
  const refused: RefusedAdjustment[] = []
  let amount_minor = deal.amount_minor ?? 0
  for (const { adjustment_id, amount } of adjustments) {
    try {
      amount_minor += minorFrom(amount, deal.currency)
    } catch (error) {
      if (!(error instanceof MoneyRefused)) throw error
      refused.push({ adjustment_id, deal: deal.external_id, detail: `${amount} ${deal.currency}: ${error.message}` })
    }
  }
  return { amount_minor, currency: deal.currency, ...inBase(deal, amount_minor, rates, settings), refused }
}

function inBase(
  deal: Deal,
  amount: number,
  rates: Rates,
  { currency: base_currency, timezone }: Pick<Settings, 'currency' | 'timezone'>,
) {
  const unknown = { base_amount_minor: null, base_currency, rate: null, rate_day: null }
  if (deal.currency === base_currency) return { ...unknown, base_amount_minor: amount }

  const at = deal.status === 'open' ? deal.created_at : (deal.closed_at ?? deal.created_at)
  const found = rateFor(rates, deal.currency, at === null ? '' : dayOf(at, timezone))
  const from = exponentOf(deal.currency)
  const to = exponentOf(base_currency)
  if (!found || from === undefined || to === undefined) return unknown
  try {
    return { base_amount_minor: convert(amount, found.rate, from, to), base_currency, rate: found.rate, rate_day: found.day }
  } catch (error) {
    if (error instanceof MoneyRefused) return unknown
    throw error
  }
}
