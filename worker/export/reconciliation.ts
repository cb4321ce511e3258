/** Won revenue from the facts against the credit of the published runs, for the page, the command line and the dataset. */
import type { Database } from '../../db/database.ts'
import { listsOf } from '../../db/queries/in-list.ts'
import {
  adjustmentsIn,
  type DealScope,
  dealsIn,
  entriesOfWins,
  type NamedDeal,
  ratesOf,
  stagesIn,
  winsBetween,
  winsCounted,
  winsEarned,
} from '../../db/queries/reconciliation.ts'
import type { Adjustment, DealStage } from '../../db/schema.ts'
import type { ExclusionReason } from '../attribution/exclusions.ts'
import type { Model } from '../attribution/models.ts'
import { type Rates, ratesFrom } from '../attribution/rates.ts'
import { type ReconciledLine, reconcile, type WonFacts } from '../attribution/reconciliation.ts'
import { stagesReached } from '../attribution/stages.ts'
import { dayOf } from '../crm/dates.ts'
import { dealMoney } from '../jobs/deal-money.ts'
import { excludedIn } from '../jobs/journey-row.ts'
import type { Settings } from '../settings.ts'

export interface ReconciledDeal extends ReconciledLine {
  readonly deal_id: string
  readonly external_id: string
  readonly name: string | null
  readonly account_id: string | null
  readonly account_external_id: string | null
  readonly account_name: string | null
  /** The model's name. */
  readonly model: string
  /** YYYY-MM on the workspace's calendar. */
  readonly month: string
  /** It is revenue; else only credit of a win that is not there any more. */
  readonly isWon: boolean
  /** The run that counts; null: none has computed it. */
  readonly run_id: string | null
}

/** What was won, or counted as won, in [from, to), the newest first. */
export async function reconciledBetween(
  db: Database,
  settings: Settings,
  models: readonly Model[],
  { from, to }: { readonly from: number; readonly to: number },
): Promise<ReconciledDeal[]> {
  const lines = await reconciledDeals(db, settings, models, winsBetween(from, to, isWonByStage(settings)))
  return lines
    .filter(({ won_at }) => won_at >= from && won_at < to)
    .sort((a, b) => b.won_at - a.won_at || (a.external_id < b.external_id ? -1 : 1))
}

export async function reconciledById(
  db: Database,
  settings: Settings,
  models: readonly Model[],
  dealIds: readonly string[],
): Promise<ReconciledDeal[]> {
  const lists = listsOf(dealIds)
  const lines = await Promise.all(lists.map(list => reconciledDeals(db, settings, models, list)))
  return lines.flat()
}

async function reconciledDeals(
  db: Database,
  settings: Settings,
  models: readonly Model[],
  scope: DealScope,
): Promise<ReconciledDeal[]> {
  const counted = new Map((await winsCounted(db, scope)).map(journey => [journey.deal_id, journey]))
  const earned = await winsEarned(db, scope, models.length === 1 ? models[0]?.key : undefined)
  // Another run was published between the two reads.
  if (earned.some(({ deal_id, run_id }) => counted.get(deal_id)?.run_id !== run_id))
    return reconciledDeals(db, settings, models, scope)
  const earnedBy = new Map(earned.map(credit => [keyOf(credit.deal_id, credit.model), credit]))
  const facts = await factsOf(db, settings, scope)
  const gone = [...counted.keys()].filter(id => !facts.has(id)).map(id => [id, unknownDeal(id)] as const)

  return [...facts, ...gone].flatMap(([deal_id, { won, ...named }]) =>
    models.flatMap(model => {
      const journey = counted.get(deal_id) ?? null
      return reconcile(won, journey, earnedBy.get(keyOf(deal_id, model.key)) ?? null).map((line, i) => ({
        deal_id,
        ...named,
        model: model.name,
        month: dayOf(line.won_at, settings.timezone).slice(0, 'YYYY-MM'.length),
        isWon: won !== null && i === 0,
        run_id: journey?.run_id ?? null,
        ...line,
      }))
    }),
  )
}

type NamedFacts = Pick<ReconciledDeal, 'external_id' | 'name' | 'account_id' | 'account_external_id' | 'account_name'> & {
  readonly won: WonFacts | null
}

const unknownDeal = (deal_id: string): NamedFacts => ({
  external_id: deal_id,
  name: null,
  account_id: null,
  account_external_id: null,
  account_name: null,
  won: null,
})

async function factsOf(db: Database, settings: Settings, scope: DealScope): Promise<Map<string, NamedFacts>> {
  const [deals, adjustments, entries] = await Promise.all([
    dealsIn(db, scope),
    adjustmentsIn(db, scope),
    isWonByStage(settings) ? stagesIn(db, scope) : [],
  ])
  const currencies = deals.map(deal => deal.currency).filter(currency => currency !== settings.currency)
  const rates = ratesFrom(await ratesOf(db, currencies))
  const adjustmentsOf = Map.groupBy(adjustments, adjustment => adjustment.deal_ref)
  const entriesOf = Map.groupBy(entries, entry => entry.deal_ref)
  return new Map(
    deals.map(deal => {
      const { deal_id, external_id, name, account_id, account_external_id, account_name } = deal
      const own = adjustmentsOf.get(external_id) ?? []
      const won = wonFacts(deal, own, entriesOf.get(external_id) ?? [], rates, settings)
      return [deal_id, { external_id, name, account_id, account_external_id, account_name, won }]
    }),
  )
}

function wonFacts(
  deal: NamedDeal,
  adjustments: readonly Adjustment[],
  entries: readonly DealStage[],
  rates: Rates,
  settings: Settings,
): WonFacts | null {
  const win = stagesReached({ ...deal, entries }, null, settings['attribution.stages']).find(({ stage }) => stage === 'won')
  if (!win) return null
  const { amount_minor, currency, base_amount_minor, base_currency, refused } = dealMoney(deal, adjustments, rates, settings)
  return {
    won_at: win.stage_at,
    amount_minor,
    currency,
    base_amount_minor,
    base_currency,
    has_amount: deal.amount_minor !== null,
    refused_adjustments: refused.length,
  }
}

const isWonByStage = (settings: Settings) => settings['attribution.stages'].some(({ stage }) => stage === 'won')

const keyOf = (deal: string, model: string) => JSON.stringify([deal, model])

export interface ExclusionCount {
  readonly reason: ExclusionReason
  readonly touches: number
}

/** Why no known touch may earn credit of these deals, the most frequent reason first. */
export async function exclusionsOfDeals(db: Database, deals: readonly ReconciledDeal[]): Promise<Map<string, ExclusionCount[]>> {
  const unearned = deals.filter(({ reasons }) => reasons.includes('no_eligible_touch'))
  const rows = await entriesOfWins(
    db,
    unearned.map(({ deal_id }) => deal_id),
  )
  return new Map(
    rows.map(row => {
      const reasons = Map.groupBy(excludedIn(row).values(), reason => reason)
      const counts = [...reasons].map(([reason, touches]) => ({ reason, touches: touches.length }))
      return [row.deal_id, counts.sort((a, b) => b.touches - a.touches || (a.reason < b.reason ? -1 : 1))]
    }),
  )
}
