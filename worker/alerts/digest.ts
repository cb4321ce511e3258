/** What a week brought, once it is over. */
import type { Database } from '../../db/database.ts'
import { dealsLost } from '../../db/queries/alert-facts.ts'
import { dealsReaching } from '../../db/queries/credit-totals.ts'
import { readCoverage } from '../jobs/coverage.ts'
import type { Settings } from '../settings.ts'
import type { Notice, WeeklyDigest } from './kinds.ts'
import { DAY_MS } from './visits.ts'
import type { Week } from './week.ts'

/** A digest that is later than this is none any more. */
const LATE_MS = 3 * DAY_MS

/** Empty before Monday, 8 o'clock, and three days later. */
export async function digestNotices(
  db: Database,
  { first_day, last_day, from, to, due_at }: Week,
  { currency }: Pick<Settings, 'currency'>,
  now: number,
): Promise<Notice<WeeklyDigest>[]> {
  if (now < due_at || now >= due_at + LATE_MS) return []
  const [won, opened, lost, coverage] = await Promise.all([
    dealsReaching(db, { stage: 'won', from, to }),
    dealsReaching(db, { stage: 'opportunity', from, to }),
    dealsLost(db, from, to),
    readCoverage(db, from, to),
  ])
  const sumOf = (deals: typeof won) => deals.reduce((sum, { base_amount_minor }) => sum + (base_amount_minor ?? 0), 0)
  const facts: WeeklyDigest = {
    kind: 'digest.weekly',
    ...{ first_day, last_day, currency },
    ...{ won: won.length, won_minor: sumOf(won), opened: opened.length, opened_minor: sumOf(opened), lost },
    ...{ visits: coverage.sessions, known_visits: coverage.of_accounts },
  }
  return [{ alert_key: `${facts.kind} ${first_day}`, happened_at: due_at, facts }]
}
