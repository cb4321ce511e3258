/** Touches that no site of ours saw: fairs, webinars, another system's records. */
import { offlineTouches } from '../../../db/schema.ts'
import { accountRef, address, id, instant, personRef, title, word } from '../cells.ts'
import { kindOf, optional, required } from '../kind.ts'
import { merged } from '../merge.ts'
import { staleByRefs } from '../stale-refs.ts'
import { upsert } from '../upsert.ts'

export const touches = kindOf({
  columns: [
    required('external_id', id),
    required('at', instant, 'touched_at'),
    optional('account', accountRef, 'account_ref'),
    optional('person', personRef, 'person_ref'),
    optional('channel', word),
    optional('source', word),
    optional('medium', word),
    optional('campaign', word),
    optional('term', word),
    optional('content', word),
    optional('url', address),
    optional('title', title),
  ],
  oneOf: ['account', 'person'],
  keepsUnknown: true,
  plan: upsert({
    table: offlineTouches,
    key: ['external_id'],
    keyOf: row => [row.fields.external_id],
    rowFrom: (row, before, _, { now }) =>
      merged(before ?? { ...row.fields, properties: '{}', date_only: '', recorded_at: now }, row.fields, row),
    staleBy: staleByRefs,
  }),
})
