/**
 * Landmark rows: what an account had done by a day, and whether it won soon after. Whole journeys must never be scored
 * against their outcome, since those who win stop collecting touches and so look bad. Rules: model-choice.md, 1 and 2.
 */
import { type ChoiceAccount, type ChoiceDeal, DAY_MS } from './choice.ts'

export const LANDMARK_STEP_DAYS = 30
export const LEAST_LANDMARKS = 4
export const MOST_LANDMARKS = 12
/** Touches older than this at a landmark do not count as a feature. */
export const WINDOW_DAYS = 30
/** Share of deals that more than the least number of landmarks must leave for fitting. */
const LEAST_FIT_SHARE = 0.6
/** A CRM with dates only, or deals entered when they were won, can have a cycle of 0 days, in which nobody wins. */
const HORIZON_DAYS = { least: 14, unknown: 60, most: 180 }

export interface LandmarkPlan {
  /** Models are fitted on what was known before; landmarks from here on judge them. */
  readonly split_at: number
  readonly horizon_ms: number
  readonly window_ms: number
  /** Before the split, horizon included: they turn a model's score into a probability. */
  readonly training: readonly number[]
  readonly held_out: readonly number[]
}

/** Null when the history is too short for four landmarks after the split and one before. */
export function landmarkPlan(
  accounts: readonly ChoiceAccount[],
  deals: readonly ChoiceDeal[],
  observedUntil: number,
): LandmarkPlan | null {
  const started = earlyFirstTouch(accounts)
  if (started === null) return null
  const horizon_ms = medianCycleDays(accounts) * DAY_MS
  const window_ms = WINDOW_DAYS * DAY_MS
  const step = LANDMARK_STEP_DAYS * DAY_MS
  const splitBefore = (landmarks: number) => observedUntil - horizon_ms - (landmarks - 1) * step
  const leavesEnough = (landmarks: number) => {
    const split = splitBefore(landmarks)
    return deals.filter(({ won_at }) => won_at < split).length >= LEAST_FIT_SHARE * deals.length
  }

  let count = LEAST_LANDMARKS
  while (count < MOST_LANDMARKS && leavesEnough(count + 1)) count += 1
  const split_at = splitBefore(count)
  const held_out = Array.from({ length: count }, (_, i) => split_at + i * step)
  const backwards = Array.from({ length: MOST_LANDMARKS }, (_, i) => split_at - horizon_ms - i * step)
  const training = backwards.filter(landmark => landmark - window_ms >= started).reverse()
  return training.length === 0 ? null : { split_at, horizon_ms, window_ms, training, held_out }
}

export interface LandmarkRows {
  readonly count: number
  /** Of each row: the place of its account in the list given. */
  readonly account: Int32Array
  /** Of each row: 1 when the account won within the horizon. */
  readonly label: Uint8Array
  /** Of each row, side by side: its touches by channel, in the order of the channels given. */
  readonly touches: Float32Array
}

/**
 * One row per landmark and account that had been seen and had not won by then. Features are touches in the window up
 * to the landmark, the label is a win in (landmark, landmark + horizon]; a horizon not over by `observedUntil` has no row.
 */
export function landmarkRows(
  accounts: readonly ChoiceAccount[],
  landmarks: readonly number[],
  { horizon_ms, window_ms }: Pick<LandmarkPlan, 'horizon_ms' | 'window_ms'>,
  channels: readonly string[],
  observedUntil: number,
): LandmarkRows {
  const index = new Map(channels.map((channel, i) => [channel, i]))
  const most = accounts.length * landmarks.length
  const account = new Int32Array(most)
  const label = new Uint8Array(most)
  const counts = new Float32Array(most * channels.length)
  let count = 0
  for (const landmark of landmarks.filter(at => at + horizon_ms <= observedUntil)) {
    accounts.forEach(({ touches, wins }, place) => {
      if (touches.length === 0 || touches[0]!.touch_at > landmark || wins.some(won => won <= landmark)) return
      for (let i = lastUntil(touches, landmark); i >= 0 && touches[i]!.touch_at > landmark - window_ms; i--)
        counts[count * channels.length + index.get(touches[i]!.channel)!]! += 1
      account[count] = place
      label[count] = wins.some(won => won <= landmark + horizon_ms) ? 1 : 0
      count += 1
    })
  }
  return {
    count,
    account: account.subarray(0, count),
    label: label.subarray(0, count),
    touches: counts.subarray(0, count * channels.length),
  }
}

/** From an opportunity's creation to its win, in days; half of the deals take longer. */
export function medianCycleDays(accounts: readonly ChoiceAccount[]): number {
  const cycles = accounts.flatMap(({ wins, opportunities }) =>
    wins.flatMap(won => {
      const created = Math.max(...opportunities.filter(at => at <= won))
      return created > -Infinity ? [(won - created) / DAY_MS] : []
    }),
  )
  if (cycles.length === 0) return HORIZON_DAYS.unknown
  const median = cycles.sort((a, b) => a - b)[Math.floor(cycles.length / 2)]!
  return Math.min(Math.max(median, HORIZON_DAYS.least), HORIZON_DAYS.most)
}

/** When the first hundredth of the accounts had been seen: one imported touch of long ago does not make a history. */
function earlyFirstTouch(accounts: readonly ChoiceAccount[]): number | null {
  const firsts = accounts.flatMap(({ touches }) => (touches.length > 0 ? [touches[0]!.touch_at] : []))
  return firsts.sort((a, b) => a - b)[Math.floor(firsts.length / 100)] ?? null
}

function lastUntil(touches: ChoiceAccount['touches'], instant: number): number {
  let low = 0
  let high = touches.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (touches[middle]!.touch_at <= instant) low = middle + 1
    else high = middle
  }
  return low - 1
}
