/** What the list of accounts and the page of one are made of. */
import type { Database } from '../../db/database.ts'
import {
  type AccountDeal,
  accountById,
  creditsOfStage,
  dealsOfAccount,
  domainsOfAccount,
  moneyOfAccount,
  peopleOfAccount,
  readsOfSubject,
  type SubjectTouch,
  stagesOfAccount,
  touchesOfSubject,
} from '../../db/queries/account.ts'
import { accountActivity } from '../../db/queries/account-activity.ts'
import { type AccountListing, accountList, lastSeen } from '../../db/queries/account-list.ts'
import { peopleNamed } from '../../db/queries/deal.ts'
import { machineVisitsOfAccount } from '../../db/queries/machine-visits.ts'
import { RequestRefused } from '../errors.ts'
import { chosenMoney, journeyStages, journeyTouches, peopleSummaries } from './account-story.ts'
import { ACCOUNTS_PER_PAGE, accountSorts, type Recency, recencies, SPARK_WEEKS } from './accounts-page.tsx'
import { DAY_MS } from './figures.ts'
import type { Frame } from './frame.ts'
import { MACHINES_SHOWN } from './machine-visits.tsx'
import { readMerges } from './read-merges.ts'
import { pageNumberFrom, sortingFrom } from './table.tsx'

const WEEK_MS = 7 * DAY_MS
const FOREVER = 8.64e15

export async function readAccounts(db: Database, frame: Frame) {
  const { query, search, clock } = frame
  const page = pageNumberFrom(query.page)
  const sorting = sortingFrom(query.sort, accountSorts, { sort: 'last_seen', descending: true })
  const seen = recencies.find(recency => recency.key === query.seen) ?? null
  const listing: AccountListing = {
    search,
    lastSeen: seen ? spanOf(seen, clock.now) : undefined,
    ...sorting,
    limit: ACCOUNTS_PER_PAGE,
    offset: (page - 1) * ACCOUNTS_PER_PAGE,
  }
  const [rows, touched] = await Promise.all([accountList(db, listing), lastSeen(db)])
  const since = clock.now - SPARK_WEEKS * WEEK_MS
  const spans = await accountActivity(
    db,
    rows.map(row => row.account_id),
    since,
    WEEK_MS,
  )
  const activity = new Map<string, number[]>()
  for (const { subject_id, span, touches } of spans) {
    const weeks = activity.get(subject_id) ?? new Array<number>(SPARK_WEEKS).fill(0)
    const week = Math.min(span, SPARK_WEEKS - 1)
    weeks[week] = (weeks[week] ?? 0) + touches
    activity.set(subject_id, weeks)
  }
  return {
    frame,
    rows,
    listed: rows[0]?.listed ?? 0,
    activity,
    seen,
    sorting,
    page,
    lastSeen: touched.map(row => row.last_seen_at),
  }
}

const spanOf = ({ fromDays, toDays }: Recency, now: number) => ({
  from: fromDays === Infinity ? -FOREVER : now - fromDays * DAY_MS,
  to: toDays === 0 ? FOREVER : now - toDays * DAY_MS,
})

/** @throws RequestRefused `not_found` */
export async function readAccount(db: Database, frame: Frame, accountId: string) {
  const account = await accountById(db, accountId)
  if (!account) throw new RequestRefused('not_found', 'there is no such account')
  const { merges } = await readMerges(db, 'account', accountId)
  const [domains, members, touches, reads, deals, stages, money] = await Promise.all([
    domainsOfAccount(db, accountId),
    peopleOfAccount(db, accountId),
    touchesOfSubject(db, accountId),
    readsOfSubject(db, accountId),
    dealsOfAccount(db, accountId),
    stagesOfAccount(db, accountId),
    moneyOfAccount(db, accountId),
  ])
  const { view, query, clock } = frame
  const chosen = chosenMoney(money, query.deal, view.stage)
  const [credits, guests] = await Promise.all([
    chosen ? creditsOfStage(db, accountId, chosen.deal_id, chosen.stage, view.model.key) : [],
    peopleNamed(db, strangersIn(touches, new Set(members.map(person => person.person_id)))),
  ])
  const others = guests.map(person => ({ ...person, lead_created_at: null, rule: '' }))
  const journey = {
    touches: journeyTouches(touches, credits),
    stages: journeyStages(deals, stages, members, frame.settings['attribution.stages'], chosen?.deal_id ?? null, clock.shortDay),
    ...windowOf(
      frame,
      touches,
      deals.filter(deal => deal.deal_id === chosen?.deal_id),
    ),
  }
  return {
    frame,
    account,
    domains,
    people: peopleSummaries(members, others, touches, reads),
    touches,
    reads,
    deals,
    money,
    chosen,
    credits,
    journey,
    merges,
    machines: view.bots ? await machineVisitsOfAccount(db, accountId, MACHINES_SHOWN) : null,
    page: pageNumberFrom(query.page),
  }
}

/** Contacts of a deal whose own account is another one. */
const strangersIn = (touches: readonly SubjectTouch[], members: ReadonlySet<string>) =>
  touches.flatMap(touch => (touch.person_id !== null && !members.has(touch.person_id) ? [touch.person_id] : []))

/** From the first touch or the opportunity until now; a URL may ask for less. */
function windowOf(
  { query, clock }: Frame,
  touches: readonly SubjectTouch[],
  shown: readonly AccountDeal[],
): { from: number; to: number } {
  const known = [touches.at(0)?.touch_at, touches.at(-1)?.touch_at, ...shown.flatMap(deal => [deal.created_at, deal.closed_at])]
  const times = known.filter(at => at != null)
  const from = instantFrom(query.from) ?? Math.min(clock.now, ...times)
  const to = instantFrom(query.to) ?? Math.max(clock.now, ...times)
  return from < to ? { from, to } : { from, to: from + 1 }
}

const instantFrom = (text: string | undefined): number | null => (/^\d{1,15}$/.test(text ?? '') ? Number(text) : null)
