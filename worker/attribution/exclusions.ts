import { isDirect } from './direct.ts'
import type { PathDeal, PathSettings, PathTouch } from './journey.ts'
import type { Scope } from './scope.ts'

/** Why a touch is not on the path. A touch to which several apply carries the first of this list. */
export const exclusionReasons = [
  'out_of_scope',
  'after_stage',
  'outside_lookback',
  'before_previous_win',
  'folded',
  'direct_dropped',
] as const

export type ExclusionReason = (typeof exclusionReasons)[number]

/**
 * The reason for each touch, null for those on the path. Both ends of the lookback count, and it is measured in
 * milliseconds, not in calendar days; the win before must lie strictly before the touch.
 *
 * @param ordered  touches in total order
 */
export function exclusionsOf(
  ordered: readonly PathTouch[],
  stageAt: number,
  deal: PathDeal,
  scope: Scope,
  settings: PathSettings,
): (ExclusionReason | null)[] {
  const since = settings.lookback_days === null ? -Infinity : stageAt - settings.lookback_days * DAY_MS
  const previousWin = settings.repeat_deals === 'reset_after_won' ? (deal.previous_won_at ?? -Infinity) : -Infinity

  const reasons = ordered.map((touch): ExclusionReason | null => {
    if (!scope.hasTouch(touch)) return 'out_of_scope'
    if (touch.touch_at > stageAt) return 'after_stage'
    if (touch.touch_at < since) return 'outside_lookback'
    if (touch.touch_at <= previousWin) return 'before_previous_win'
    return null
  })
  if (settings.dedupe_minutes > 0) foldRepeats(ordered, reasons, settings.dedupe_minutes * MINUTE_MS)
  if (settings.direct_policy === 'drop_if_any_nondirect') dropDirect(ordered, reasons)
  return reasons
}

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** The window slides: it is measured from the previous occurrence, folded or not. Touches without a person are alike. */
function foldRepeats(ordered: readonly PathTouch[], reasons: (ExclusionReason | null)[], windowMs: number): void {
  const previousAt = new Map<string, number>()
  ordered.forEach((touch, i) => {
    if (reasons[i] !== null) return
    const likeness = JSON.stringify([touch.person_id, touch.channel, touch.campaign, touch.content])
    const before = previousAt.get(likeness)
    if (before !== undefined && touch.touch_at - before <= windowMs) reasons[i] = 'folded'
    previousAt.set(likeness, touch.touch_at)
  })
}

function dropDirect(ordered: readonly PathTouch[], reasons: (ExclusionReason | null)[]): void {
  if (ordered.every((touch, i) => reasons[i] !== null || isDirect(touch))) return
  ordered.forEach((touch, i) => {
    if (reasons[i] === null && isDirect(touch)) reasons[i] = 'direct_dropped'
  })
}
