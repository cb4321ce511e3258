/** What the reports on channels, campaigns and content are made of. */
import type { Database } from '../../db/database.ts'
import { allRates } from '../../db/queries/all-rates.ts'
import {
  type CreditKey,
  type CreditPart,
  dealsReaching,
  type ReachedDeal,
  type StageRange,
} from '../../db/queries/credit-totals.ts'
import { hasDeals } from '../../db/queries/deal-list.ts'
import { spendBetween } from '../../db/queries/spend-between.ts'
import { ratesFrom } from '../attribution/rates.ts'
import { RequestRefused } from '../errors.ts'
import { creditKeys } from './channels-page.tsx'
import type { ReadCreditParts } from './credit-parts.ts'
import { creditLines, dealsBehind } from './credit-table.ts'
import type { Frame } from './frame.ts'
import { daysOfPeriod, type SpendSums, spendSums } from './spend-sums.ts'
import { stageTotal, unratedMoney } from './stage-total.ts'
import { pageNumberFrom } from './table.tsx'

export async function readChannels(db: Database, frame: Frame, partsOf: ReadCreditParts) {
  const by = creditKeyFrom(frame.query.by)
  const { deals, parts } = await dealsWithParts(db, by, frame, partsOf)
  return {
    frame,
    by,
    spend: by === 'content' ? null : await readSpend(db, frame, by),
    lines: creditLines(by, frame.view.model.name, parts),
    total: stageTotal(deals),
    unrated: unratedMoney(deals),
    hasDeals: deals.length > 0 || (await hasDeals(db)),
    page: pageNumberFrom(frame.query.page),
  }
}

async function readSpend(db: Database, { view, settings }: Frame, by: 'channel' | 'campaign'): Promise<SpendSums> {
  const rows = await spendBetween(db, ...daysOfPeriod(view.period, settings.timezone))
  return spendSums(rows, by, {
    rates: ratesFrom(rows.length > 0 ? await allRates(db) : []),
    base: settings.currency,
    rules: settings['channels.rules'],
  })
}

/** The deals behind one line of the report. */
export async function readCreditDeals(db: Database, frame: Frame, partsOf: ReadCreditParts) {
  const by = creditKeyFrom(frame.query.by)
  const label = frame.query.of
  if (!label) throw new RequestRefused('missing_field', 'of: which channel, campaign or content')
  const { deals, parts } = await dealsWithParts(db, by, frame, partsOf)
  return {
    frame,
    by,
    label,
    parts: dealsBehind(by, label, frame.view.model.name, parts, deals),
    page: pageNumberFrom(frame.query.page),
  }
}

export const rangeOf = ({ view: { stage, period } }: Frame): StageRange => ({ stage, from: period.from, to: period.to })

/** Deals and parts of the same runs: when one is published between the two reads, both are read again. */
async function dealsWithParts(
  db: Database,
  by: CreditKey,
  frame: Frame,
  partsOf: ReadCreditParts,
): Promise<{ deals: readonly ReachedDeal[]; parts: readonly CreditPart[] }> {
  const deals = await dealsReaching(db, rangeOf(frame))
  const parts = await partsOf(by, frame.view.stage, deals, frame.view.models)
  return parts ? { deals, parts } : dealsWithParts(db, by, frame, partsOf)
}

function creditKeyFrom(text: string | undefined): CreditKey {
  const key = creditKeys.find(known => known === (text ?? 'channel'))
  if (!key) throw new RequestRefused('invalid_parameter', `by: one of ${creditKeys.join(', ')}`)
  return key
}
