/** From a deal's stage entry to the path that can earn its credit. Rules: attribution-models.md, sections 1 and 3. */
import { type ExclusionReason, exclusionsOf } from './exclusions.ts'
import { type MilestoneTouches, milestonesAlong, milestonesOn } from './milestones.ts'
import { inTotalOrder } from './order.ts'
import { scopeOf } from './scope.ts'

/**
 * Every candidate touch in total order, with its position or the reason why it was left out; the path; the
 * milestone touches and the milestones that no touch holds. The order of `people` and `touches` is of no account.
 */
export function journeyTo<T extends PathTouch>(
  stage: StageEntry,
  deal: PathDeal,
  people: readonly PathPerson[],
  touches: readonly T[],
  settings: PathSettings,
): Journey<T> {
  const scope = scopeOf(deal, settings.scope)
  const ordered = touches.toSorted(inTotalOrder)
  const reasons = exclusionsOf(ordered, stage.stage_at, deal, scope, settings)
  const path = ordered.filter((_, i) => reasons[i] === null)
  const milestones = milestonesOn(path, stage, deal, people.filter(scope.hasPerson))

  const along = milestonesAlong({ path, milestones })

  let position = 0
  const entries = ordered.map((touch, i): JourneyEntry<T> => {
    const excluded = reasons[i] ?? null
    if (excluded !== null) return { touch, excluded, position: null, milestones: [] }
    position += 1
    return { touch, excluded, position, milestones: along[position - 1]! }
  })
  return {
    stage: stage.stage,
    stage_at: stage.stage_at,
    entries,
    path,
    milestones,
    missing_milestones: Object.keys(milestones).filter(name => milestones[name] === null),
  }
}

export interface StageEntry {
  readonly stage: string
  /** The anchor: touches up to and including this instant can earn credit. */
  readonly stage_at: number
}

/** What models weigh a touch by. */
export interface WeighedTouch {
  readonly touch_id: string
  readonly touch_at: number
  readonly channel: string
  /** `session`, `offline`, or an activity's own kind: `email`, `call`, `meeting`, `demo`, `other`. */
  readonly touch_kind: string
}

export interface PathTouch extends WeighedTouch {
  readonly seq: number
  readonly person_id: string | null
  readonly account_id: string | null
  readonly campaign: string | null
  readonly content: string | null
}

export interface PathDeal {
  readonly deal_id: string
  readonly account_id: string | null
  readonly created_at: number | null
  readonly closed_at: number | null
  /** Person ids. */
  readonly contacts: readonly string[]
  readonly primary_contact: string | null
  /** Close of the account's won deal before this one. */
  readonly previous_won_at: number | null
  /** When the deal first came to each of the workspace's own stages, which are milestones, too. */
  readonly own_stages: readonly StageEntry[]
}

export interface PathPerson {
  readonly person_id: string
  readonly account_id: string | null
  readonly lead_created_at: number | null
}

export interface PathSettings {
  /** Null: unlimited. */
  readonly lookback_days: number | null
  /** 0: off. */
  readonly dedupe_minutes: number
  readonly direct_policy: 'keep' | 'drop_if_any_nondirect'
  readonly scope: 'account' | 'contact_roles' | 'primary_contact'
  readonly repeat_deals: 'no_reset' | 'reset_after_won'
}

export interface JourneyEntry<T extends PathTouch = PathTouch> {
  readonly touch: T
  readonly excluded: ExclusionReason | null
  /** Counted from 1 along the path; null when excluded. */
  readonly position: number | null
  readonly milestones: readonly string[]
}

/** What a model sees. */
export interface Path<T extends WeighedTouch = WeighedTouch> extends StageEntry {
  /** In total order. */
  readonly path: readonly T[]
  readonly milestones: MilestoneTouches
}

export interface Journey<T extends PathTouch = PathTouch> extends Path<T> {
  readonly entries: readonly JourneyEntry<T>[]
  /** CW is among them for every stage before the close. */
  readonly missing_milestones: readonly string[]
}
