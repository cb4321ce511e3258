/** Sums over the deals of a report. Pure. */
import type { ReachedDeal } from '../../db/queries/credit-totals.ts'

/** Deals that reached a stage, and their money in the base currency. Every report of a range adds up to this. */
export interface StageTotal {
  readonly deals: number
  /** Those with a known rate, and their money. */
  readonly rated_deals: number
  readonly base_minor: number
  /** Deals with at least one touch on their path, and their money. */
  readonly touched_deals: number
  readonly touched_minor: number
  readonly touches: number
}

export function stageTotal(deals: readonly ReachedDeal[]): StageTotal {
  const touched = deals.filter(deal => deal.path_length > 0)
  const money = (own: readonly ReachedDeal[]) => own.reduce((sum, deal) => sum + (deal.base_amount_minor ?? 0), 0)
  return {
    deals: deals.length,
    rated_deals: deals.filter(deal => deal.base_amount_minor !== null).length,
    base_minor: money(deals),
    touched_deals: touched.length,
    touched_minor: money(touched),
    touches: deals.reduce((sum, deal) => sum + deal.path_length, 0),
  }
}

/** Money that no total holds, since there is no rate for its currency on that day. */
export interface UnratedMoney {
  readonly currency: string
  readonly deals: number
  readonly amount_minor: number
}

export function unratedMoney(deals: readonly ReachedDeal[]): UnratedMoney[] {
  const unrated = deals.filter(deal => deal.base_amount_minor === null)
  return [...Map.groupBy(unrated, deal => deal.currency)]
    .map(([currency, own]) => ({
      currency,
      deals: own.length,
      amount_minor: own.reduce((sum, deal) => sum + deal.amount_minor, 0),
    }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1))
}
