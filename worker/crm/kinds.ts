/** Every kind of import. A column is added in its kind's file, as one line of the list. */
import type { Kind } from './kind.ts'
import { accounts } from './kinds/accounts.ts'
import { activities } from './kinds/activities.ts'
import { adjustments } from './kinds/adjustments.ts'
import { dealStages } from './kinds/deal-stages.ts'
import { deals } from './kinds/deals.ts'
import { ipRanges } from './kinds/ip-ranges.ts'
import { people } from './kinds/people.ts'
import { rates } from './kinds/rates.ts'
import { spend } from './kinds/spend.ts'
import { touches } from './kinds/touches.ts'

export const kinds = {
  accounts,
  people,
  deals,
  'deal-stages': dealStages,
  adjustments,
  activities,
  touches,
  spend,
  rates,
  'ip-ranges': ipRanges,
} as const satisfies Record<string, Kind>

export type KindName = keyof typeof kinds

export const isKindName = (name: string): name is KindName => Object.hasOwn(kinds, name)
