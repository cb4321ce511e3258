/** Refunds and amendments: signed changes of a deal's amount. One that says the same again is the same. */
import { adjustments as table } from '../../../db/schema.ts'
import { amount, id, instant, oneOf } from '../cells.ts'
import { kindOf, required } from '../kind.ts'
import { idFrom, timeKey } from '../natural-key.ts'
import { upsert } from '../upsert.ts'

export const adjustments = kindOf({
  columns: [
    required('deal', id, 'deal_ref'),
    required('amount', amount),
    required('at', instant, 'adjusted_at'),
    required('kind', oneOf('refund', 'amendment')),
  ],
  keepsUnknown: false,
  plan: upsert({
    table,
    key: ['adjustment_id'],
    async keyOf(row, context) {
      const { deal_ref, amount, kind } = row.fields
      return [await idFrom('j_', [deal_ref, amount, timeKey(row, 'adjusted_at', context), kind])]
    },
    rowFrom: ({ fields, dateOnly }, _, [adjustment_id]) => ({
      ...fields,
      adjustment_id: String(adjustment_id),
      date_only: [...dateOnly].join(','),
    }),
    staleBy: row => [{ kind: 'deal_ref', key: row.deal_ref }],
  }),
})
