/** What a day of advertising cost. */
import { spend as table } from '../../../db/schema.ts'
import { amount, count, currency, day, word } from '../cells.ts'
import { kindOf, optional, required } from '../kind.ts'
import { minorOf } from '../minor.ts'
import { upsert } from '../upsert.ts'

export const spend = kindOf({
  columns: [
    required('day', day),
    required('channel', word),
    optional('source', word),
    optional('campaign', word),
    required('amount', amount),
    optional('currency', currency),
    optional('impressions', count),
    optional('clicks', count),
  ],
  keepsUnknown: false,
  plan: upsert({
    table,
    key: ['day', 'channel', 'source', 'campaign', 'currency'],
    keyOf: ({ fields }, { settings }) => [
      fields.day,
      fields.channel,
      fields.source ?? '',
      fields.campaign ?? '',
      fields.currency ?? settings.currency,
    ],
    rowFrom({ fields: { amount, ...fields } }, before, _, { settings }) {
      const key = { source: fields.source ?? '', campaign: fields.campaign ?? '', currency: fields.currency ?? settings.currency }
      return { ...before, ...fields, ...key, amount_minor: minorOf(amount, key.currency) }
    },
    staleBy: () => [],
  }),
})
