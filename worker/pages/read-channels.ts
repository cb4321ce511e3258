/** What the reports on channels, campaigns and content are made of. */
import type { Database } from '../../db/database.ts'
import { type CreditKey, dealsReaching, type StageRange, stageTotal, unratedMoney } from '../../db/queries/credit-totals.ts'
import { hasDeals } from '../../db/queries/deal-list.ts'
import { RequestRefused } from '../errors.ts'
import { creditKeys } from './channels-page.tsx'
import type { ReadCreditParts } from './credit-parts.ts'
import { creditLines, dealsBehind } from './credit-table.ts'
import type { Frame } from './frame.ts'
import { pageNumberFrom } from './table.tsx'

export async function readChannels(db: Database, frame: Frame, partsOf: ReadCreditParts) {
  const by = creditKeyFrom(frame.query.by)
  const range = rangeOf(frame)
  const [deals, total, unrated, anyDeal] = await Promise.all([
    dealsReaching(db, range),
    stageTotal(db, range),
    unratedMoney(db, range),
    hasDeals(db),
  ])
  const lines = creditLines(by, frame.view.model.name, await partsOf(by, range.stage, deals))
  return { frame, by, lines, total, unrated, hasDeals: anyDeal, page: pageNumberFrom(frame.query.page) }
}

/** The deals behind one line of the report. */
export async function readCreditDeals(db: Database, frame: Frame, partsOf: ReadCreditParts) {
  const by = creditKeyFrom(frame.query.by)
  const label = frame.query.of
  if (!label) throw new RequestRefused('missing_field', 'of: which channel, campaign or content')
  const range = rangeOf(frame)
  const deals = await dealsReaching(db, range)
  const parts = dealsBehind(by, label, frame.view.model.name, await partsOf(by, range.stage, deals), deals)
  return { frame, by, label, parts, page: pageNumberFrom(frame.query.page) }
}

export const rangeOf = ({ view: { stage, period } }: Frame): StageRange => ({ stage, from: period.from, to: period.to })

function creditKeyFrom(text: string | undefined): CreditKey {
  const key = creditKeys.find(known => known === (text ?? 'channel'))
  if (!key) throw new RequestRefused('invalid_parameter', `by: one of ${creditKeys.join(', ')}`)
  return key
}
