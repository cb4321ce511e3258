/**
 * The parts of deals that reports add up, read once per journey. Adding up every credit row of all models takes
 * seconds on a year of deals, and a run's rows never change: only journeys of newer runs are read again.
 */
import type { Database } from '../../db/database.ts'
import { type CreditKey, type CreditPart, creditParts, type ReachedDeal } from '../../db/queries/credit-totals.ts'
import type { Model } from '../attribution/models.ts'
import { contentParts } from './content-parts.ts'

/** @returns the parts of these deals at this stage under these models, by their names; null when a newer run has taken their place */
export type ReadCreditParts = (
  key: CreditKey,
  stage: string,
  deals: readonly ReachedDeal[],
  models: readonly Model[],
) => Promise<CreditPart[] | null>

/** Some 10 kB each, with fifteen models. */
const MAX_KEPT = 5000

export function creditPartsReader(db: Database): ReadCreditParts {
  const kept = new Map<string, readonly CreditPart[]>()

  return async (key, stage, deals, models) => {
    const nameByKey = new Map(models.map(model => [model.key, model.name]))
    // A new version of a model writes credits under the runs that are there.
    const versions = models.flatMap(model => (model.key === model.name ? [] : [model.key])).join(' ')
    const nameOf = ({ run_id, deal_id }: ReachedDeal) => `${key} ${stage} ${run_id} ${deal_id} ${versions}`
    const missing = deals.filter(deal => !kept.has(nameOf(deal)))
    const ids = missing.map(deal => deal.deal_id)
    const found =
      key === 'content' ? await contentParts(db, stage, ids, new Set(nameByKey.keys())) : await creditParts(db, key, stage, ids)
    if (!found) return null
    const named = found.flatMap((part): CreditPart[] => {
      const model = nameByKey.get(part.model)
      return model === undefined ? [] : [{ ...part, model }]
    })
    const partsOf = Map.groupBy(named, part => part.deal_id)
    const isOfAnother = missing.some(deal => partsOf.get(deal.deal_id)?.some(part => part.run_id !== deal.run_id))
    if (isOfAnother) return null

    const parts = deals.flatMap(deal => kept.get(nameOf(deal)) ?? partsOf.get(deal.deal_id) ?? [])
    for (const deal of missing) kept.set(nameOf(deal), partsOf.get(deal.deal_id) ?? [])
    for (const name of kept.keys()) {
      if (kept.size <= MAX_KEPT) break
      kept.delete(name)
    }
    return parts
  }
}
