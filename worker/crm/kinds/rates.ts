/** Exchange rates into the base currency, of one day or of all days. */
import { rates as table } from '../../../db/schema.ts'
import { currency, day, rate } from '../cells.ts'
import { kindOf, optional, required } from '../kind.ts'
import { upsert } from '../upsert.ts'

export const rates = kindOf({
  columns: [required('currency', currency), optional('day', day), required('rate', rate)],
  keepsUnknown: false,
  plan: upsert({
    table,
    key: ['currency', 'day'],
    keyOf: ({ fields }) => [fields.currency, fields.day ?? ''],
    rowFrom: ({ fields }) => ({ ...fields, day: fields.day ?? '' }),
    staleBy: () => [{ kind: 'everything', key: '' }],
  }),
})
