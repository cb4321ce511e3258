/** Why a win is not, or not fully, with touches: in plain words. */
import type { ReconciliationReason } from '../attribution/reconciliation.ts'
import type { ExclusionCount } from '../export/reconciliation.ts'
import { plural } from './figures.ts'
import { exclusionWords } from './receipt-words.ts'

export const reconciliationWords: Readonly<Record<ReconciliationReason, string>> = {
  not_computed: 'Not computed yet',
  changed: 'Changed since the last run',
  no_amount: 'No amount in the CRM, counted as 0',
  no_close_date: 'No close date',
  no_account: 'No account',
  no_contact: 'No contact',
  no_touch: 'No touch known',
  no_eligible_touch: 'No touch may count',
  no_rate: 'No exchange rate',
  refused_adjustment: 'An adjustment is no amount in its currency',
}

/** `No touch may count: 3 touches before the look-back window`. */
export function gapWords(reasons: readonly ReconciliationReason[], excluded: readonly ExclusionCount[]): string {
  const why = excluded.map(({ reason, touches }) => `${plural(touches, 'touch', 'touches')} ${exclusionWords[reason]}`).join(', ')
  return reasons
    .map(reason => reconciliationWords[reason] + (reason === 'no_eligible_touch' && why !== '' ? `: ${why}` : ''))
    .join('; ')
}
