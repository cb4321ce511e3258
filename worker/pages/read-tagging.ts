/** What the audit of campaign tagging is made of. */
import type { Database } from '../../db/database.ts'
import { allRates } from '../../db/queries/all-rates.ts'
import { importedTouches, recentVisits } from '../../db/queries/recent-visits.ts'
import { spendBetween } from '../../db/queries/spend-between.ts'
import { ratesFrom } from '../attribution/rates.ts'
import { auditTagging } from '../insight/tagging.ts'
import { classifyNamed } from '../journey/channel.ts'
import type { Frame } from './frame.ts'
import { daysOfPeriod, spendSums } from './spend-sums.ts'

/** The newest visits of the period that are looked through. */
export const AUDITED_VISITS = 100_000

export async function readTagging(db: Database, frame: Frame) {
  const { view, settings } = frame
  const { from, to } = view.period
  const [visits, imported, rows, rates] = await Promise.all([
    recentVisits(db, from, to, AUDITED_VISITS + 1, view.bots),
    importedTouches(db, from, to, AUDITED_VISITS),
    spendBetween(db, ...daysOfPeriod(view.period, settings.timezone)),
    allRates(db),
  ])
  const rules = settings['channels.rules']
  const spend = spendSums(rows, 'campaign', { rates: ratesFrom(rates), base: settings.currency, rules })
  const touches = imported.map(touch => ({ ...classifyNamed(touch, rules), landing_url: touch.url }))
  const campaigns = [...spend.byKey.values()].map(({ label, ...row }) => ({ ...row, campaign: label }))
  return {
    frame,
    audit: auditTagging(campaigns, [...visits.slice(0, AUDITED_VISITS), ...touches]),
    unrated: spend.unrated,
    hasSpend: rows.length > 0,
    isAll: visits.length <= AUDITED_VISITS,
  }
}

export type TaggingProps = Awaited<ReturnType<typeof readTagging>>
