/** When a deal entered a stage, by the CRM's name for it. A deal may enter a stage more than once. */
import { dealStages as table } from '../../../db/schema.ts'
import { id, instant, word } from '../cells.ts'
import { kindOf, required } from '../kind.ts'
import { upsert } from '../upsert.ts'

export const dealStages = kindOf({
  columns: [required('deal', id, 'deal_ref'), required('stage', word), required('entered_at', instant)],
  keepsUnknown: false,
  plan: upsert({
    table,
    key: ['deal_ref', 'stage', 'entered_at'],
    keyOf: ({ fields }) => [fields.deal_ref, fields.stage, fields.entered_at],
    rowFrom: ({ fields, dateOnly }) => ({ ...fields, date_only: [...dateOnly].join(',') }),
    staleBy: row => [{ kind: 'deal_ref', key: row.deal_ref }],
  }),
})
