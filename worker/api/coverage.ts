/** How much of what was seen is known to be somebody's, as other programs read it. */
import type { Database } from '../../db/database.ts'
import { coverageByMonth, readCoverage } from '../jobs/coverage.ts'
import { readSettings } from '../settings.ts'

const DAYS = 30
const MONTHS = 12
const DAY_MS = 86_400_000

/** Counts of sessions in the last 30 days and by month, the running month first; sessions of bots are left out. */
export async function coverageOf(db: Database, now: number) {
  const { timezone } = await readSettings(db)
  return {
    days: DAYS,
    ...(await readCoverage(db, now - DAYS * DAY_MS, Number.MAX_SAFE_INTEGER)),
    months: await coverageByMonth(db, now, timezone, MONTHS),
  }
}
