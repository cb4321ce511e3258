/** What the pages on the choice of a model are made of. */
import type { Database } from '../../db/database.ts'
import { dealsReaching } from '../../db/queries/credit-totals.ts'
import { hasDeals } from '../../db/queries/deal-list.ts'
import { newestEvaluation } from '../../db/queries/evaluations.ts'
import { versionsById } from '../../db/queries/model-versions.ts'
import type { Fit } from '../attribution/data-driven/fit.ts'
import { fitOf } from '../attribution/data-driven/read-fit.ts'
import { isFitted } from '../attribution/models.ts'
import { shareIntervals } from '../insight/share-intervals.ts'
import type { ChannelInterval } from '../insight/stability.ts'
import type { EvaluationResult } from '../jobs/evaluate.ts'
import type { ReadCreditParts } from './credit-parts.ts'
import { UNATTRIBUTED } from './credit-table.ts'
import type { Frame } from './frame.ts'
import { rangeOf } from './read-channels.ts'

export async function readChoice(db: Database, frame: Frame) {
  const evaluation = await newestEvaluation(db)
  const result: EvaluationResult | null = evaluation && JSON.parse(evaluation.result)
  return {
    frame,
    evaluation_id: evaluation?.evaluation_id ?? null,
    made_at: evaluation?.made_at ?? null,
    run_id: evaluation?.run_id ?? null,
    result,
  }
}

/** Under every model each channel's share of what touches earned, with its interval. */
export interface ModelShares {
  readonly model: string
  readonly channels: readonly ChannelInterval[]
}

export async function readComparison(db: Database, frame: Frame, partsOf: ReadCreditParts): Promise<ComparisonProps> {
  const { view } = frame
  const deals = await dealsReaching(db, rangeOf(frame))
  const parts = await partsOf('channel', view.stage, deals, view.models)
  if (!parts) return readComparison(db, frame, partsOf)

  const accountOf = new Map(deals.map(deal => [deal.deal_id, deal.account_id ?? deal.deal_id]))
  const earned = parts.filter(part => part.is_unattributed === 0)
  const partsUnder = Map.groupBy(earned, part => part.model)
  const models = view.models.map(
    ({ name }): ModelShares => ({
      model: name,
      channels: shareIntervals(
        (partsUnder.get(name) ?? []).map(part => ({
          cluster: accountOf.get(part.deal_id) ?? part.deal_id,
          channel: part.key ?? UNATTRIBUTED,
          amount: part.base_minor,
        })),
        SEED,
      ),
    }),
  )
  return {
    frame,
    deals: deals.length,
    hasDeals: deals.length > 0 || (await hasDeals(db)),
    models,
    fit: await fitUnder(db, frame),
  }
}

/** The fit of the view's model; null when it is not fitted. */
async function fitUnder(db: Database, { view: { model } }: Frame): Promise<Fit | null> {
  if (!isFitted(model.name)) return null
  const [version] = await versionsById(db, [model.key])
  return version ? fitOf(JSON.parse(version.definition).fit) : null
}

export interface ComparisonProps {
  readonly frame: Frame
  readonly deals: number
  /** Whether there is any deal, of whatever period. */
  readonly hasDeals: boolean
  readonly models: readonly ModelShares[]
  readonly fit: Fit | null
}

/** The same deals get the same intervals. */
const SEED = 'channel shares'
