/** Whether something that came regularly has stopped, by its own rhythm. Pure. */

export const HOUR_MS = 3_600_000
const WEEK_MS = 7 * 24 * HOUR_MS

/** As much of the past as tells the rhythm. */
export const RHYTHM_MS = 4 * WEEK_MS

/** Shorter silences are nobody's business. */
const LEAST_HOURS = 3

/** How much longer than usual a silence must be. */
const TOLERANCE = 1.5

/** A rhythm needs so many days with something, the first of them at least two weeks ago. */
const LEAST_DAYS = 6
const LEAST_AGE_MS = 2 * WEEK_MS

export interface Silence {
  readonly last_hour_at: number
  readonly silent_hours: number
  /** The longest silence of an ordinary week. */
  readonly usual_hours: number
  /** When it became longer than it ever is. */
  readonly due_at: number
}

/**
 * A week's longest silence is what nights and a weekend make of it; the median of the last four weeks' is what is usual, so
 * that one outage or one week of holidays does not count. A silence half as long again is told.
 *
 * @param hours    starts of the hours in which something came, in any order; older ones than four weeks are passed over
 * @param upSince  since when we have been there to hear it: what came not while we were away tells nothing
 */
export function silenceOf(hours: readonly number[], now: number, upSince: number): Silence | null {
  const heard = [...new Set(hours)].filter(hour => hour >= now - RHYTHM_MS && hour <= now).sort((a, b) => a - b)
  const first = heard[0]
  const last_hour_at = heard.at(-1)
  if (first === undefined || last_hour_at === undefined || now - first < LEAST_AGE_MS) return null
  if (new Set(heard.map(hour => Math.floor(hour / (24 * HOUR_MS)))).size < LEAST_DAYS) return null
  const usual_hours = usualGap(heard, first, last_hour_at)
  const limit_ms = Math.max(LEAST_HOURS, Math.ceil(usual_hours * TOLERANCE)) * HOUR_MS
  const due_at = Math.max(last_hour_at + HOUR_MS, upSince) + limit_ms
  if (now < due_at) return null
  return { last_hour_at, silent_hours: Math.floor((now - last_hour_at - HOUR_MS) / HOUR_MS), usual_hours, due_at }
}

/** Hours between two that were heard, counted where the gap ends; weeks are counted back from the last. */
function usualGap(heard: readonly number[], first: number, last: number): number {
  const weeks = Math.max(1, Math.ceil((last - first) / WEEK_MS))
  const longest = new Array<number>(weeks).fill(0)
  for (let i = 1; i < heard.length; i++) {
    const week = Math.min(weeks - 1, Math.floor((last - heard[i]!) / WEEK_MS))
    longest[week] = Math.max(longest[week]!, (heard[i]! - heard[i - 1]!) / HOUR_MS - 1)
  }
  const ordered = longest.toSorted((a, b) => a - b)
  return ordered[Math.floor(ordered.length / 2)]!
}
