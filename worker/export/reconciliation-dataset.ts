/**
 * The dataset `reconciliation`: every win, deal by deal and model by model, from the facts against the credit. A win that
 * moved to another date or currency since its run has two rows, so that sums by month and currency are right.
 */
import { sql } from 'drizzle-orm'
import type { Database, Row } from '../../db/database.ts'
import { currentModels, modelInForce } from '../models-in-force.ts'
import { readSettings } from '../settings.ts'
import { type Dataset, type Filter, given } from './dataset.ts'
import { exclusionsOfDeals, reconciledById } from './reconciliation.ts'

export const reconciliation: Dataset = {
  columns: given(
    `month won_at:time deal_id deal_external_id deal_name account_id account_external_id account_name model
    won_minor:integer credited_minor:integer unattributed_minor:integer difference_minor:integer currency
    base_won_minor:integer base_credited_minor:integer base_unattributed_minor:integer base_difference_minor:integer
    base_currency reasons excluded run_id`,
  ),
  from: sql`deals`,
  where: sql`(
    deals.status = 'won'
    or exists (
        select 1
        from journeys
        inner join published on published.subject_id = journeys.subject_id and published.run_id = journeys.run_id
        where journeys.deal_id = deals.deal_id
          and journeys.stage = 'won'
    )
  )`,
  key: [sql`deals.deal_id`],
  filters: {},
  expand: { needs: { id: sql`deals.deal_id` }, filters: ['model', 'at'], rows: reconciledRows },
}

async function reconciledRows(db: Database, rows: readonly Row[], filter: Filter): Promise<Row[]> {
  const { model: name, from = -Infinity, to = Infinity } = filter
  const settings = await readSettings(db)
  const model = name === undefined ? null : await modelInForce(db, settings, name)
  const models = name === undefined ? await currentModels(db, settings) : model ? [model] : []
  const ids = rows.map(row => String(row.id))
  const lines = await reconciledById(db, settings, models, ids)
  const excluded = await exclusionsOfDeals(db, lines)
  const place = new Map(ids.map((id, i) => [id, i]))
  return lines
    .filter(({ won_at }) => won_at >= from && won_at < to)
    .sort((a, b) => (place.get(a.deal_id) ?? 0) - (place.get(b.deal_id) ?? 0))
    .map(({ external_id, name: deal_name, isWon, base, reasons, ...line }) => ({
      ...line,
      deal_external_id: external_id,
      deal_name,
      base_won_minor: base?.won_minor,
      base_credited_minor: base?.credited_minor,
      base_unattributed_minor: base?.unattributed_minor,
      base_difference_minor: base?.difference_minor,
      reasons: reasons.join(';'),
      excluded: (excluded.get(line.deal_id) ?? []).map(({ reason, touches }) => `${reason} ${touches}`).join(';'),
    }))
}
