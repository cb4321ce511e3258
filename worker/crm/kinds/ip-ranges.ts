/** Networks that an account calls its own. */
import { ipRanges as table } from '../../../db/schema.ts'
import { accountRef } from '../cells.ts'
import { cidr } from '../cidr.ts'
import { kindOf, required } from '../kind.ts'
import { upsert } from '../upsert.ts'

export const ipRanges = kindOf({
  columns: [required('account', accountRef, 'account_ref'), required('cidr', cidr)],
  keepsUnknown: false,
  plan: upsert({
    table,
    key: ['cidr', 'account_ref'],
    keyOf: ({ fields }) => [fields.cidr, fields.account_ref],
    rowFrom: ({ fields }) => fields,
    staleBy: () => [{ kind: 'everything', key: '' }],
  }),
})
