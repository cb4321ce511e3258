/** What a reconciliation adds up to: by month and currency, in the base currency, by reason. Pure. */
import {
  type ReconciledSum,
  type ReconciliationReason,
  reconciliationReasons,
  sumOfMoney,
} from '../attribution/reconciliation.ts'
import type { ReconciledDeal } from './reconciliation.ts'

export interface ReconciledMonth extends ReconciledSum {
  /** YYYY-MM. */
  readonly month: string
  readonly currency: string
}

export interface ReconciledReason {
  readonly reason: ReconciliationReason
  readonly deals: number
}

export interface ReconciliationSums {
  /** The newest first, the base currency first within a month. */
  readonly months: readonly ReconciledMonth[]
  /** The same by currency alone. */
  readonly currencies: readonly (ReconciledSum & { readonly currency: string })[]
  /** In the base currency: all but deals without a rate. */
  readonly total: ReconciledSum & { readonly currency: string }
  /** Those, in their own currencies. */
  readonly unrated: readonly (ReconciledSum & { readonly currency: string })[]
  /** How many deals each reason stands with; a deal may have several. */
  readonly reasons: readonly ReconciledReason[]
}

/** @param lines  of one model */
export function reconciliationSums(lines: readonly ReconciledDeal[], baseCurrency: string): ReconciliationSums {
  const byCurrency = (own: readonly ReconciledDeal[]) =>
    [...Map.groupBy(own, line => line.currency)]
      .map(([currency, group]) => ({ currency, ...sumOfMoney(group) }))
      .sort((a, b) => rank(a.currency) - rank(b.currency) || (a.currency < b.currency ? -1 : 1))
  const rank = (currency: string) => (currency === baseCurrency ? 0 : 1)
  const rated = lines.flatMap(({ base, isWon }) => (base ? [{ ...base, isWon }] : []))
  return {
    months: [...Map.groupBy(lines, line => line.month)]
      .sort(([a], [b]) => (a < b ? 1 : -1))
      .flatMap(([month, own]) => byCurrency(own).map(sum => ({ month, ...sum }))),
    currencies: byCurrency(lines),
    total: { currency: baseCurrency, ...sumOfMoney(rated) },
    unrated: byCurrency(lines.filter(line => line.base === null)),
    reasons: reconciliationReasons.flatMap(reason => {
      const deals = new Set(lines.filter(line => line.reasons.includes(reason)).map(line => line.deal_id)).size
      return deals === 0 ? [] : [{ reason, deals }]
    }),
  }
}
