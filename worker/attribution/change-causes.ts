/**
 * Why a deal's journey is another one than the run before had. The list is closed:
 *
 * | cause | what happened since |
 * | --- | --- |
 * | `deal_amount` | the CRM's amount or currency of the deal is another one |
 * | `adjustment` | a refund or an amendment was booked |
 * | `rate` | another exchange rate applies |
 * | `stage_date` | the deal came to the stage, left it, or came to it on another date |
 * | `new_touch` | something happened: the fact was recorded since |
 * | `late_identification` | a touch was known, but not as this deal's: its visitor was identified, its person joined |
 * | `touch_gone` | a link was undone or went to somebody else, a fact was removed |
 * | `settings` | the workspace counts by other rules |
 * | `milestone` | a lead or opportunity date moved a milestone to another touch |
 * | `channel` | a touch was put into another channel |
 * | `account` | the deal belongs to another account |
 * | `other` | none of these: a contact was added, a touch's date was corrected |
 *
 * What follows from something else is no cause of its own: a touch that is left out because a better one came.
 */
import type { ExclusionReason } from './exclusions.ts'
import type { Path } from './journey.ts'
import { isMoved, milestoneCauses, onOnePathOnly, touchCauses } from './path-change-causes.ts'
import { SettingCauses, STAGES } from './setting-causes.ts'

export type ChangeCause =
  | { readonly cause: 'deal_amount' | 'adjustment'; readonly before: NetAmount; readonly after: NetAmount }
  /** Decimal text; null: none is known, or none is needed. */
  | { readonly cause: 'rate'; readonly before: string | null; readonly after: string | null }
  /** UTC epoch ms; null: the deal was not there. */
  | { readonly cause: 'stage_date'; readonly before: number | null; readonly after: number | null }
  | { readonly cause: 'account'; readonly before: string | null; readonly after: string | null }
  | { readonly cause: 'settings'; readonly settings: readonly SettingChange[]; readonly touch_ids: readonly string[] }
  /** The touches that hold it; null: none. */
  | {
      readonly cause: 'milestone'
      readonly milestone: string
      readonly before: string | null
      readonly after: string | null
    }
  /** `link_id` is null when the visitor was known as this person before, and the person joined the account since. */
  | {
      readonly cause: 'late_identification'
      readonly person_id: string | null
      readonly link_id: string | null
      /** Of the earliest of these touches. */
      readonly first_touch_at: number
      readonly touch_ids: readonly string[]
    }
  /** The link that took the touches away; null: there is none, the facts are gone. */
  | {
      readonly cause: 'touch_gone'
      readonly person_id: string | null
      readonly link_id: string | null
      readonly touch_ids: readonly string[]
    }
  | { readonly cause: 'new_touch' | 'channel' | 'other'; readonly touch_ids: readonly string[] }

export type CauseName = ChangeCause['cause']

export interface NetAmount {
  readonly amount_minor: number
  readonly currency: string
}

export interface SettingChange {
  readonly setting: string
  readonly before: unknown
  readonly after: unknown
}

export interface ComparedJourney extends Path, NetAmount {
  readonly account_id: string | null
  readonly base_amount_minor: number | null
  readonly base_currency: string
  readonly rate: string | null
  readonly excluded: ReadonlyMap<string, ExclusionReason>
}

/** What is known about the time between the two runs. */
export interface ChangeFacts {
  /** When the run before began: what was recorded earlier it had seen. */
  readonly since: number
  readonly settings: readonly SettingChange[]
  readonly deal: { readonly updated_at: number; readonly adjustments: number } | null
  readonly originOf: (touch_id: string) => TouchOrigin | undefined
}

export interface TouchOrigin {
  /** When its first fact came in. */
  readonly recorded_at: number
  /** Whose it is now. */
  readonly person_id: string | null
  /** The link, made or undone since, that gave it to its person or took it away. */
  readonly link: { readonly link_id: string; readonly person_id: string } | null
}

/** @param before  null: the deal had no journey to this stage; not both are null */
export function changeCauses(before: ComparedJourney | null, after: ComparedJourney | null, facts: ChangeFacts): ChangeCause[] {
  const settings = new SettingCauses(facts.settings)
  if (before === null || after === null) {
    const isDefinition = settings.explain(STAGES, [])
    return isDefinition
      ? settings.causes()
      : [{ cause: 'stage_date', before: before?.stage_at ?? null, after: after?.stage_at ?? null }]
  }
  const pair = { before, after, facts, settings }
  const found = [
    ...accountCauses(pair),
    ...moneyCauses(pair),
    ...dateCauses(pair),
    ...touchCauses(pair),
    ...milestoneCauses(pair),
  ]
  const causes = [...found, ...settings.causes()]
  return causes.length > 0
    ? causes
    : [{ cause: 'other', touch_ids: onOnePathOnly(before.path, after.path).map(touch => touch.touch_id) }]
}

/** Two journeys of one deal to one stage, and what explains their difference. */
export interface JourneyPair {
  readonly before: ComparedJourney
  readonly after: ComparedJourney
  readonly facts: ChangeFacts
  readonly settings: SettingCauses
}

function accountCauses({ before, after }: JourneyPair): ChangeCause[] {
  return isMoved(before, after) ? [{ cause: 'account', before: before.account_id, after: after.account_id }] : []
}

function moneyCauses({ before, after, facts: { deal, since }, settings }: JourneyPair): ChangeCause[] {
  const causes: ChangeCause[] = []
  const isOtherAmount = before.amount_minor !== after.amount_minor || before.currency !== after.currency
  if (isOtherAmount) {
    // Adjustments have no time of arrival, but a deal that is untouched since has the CRM's old amount.
    const isAdjusted = deal !== null && deal.adjustments > 0 && deal.updated_at < since && before.currency === after.currency
    causes.push({ cause: isAdjusted ? 'adjustment' : 'deal_amount', before: netOf(before), after: netOf(after) })
  }
  const isOtherBase = before.base_amount_minor !== after.base_amount_minor || before.base_currency !== after.base_currency
  if (before.base_currency !== after.base_currency) settings.explain(['currency'], [])
  else if (isOtherBase && before.currency === after.currency && before.rate !== after.rate)
    causes.push({ cause: 'rate', before: before.rate, after: after.rate })
  return causes
}

const netOf = ({ amount_minor, currency }: ComparedJourney): NetAmount => ({ amount_minor, currency })

function dateCauses({ before, after, settings }: JourneyPair): ChangeCause[] {
  if (before.stage_at === after.stage_at || settings.explain(STAGES, [])) return []
  return [{ cause: 'stage_date', before: before.stage_at, after: after.stage_at }]
}
