import type { Adjustment, Deal, Journey as JourneyRow } from '../../db/schema.ts'
import type { NetSoFar } from '../attribution/bookings.ts'
import { convert, exponentOf, MoneyRefused, minorFrom } from '../attribution/currency.ts'
import { compareCodePoints } from '../attribution/order.ts'
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
  const { changes, refused } = changesOf(deal, adjustments)
  const amount_minor = changes.reduce((net, { minor }) => net + minor, deal.amount_minor ?? 0)
  return { amount_minor, currency: deal.currency, ...inBase(deal, amount_minor, rates, settings), refused }
}

/**
 * What the deal of a journey was worth after each of its adjustments, the original amount first; the last one is what the
 * journey counts, in both currencies.
 * @returns null when the deal has changed since the journey was computed: what was booked then, nobody knows any more
 */
export function netsOf(journey: JourneyMoney, deal: AdjustedDeal, adjustments: readonly Adjustment[]): NetSoFar[] | null {
  const original = { kind: 'original' as const, at: journey.stage_at, minor: deal.amount_minor ?? 0 }
  let net_minor = 0
  let base_net_minor = journey.base_amount_minor === null ? null : 0
  const nets = [original, ...changesOf(deal, adjustments).changes].map(({ kind, at, minor }): NetSoFar => {
    net_minor += minor
    base_net_minor = base_net_minor === null ? null : (atRateOf(journey, net_minor) ?? base_net_minor)
    return { kind, at, net_minor, base_net_minor }
  })
  return deal.currency === journey.currency && net_minor === journey.amount_minor && base_net_minor === journey.base_amount_minor
    ? nets
    : null
}

export type JourneyMoney = Pick<
  JourneyRow,
  'stage_at' | 'amount_minor' | 'currency' | 'base_amount_minor' | 'base_currency' | 'rate'
>

export type AdjustedDeal = Pick<Deal, 'external_id' | 'amount_minor' | 'currency'>

/** The adjustments that are amounts in the deal's currency, in the order of time. */
function changesOf({ external_id, currency }: Pick<Deal, 'external_id' | 'currency'>, adjustments: readonly Adjustment[]) {
  const changes: { kind: Adjustment['kind']; at: number; minor: number }[] = []
  const refused: RefusedAdjustment[] = []
  for (const { adjustment_id, amount, kind, adjusted_at } of adjustments.toSorted(byTime)) {
    try {
      changes.push({ kind, at: adjusted_at, minor: minorFrom(amount, currency) })
    } catch (error) {
      if (!(error instanceof MoneyRefused)) throw error
      refused.push({ adjustment_id, deal: external_id, detail: `${amount} ${currency}: ${error.message}` })
    }
  }
  return { changes, refused }
}

const byTime = (a: Adjustment, b: Adjustment) =>
  a.adjusted_at - b.adjusted_at || compareCodePoints(a.adjustment_id, b.adjustment_id)

/** Null beyond 10^15 minor units. */
function atRateOf({ currency, base_currency, rate }: Pick<JourneyRow, 'currency' | 'base_currency' | 'rate'>, minor: number) {
  return currency === base_currency ? minor : rate === null ? null : converted(minor, rate, currency, base_currency)
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
  const base_amount_minor = found ? converted(amount, found.rate, deal.currency, base_currency) : null
  if (!found || base_amount_minor === null) return unknown
  return { base_amount_minor, base_currency, rate: found.rate, rate_day: found.day }
}

/** Null for a currency that is unknown, or beyond 10^15 minor units. */
export function converted(minor: number, rate: string, currency: string, base: string): number | null {
  const from = exponentOf(currency)
  const to = exponentOf(base)
  if (from === undefined || to === undefined) return null
  try {
    return convert(minor, rate, from, to)
  } catch (error) {
    if (error instanceof MoneyRefused) return null
    throw error
  }
}
