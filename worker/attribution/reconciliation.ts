/** Revenue as the CRM tells it against the credit of a run: deal by deal, to the minor unit. Pure. */

/** Why a deal's money is not, or not fully, with touches; in the order in which they are told. */
export const reconciliationReasons = [
  'not_computed',
  'changed',
  'no_amount',
  'no_close_date',
  'no_account',
  'no_contact',
  'no_touch',
  'no_eligible_touch',
  'no_rate',
  'refused_adjustment',
] as const

export type ReconciliationReason = (typeof reconciliationReasons)[number]

/** A win as its facts say, all adjustments in. */
export interface WonFacts {
  readonly won_at: number
  readonly amount_minor: number
  readonly currency: string
  /** Null: no exchange rate is known. */
  readonly base_amount_minor: number | null
  readonly base_currency: string
  /** The CRM gave an amount. */
  readonly has_amount: boolean
  /** Adjustments that are no amounts in the deal's currency and were left out. */
  readonly refused_adjustments: number
}

/** The win's journey as the last run computed it. */
export interface CountedWin {
  readonly stage_at: number
  readonly amount_minor: number
  readonly currency: string
  readonly base_amount_minor: number | null
  readonly base_currency: string
  readonly unattributed_reason: string | null
}

/** Sums of the journey's credits under one model. */
export interface EarnedCredit {
  readonly credited_minor: number
  readonly unattributed_minor: number
  readonly base_credited_minor: number
  readonly base_unattributed_minor: number
}

export interface ReconciledMoney {
  readonly won_minor: number
  readonly credited_minor: number
  readonly unattributed_minor: number
  /** Won less credited and unattributed: 0, or what a run has to catch up with. */
  readonly difference_minor: number
}

export interface ReconciledLine extends ReconciledMoney {
  readonly won_at: number
  readonly currency: string
  /** In the base currency; null when no rate is known. */
  readonly base: ReconciledMoney | null
  readonly base_currency: string
  /** Empty: all of it is with touches. */
  readonly reasons: readonly ReconciliationReason[]
}

/**
 * One line; two when the win has moved to another date or currency since the run: revenue where it is now, credit where it
 * was. So sums by month and currency are right on both sides.
 *
 * @param facts    null: the deal is not won, or not any more
 * @param counted  null: no run has computed the win
 * @param earned   null: no run has computed it under this model
 */
export function reconcile(facts: WonFacts | null, counted: CountedWin | null, earned: EarnedCredit | null): ReconciledLine[] {
  const credit = counted && earned ? earned : nothing
  const reasons = reasonsOf(facts, counted, earned)
  const isMoved = facts && counted && (facts.won_at !== counted.stage_at || facts.currency !== counted.currency)
  const lines: ReconciledLine[] = []
  if (facts) {
    const { won_at, currency, base_currency, amount_minor, base_amount_minor } = facts
    const own = isMoved ? nothing : credit
    const isUnrated = base_amount_minor === null && own.base_credited_minor === 0 && own.base_unattributed_minor === 0
    lines.push({
      won_at,
      currency,
      base_currency,
      ...money(amount_minor, own.credited_minor, own.unattributed_minor),
      base: isUnrated ? null : money(base_amount_minor ?? 0, own.base_credited_minor, own.base_unattributed_minor),
      reasons,
    })
  }
  if (counted && (isMoved || !facts)) {
    const { stage_at, currency, base_currency, base_amount_minor } = counted
    lines.push({
      won_at: stage_at,
      currency,
      base_currency,
      ...money(0, credit.credited_minor, credit.unattributed_minor),
      base: base_amount_minor === null ? null : money(0, credit.base_credited_minor, credit.base_unattributed_minor),
      reasons,
    })
  }
  return lines
}

const nothing: EarnedCredit = { credited_minor: 0, unattributed_minor: 0, base_credited_minor: 0, base_unattributed_minor: 0 }

const money = (won: number, credited: number, unattributed: number): ReconciledMoney => ({
  won_minor: won,
  credited_minor: credited,
  unattributed_minor: unattributed,
  difference_minor: won - credited - unattributed,
})

function reasonsOf(facts: WonFacts | null, counted: CountedWin | null, earned: EarnedCredit | null): ReconciliationReason[] {
  if (!facts) return ['changed']
  const found = new Set<string>()
  if (!counted || !earned) found.add('not_computed')
  else if (isChanged(facts, counted)) found.add('changed')
  if (!facts.has_amount) found.add('no_amount')
  if (counted?.unattributed_reason) found.add(counted.unattributed_reason)
  if (facts.base_amount_minor === null) found.add('no_rate')
  if (facts.refused_adjustments > 0) found.add('refused_adjustment')
  return reconciliationReasons.filter(reason => found.has(reason))
}

const isChanged = (facts: WonFacts, counted: CountedWin) =>
  facts.won_at !== counted.stage_at ||
  facts.currency !== counted.currency ||
  facts.amount_minor !== counted.amount_minor ||
  facts.base_currency !== counted.base_currency ||
  facts.base_amount_minor !== counted.base_amount_minor

/** Lines added up: of one month and currency, or of all in the base currency. */
export interface ReconciledSum extends ReconciledMoney {
  /** Lines that are revenue. */
  readonly deals: number
}

export function sumOfMoney(lines: readonly (ReconciledMoney & { readonly isWon: boolean })[]): ReconciledSum {
  const sum = { deals: 0, won_minor: 0, credited_minor: 0, unattributed_minor: 0, difference_minor: 0 }
  for (const line of lines) {
    if (line.isWon) sum.deals += 1
    sum.won_minor += line.won_minor
    sum.credited_minor += line.credited_minor
    sum.unattributed_minor += line.unattributed_minor
    sum.difference_minor += line.difference_minor
  }
  return sum
}
