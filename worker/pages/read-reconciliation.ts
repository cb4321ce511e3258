/** What the reconciliation is made of. */
import type { Database } from '../../db/database.ts'
import { hasDeals } from '../../db/queries/deal-list.ts'
import { reconciliationReasons } from '../attribution/reconciliation.ts'
import { RequestRefused } from '../errors.ts'
import { exclusionsOfDeals, type ReconciledDeal, reconciledBetween } from '../export/reconciliation.ts'
import { reconciliationSums } from '../export/reconciliation-sums.ts'
import type { Frame } from './frame.ts'
import { GAPS_PER_PAGE, MONTHS_PER_PAGE, type ReconciliationProps } from './reconciliation-page.tsx'
import { pageNumberFrom } from './table.tsx'

/** @throws RequestRefused `invalid_parameter` for a reason that there is not */
export async function readReconciliation(db: Database, frame: Frame): Promise<ReconciliationProps> {
  const { query, settings, view } = frame
  const reason = reconciliationReasons.find(known => known === query.reason) ?? null
  if (query.reason && reason === null)
    throw new RequestRefused('invalid_parameter', `reason: one of ${reconciliationReasons.join(', ')}`)

  const lines = await reconciledBetween(db, settings, [view.model], view.period)
  const sums = reconciliationSums(lines, settings.currency)
  const gaps = lines.filter(line => (reason === null ? line.reasons.length > 0 : line.reasons.includes(reason))).sort(byWeight)
  const page = pageNumberFrom(query.page)
  const shown = gaps.slice((page - 1) * GAPS_PER_PAGE, page * GAPS_PER_PAGE)
  return {
    frame: { ...frame, view: { ...view, stage: 'won' } },
    sums,
    isBalanced: lines.every(line => line.difference_minor === 0 && (line.base?.difference_minor ?? 0) === 0),
    incomplete: new Set(lines.filter(line => line.reasons.length > 0).map(line => line.deal_id)).size,
    reason,
    gaps: shown,
    found: gaps.length,
    excluded: await exclusionsOfDeals(db, shown),
    hasDeals: lines.length > 0 || (await hasDeals(db)),
    page,
    monthsPage: Math.min(pageNumberFrom(query.months), Math.max(1, Math.ceil(sums.months.length / MONTHS_PER_PAGE))),
  }
}

/** What does not balance first, then the largest amount that no touch earned, then the largest deal. */
function byWeight(a: ReconciledDeal, b: ReconciledDeal): number {
  const sizes = ({ difference_minor, unattributed_minor, won_minor, base }: ReconciledDeal) =>
    [
      base?.difference_minor ?? difference_minor,
      base?.unattributed_minor ?? unattributed_minor,
      base?.won_minor ?? won_minor,
    ].map(Math.abs)
  const [differenceA = 0, unattributedA = 0, wonA = 0] = sizes(a)
  const [differenceB = 0, unattributedB = 0, wonB = 0] = sizes(b)
  return differenceB - differenceA || unattributedB - unattributedA || wonB - wonA || (a.external_id < b.external_id ? -1 : 1)
}
