import type { ChangeCause, ComparedJourney, JourneyPair } from './change-causes.ts'
import type { ExclusionReason } from './exclusions.ts'
import type { WeighedTouch } from './journey.ts'
import { type SettingCauses, STAGES } from './setting-causes.ts'

/** Touches that came to the path, left it, or count otherwise. */
export function touchCauses(pair: JourneyPair): ChangeCause[] {
  const { before, after, facts, settings } = pair
  const [old, fresh] = [byId(before.path), byId(after.path)]
  const found: Record<'new_touch' | 'channel' | 'other', string[]> = { new_touch: [], channel: [], other: [] }
  const late = new Map<string, WeighedTouch[]>()
  const gone = new Map<string, string[]>()

  for (const touch of after.path) {
    const { touch_id } = touch
    const was = old.get(touch_id)
    const excluded = before.excluded.get(touch_id)
    if (was !== undefined) {
      if (was.channel !== touch.channel || was.touch_kind !== touch.touch_kind) found.channel.push(touch_id)
      if (was.touch_at !== touch.touch_at && !settings.explain(['timezone'], [touch_id])) found.other.push(touch_id)
    } else if (excluded !== undefined) {
      if (!isExplained(pair, excluded, touch_id)) found.other.push(touch_id)
    } else {
      const origin = facts.originOf(touch_id)
      if (origin === undefined || origin.recorded_at >= facts.since) found.new_touch.push(touch_id)
      else if (isSessionRule(settings, touch) || isMoved(before, after)) continue
      else addTo(late, JSON.stringify([origin.person_id, origin.link?.link_id ?? null]), touch)
    }
  }
  for (const touch of before.path) {
    const { touch_id } = touch
    if (fresh.has(touch_id)) continue
    const excluded = after.excluded.get(touch_id)
    if (excluded !== undefined) {
      if (!isExplained(pair, excluded, touch_id)) found.other.push(touch_id)
    } else if (!(isSessionRule(settings, touch) || isMoved(before, after))) {
      const link = facts.originOf(touch_id)?.link ?? null
      addTo(gone, JSON.stringify([link?.person_id ?? null, link?.link_id ?? null]), touch_id)
    }
  }
  return [
    ...[...late].map(([key, touches]): ChangeCause => {
      const first_touch_at = touches.reduce((first, touch) => Math.min(first, touch.touch_at), Infinity)
      return { cause: 'late_identification', ...personAndLink(key), first_touch_at, touch_ids: idsOf(touches) }
    }),
    ...[...gone].map(([key, touch_ids]): ChangeCause => ({ cause: 'touch_gone', ...personAndLink(key), touch_ids })),
    ...(['new_touch', 'channel', 'other'] as const).flatMap((cause): ChangeCause[] =>
      found[cause].length > 0 ? [{ cause, touch_ids: found[cause] }] : [],
    ),
  ]
}

/** Which setting may put a touch on the path or take it off. */
const settingBehind: Readonly<Record<ExclusionReason, string | null>> = {
  out_of_scope: 'attribution.scope',
  after_stage: null,
  outside_lookback: 'attribution.lookback_days',
  before_previous_win: 'attribution.repeat_deals',
  folded: 'attribution.dedupe_minutes',
  direct_dropped: 'attribution.direct_policy',
}

/** Whether a touch is left out, or no longer, by a setting, by the stage's date, or because of another touch. */
function isExplained({ before, after, settings }: JourneyPair, reason: ExclusionReason, touch_id: string): boolean {
  const setting = settingBehind[reason]
  if (setting !== null && settings.explain([setting], [touch_id])) return true
  if (reason === 'folded' || reason === 'direct_dropped') return true
  const isByDate = reason === 'after_stage' || reason === 'outside_lookback'
  return isMoved(before, after) || (isByDate && before.stage_at !== after.stage_at)
}

const isSessionRule = (settings: SettingCauses, { touch_kind, touch_id }: WeighedTouch) =>
  touch_kind === 'session' && settings.explain(['session.timeout_minutes', 'channels.rules'], [touch_id])

/**
 * A milestone that went from one touch to another while both were on the path all along: its date must have moved.
 * The milestone of the stage itself moves with the stage's date, which is told already.
 */
export function milestoneCauses({ before, after, settings }: JourneyPair): ChangeCause[] {
  if (isMoved(before, after)) return []
  const [old, fresh] = [byId(before.path), byId(after.path)]
  const own = before.stage_at === after.stage_at ? null : (milestoneOfStage[after.stage] ?? after.stage)
  const names = new Set([...Object.keys(before.milestones), ...Object.keys(after.milestones)])
  return [...names].flatMap((milestone): ChangeCause[] => {
    if (milestone === 'FT' || milestone === own) return []
    const [was, is] = [holderOf(before, milestone), holderOf(after, milestone)]
    const isForced = (was !== null && !fresh.has(was)) || (is !== null && !old.has(is))
    if (was === is || isForced) return []
    const touchIds = [was, is].filter(id => id !== null)
    if (settings.explain([...STAGES, 'attribution.scope'], touchIds)) return []
    return [{ cause: 'milestone', milestone, before: was, after: is }]
  })
}

const milestoneOfStage: Readonly<Record<string, string>> = { lead: 'LC', opportunity: 'OC', won: 'CW' }

function holderOf({ path, milestones }: ComparedJourney, name: string): string | null {
  const index = milestones[name] ?? null
  return index === null ? null : (path[index]?.touch_id ?? null)
}

/** Whether the deal belongs to another account, so that other touches are its own. */
export const isMoved = (before: ComparedJourney, after: ComparedJourney) => before.account_id !== after.account_id

/** Touches on one of two paths only, those of the first before those of the second. */
export function onOnePathOnly(a: readonly WeighedTouch[], b: readonly WeighedTouch[]): WeighedTouch[] {
  const [inA, inB] = [byId(a), byId(b)]
  return [...a.filter(touch => !inB.has(touch.touch_id)), ...b.filter(touch => !inA.has(touch.touch_id))]
}

const byId = (path: readonly WeighedTouch[]) => new Map(path.map(touch => [touch.touch_id, touch]))

const idsOf = (touches: readonly WeighedTouch[]) => touches.map(touch => touch.touch_id)

function addTo<T>(groups: Map<string, T[]>, key: string, value: T): void {
  const known = groups.get(key)
  if (known) known.push(value)
  else groups.set(key, [value])
}

function personAndLink(key: string): { person_id: string | null; link_id: string | null } {
  const [person_id, link_id]: (string | null)[] = JSON.parse(key)
  return { person_id: person_id ?? null, link_id: link_id ?? null }
}
