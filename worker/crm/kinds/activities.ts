/** Sales touches that no browser sees: e-mails, calls, meetings, demos. */
import { activities as table } from '../../../db/schema.ts'
import { accountRef, email, id, instant, name, oneOf, personRef, word } from '../cells.ts'
import { kindOf, optional, required } from '../kind.ts'
import { merged } from '../merge.ts'
import { idFrom, timeKey } from '../natural-key.ts'
import { staleByRefs } from '../stale-refs.ts'
import { upsert } from '../upsert.ts'

export const activities = kindOf({
  columns: [
    optional('external_id', id),
    required('kind', oneOf('email', 'call', 'meeting', 'demo', 'other')),
    required('at', instant, 'happened_at'),
    optional('person', personRef, 'person_ref'),
    optional('account', accountRef, 'account_ref'),
    optional('rep_email', email),
    optional('direction', word),
    optional('subject', name),
    optional('outcome', word),
  ],
  oneOf: ['person', 'account'],
  keepsUnknown: true,
  plan: upsert({
    table,
    key: ['activity_id'],
    // Without an id of its own an activity is who spoke with whom, when and about what; its outcome may still change.
    async keyOf(row, context) {
      const { external_id, kind, person_ref, account_ref, rep_email, direction, subject } = row.fields
      if (external_id) return [await idFrom('v_', [external_id])]
      const at = timeKey(row, 'happened_at', context)
      return [await idFrom('v_', [kind, at, person_ref, account_ref, rep_email, direction, subject])]
    },
    rowFrom: (row, before, [activity_id], { now }) =>
      merged(
        before ?? { ...row.fields, activity_id: String(activity_id), properties: '{}', date_only: '', recorded_at: now },
        row.fields,
        row,
      ),
    staleBy: staleByRefs,
  }),
})
