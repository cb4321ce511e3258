/** What an answer means for a delivery, and when it is tried again. Pure. */
import { type Answer, isRedirect, type NoAnswer } from '../install/ask.ts'

/** Why a try did not deliver. The names are public: the API and pages show them. */
export type Problem = 'refused' | 'redirect' | 'gone' | 'blocked' | 'unreachable' | 'gave_up' | 'no_secret'

export type Outcome =
  | { readonly status: 'delivered'; readonly answered: number }
  | { readonly status: 'waiting' | 'failed'; readonly answered: number | null; readonly reason: Problem; readonly detail: string }

export interface Tried {
  readonly outcome: Outcome
  /** When it is tried again; null: it is over. */
  readonly next_at: number | null
  /** The receiver says that nobody is there any more. */
  readonly isGone: boolean
}

const SECOND_MS = 1000
const HOUR_MS = 3_600_000

/** From the first try on. */
export const GIVE_UP_MS = 72 * HOUR_MS

const FIRST_MS = 10 * SECOND_MS
const GROWTH = 3
const LONGEST_MS = 12 * HOUR_MS

/**
 * What a try came to. Tries are 10 s apart at first, each pause three times the last, at most 12 hours, and end after three
 * days. What the receiver asks for by `Retry-After` counts when it is longer.
 *
 * @param delivery  `attempts` before this one
 * @param chance    in [0, 1): makes each pause up to a fifth shorter or longer, so that what failed together does not come
 *                  back together
 */
export function triedOutcome(
  answer: Answer | NoAnswer,
  delivery: { readonly attempts: number; readonly made_at: number },
  now: number,
  chance: number,
): Tried {
  const outcome = outcomeOf(answer)
  const isGone = outcome.status !== 'delivered' && outcome.reason === 'gone'
  if (outcome.status === 'delivered' || isGone) return { outcome, next_at: null, isGone }
  const asked = 'headers' in answer ? askedPause(answer.headers.get('retry-after')) : 0
  const next_at = now + Math.max(asked, pauseAfter(delivery.attempts + 1, chance))
  if (next_at <= delivery.made_at + GIVE_UP_MS) return { outcome, next_at, isGone: false }
  return { outcome: { ...outcome, status: 'failed' }, next_at: null, isGone: false }
}

/** @param attempts  how many have failed, ≥ 1 */
export function pauseAfter(attempts: number, chance: number): number {
  const pause = Math.min(LONGEST_MS, FIRST_MS * GROWTH ** (attempts - 1))
  return Math.round(pause * (0.8 + 0.4 * chance))
}

function outcomeOf(answer: Answer | NoAnswer): Outcome {
  if ('why' in answer) {
    const reason = answer.why === 'forbidden' ? 'blocked' : 'unreachable'
    return { status: 'waiting', answered: null, reason, detail: answer.message }
  }
  const { status: answered } = answer
  if (answered >= 200 && answered < 300) return { status: 'delivered', answered }
  if (answered === 410) return { status: 'failed', answered, reason: 'gone', detail: 'it answered 410: nobody is there any more' }
  if (isRedirect(answer))
    return { status: 'waiting', answered, reason: 'redirect', detail: `it answered ${answered}: redirects are not followed` }
  return { status: 'waiting', answered, reason: 'refused', detail: `it answered ${answered}` }
}

/** Seconds only; a date would be by the receiver's clock. */
const askedPause = (header: string | null) =>
  /^\d{1,6}$/.test(header ?? '') ? Math.min(LONGEST_MS, Number(header) * SECOND_MS) : 0
