/** Channels by which people come who have already decided: their credit may be the decision's, not the channel's. */
import { isDirect } from '../attribution/direct.ts'

/** Share of all credit above which such channels spoil a comparison; model-choice.md, 8d. */
export const MOST_INTENT_SHARE = 0.3
/** Their credit per touch over the median channel's above which they do; model-choice.md, 8d. */
export const MOST_INTENT_RATIO = 3

export interface ChannelCredit {
  readonly channel: string
  /** Of all credit. */
  readonly credit_share: number
  /** Of all touches of accounts that had not won. */
  readonly touch_share: number
  /** Credit per touch, 1 on average: credit_share / touch_share. 1 when no such touch was seen. */
  readonly rho: number
}

export interface IntentSigns {
  readonly channels: readonly string[]
  readonly credit_share: number
  /** The highest rho among them over the median rho; null when either is unknown. */
  readonly rho_ratio: number | null
  readonly is_confounded: boolean
}

export function intentSigns(credits: readonly ChannelCredit[]): IntentSigns {
  const found = credits.filter(({ channel }) => followsIntent(channel))
  const credit_share = found.reduce((sum, one) => sum + one.credit_share, 0)
  const seen = credits.filter(({ touch_share }) => touch_share > 0)
  const median = medianOf(seen.map(({ rho }) => rho))
  const highest = Math.max(...found.filter(({ touch_share }) => touch_share > 0).map(({ rho }) => rho))
  const rho_ratio = median !== null && median > 0 && highest > -Infinity ? highest / median : null
  return {
    channels: found.map(({ channel }) => channel),
    credit_share,
    rho_ratio,
    is_confounded: credit_share > MOST_INTENT_SHARE || (rho_ratio ?? 0) > MOST_INTENT_RATIO,
  }
}

/** Direct, branded search and retargeting, by name; `Non-brand Search` is none. */
export function followsIntent(channel: string): boolean {
  if (isDirect({ channel })) return true
  return (
    /\b(re-?targeting|re-?marketing)\b/i.test(channel) || (/\bbrand(ed)?\b/i.test(channel) && !/\bnon[- ]?brand/i.test(channel))
  )
}

function medianOf(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2
}
