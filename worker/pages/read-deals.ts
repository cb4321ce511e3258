/** What the list of deals and the receipt of one are made of. */
import type { Database } from '../../db/database.ts'
import { touchesOfSubject } from '../../db/queries/account.ts'
import { dealsReaching } from '../../db/queries/credit-totals.ts'
import { accountOfDeal, adjustmentsOfDeal, dealByRef, journeysOfDeal, peopleNamed, runById } from '../../db/queries/deal.ts'
import {
  channelsOfDeals,
  type DealChannel,
  type DealListing,
  dealList,
  dealsWithoutCreation,
  hasDeals,
} from '../../db/queries/deal-list.ts'
import { lastChangeOfDeal } from '../../db/queries/journey-changes.ts'
import type { Journey } from '../../db/schema.ts'
import { receiptFor } from '../attribution/receipt.ts'
import { RequestRefused } from '../errors.ts'
import { modelVersion } from '../export/model-version.ts'
import { journeyFrom, touchIdsIn } from '../jobs/journey-row.ts'
import { pathTouch } from '../jobs/subject-journeys.ts'
import type { DealProps, ReceiptTouch } from './deal-page.tsx'
import { DEALS_PER_PAGE, dealSorts } from './deals-page.tsx'
import type { Frame } from './frame.ts'
import { rangeOf } from './read-channels.ts'
import { stageTotal, unratedMoney } from './stage-total.ts'
import { pageNumberFrom, sortingFrom } from './table.tsx'

export async function readDeals(db: Database, frame: Frame) {
  const { query, view } = frame
  const page = pageNumberFrom(query.page)
  const sorting = sortingFrom(query.sort, dealSorts, { sort: 'stage_at', descending: true })
  const range = rangeOf(frame)
  const search = (query.find ?? '').slice(0, 200)
  const listing: DealListing = { ...range, search, ...sorting, limit: DEALS_PER_PAGE, offset: (page - 1) * DEALS_PER_PAGE }
  const [rows, reached, undated, anyDeal] = await Promise.all([
    dealList(db, listing),
    dealsReaching(db, range),
    dealsWithoutCreation(db),
    hasDeals(db),
  ])
  const shares = await channelsOfDeals(
    db,
    rows.map(row => row.deal_id),
    view.stage,
    view.model.key,
  )
  const channels = new Map<string, DealChannel>()
  for (const share of shares) if (!channels.has(share.deal_id)) channels.set(share.deal_id, share)
  return {
    frame,
    rows,
    listed: rows[0]?.listed ?? 0,
    reached,
    total: stageTotal(reached),
    unrated: unratedMoney(reached),
    undated,
    hasDeals: anyDeal,
    channels,
    search,
    sorting,
    page,
  }
}

/** @throws RequestRefused `not_found` */
export async function readDeal(db: Database, frame: Frame, ref: string): Promise<DealProps> {
  const deal = await dealByRef(db, ref)
  if (!deal) throw new RequestRefused('not_found', 'there is no such deal')
  const [account, journeys, adjustments, lastChange] = await Promise.all([
    accountOfDeal(db, deal.deal_id),
    journeysOfDeal(db, deal.deal_id),
    adjustmentsOfDeal(db, deal.external_id),
    lastChangeOfDeal(db, deal.deal_id),
  ])
  const journey = journeys.find(row => row.stage === frame.view.stage)
  const [counted, run, version] = journey
    ? await Promise.all([receiptOf(db, frame, journey), runById(db, journey.run_id), modelVersion(db, frame.view.model)])
    : [null, null, null]
  // Another run was published between the two reads.
  if (journey && !counted) return readDeal(db, frame, ref)
  const persons = counted?.receipt.entries.flatMap(entry => entry.touch.person_id ?? []) ?? []
  const people = new Map((await peopleNamed(db, persons)).map(person => [person.person_id, person]))
  return {
    frame,
    deal,
    account,
    counted,
    stages: journeys.map(row => row.stage),
    people,
    adjustments,
    run,
    version,
    lastChange,
    page: frame.query.page === 'all' ? null : pageNumberFrom(frame.query.page),
  }
}

/** Explained from the rows that the reports add up, by the rule that made them; null when they are of another run by now. */
async function receiptOf(db: Database, { view }: Frame, journey: Journey) {
  const touches: ReceiptTouch[] = (await touchesOfSubject(db, journey.subject_id)).map(pathTouch)
  const isOfAnother = touches.length === 0 ? touchIdsIn(journey).length > 0 : touches[0]?.run_id !== journey.run_id
  if (isOfAnother) return null
  const receipt = receiptFor(journeyFrom(journey, touches), view.model, journey.amount_minor, journey.base_amount_minor)
  return { journey, receipt }
}
