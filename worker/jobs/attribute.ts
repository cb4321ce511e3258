/**
 * The job: turns what has become stale into sessions, touches, journeys and credits.
 *
 *   marks taken → sessions → whose account → models fitted → touches, journeys, credits under the run's id →
 *   published → swept
 *
 * One run at a time, and whole runs only: readers see the rows of a subject's published run, and one transaction
 * publishes them all. A run that is killed at any point leaves its marks, and the next one does their work.
 */
import type { Database } from '../../db/database.ts'
import { lastCompleteRun } from '../../db/queries/run-publication.ts'
import { isAnythingStale } from '../../db/queries/stale-marks.ts'
import { forgetOldSalts } from '../collect/daily-visitor.ts'
import { removeOldLetters } from '../collect/dead-letter-retention.ts'
import { forgetDelivered } from '../collect/queue/retention.ts'
import type { RefusedAdjustment } from './deal-money.ts'
import { runBefore } from './journey-changes.ts'
import { takeLease } from './lease.ts'
import { RunPaused, resumedRun, type Slice } from './progress.ts'
import { runOnce } from './run.ts'
import { newTally, type Tally } from './subjects.ts'
import { isSwept, sweep } from './sweep.ts'

export const ATTRIBUTE_JOB = 'attribute'

export interface JobDeps {
  readonly db: Database
  readonly now: () => number
  readonly newId: () => string
}

export interface AttributeOptions {
  /** Computes everything anew, not only what is stale. */
  readonly full?: boolean
  /** Who runs the job, for whoever finds it running. */
  readonly owner?: string
  readonly onProgress?: (progress: Progress) => void
  /** Where a process may not go on for as long as a run takes: the next call goes on where this one stopped. */
  readonly slice?: Slice
}

/** `total` is what is known of so far: handling marks finds more. */
export interface Progress {
  readonly phase: 'visitors' | 'people' | 'deals' | 'fits' | 'subjects' | 'models'
  readonly done: number
  readonly total: number
}

export interface AttributeResult {
  /** The run that reports now show; an earlier one when nothing was stale. */
  readonly run_id: string
  readonly accounts: number
  readonly deals: number
  readonly credits: number
  readonly ms: number
  /** Adjustments that are no amount in their deal's currency and were left out. */
  readonly refused_adjustments: readonly RefusedAdjustment[]
  /** The slice was over before the work was done. */
  readonly isPaused: boolean
}

/**
 * Runs the job once.
 * @throws RequestRefused `job_running` while another run holds the lease
 * @throws LeaseLost when another run took over because this one stalled; it has published nothing
 */
export async function attribute(deps: JobDeps, options: AttributeOptions = {}): Promise<AttributeResult> {
  const { db, now } = deps
  const startedAt = now()
  await forgetOldSalts(db, startedAt)
  await removeOldLetters(db, startedAt)
  await forgetDelivered(db, startedAt)
  const last = await lastCompleteRun(db)
  const current = last && !options.full && !(await isAnythingStale(db)) ? last.run_id : null
  if (current !== null && (await isSwept(db))) return resultOf(current, newTally(), now() - startedAt)

  const lease = await takeLease(db, ATTRIBUTE_JOB, options.owner ?? ATTRIBUTE_JOB, now)
  const paused = () => resultOf(last?.run_id ?? '', newTally(), now() - startedAt, true)
  try {
    const from = await resumedRun(db, lease, !options.full)
    // What a paused run has written is not published yet either.
    if (!from) await sweep(db, lease, options.slice)
    const run_id = from?.run_id ?? current ?? `r${lease.fence}`
    const tally = from?.tally ?? newTally()
    if (options.slice?.isOver() && !from) {
      await lease.release()
      return paused()
    }
    if (from || current === null) {
      await runOnce({ ...deps, ...options, lease, run_id, startedAt, tally, before: runBefore(last), from })
      await sweep(db, lease, options.slice)
    }
    await lease.release()
    return resultOf(run_id, tally, now() - startedAt, options.slice !== undefined && !(await isSwept(db)))
  } catch (error) {
    // The first error says what went wrong. A store that is gone lets the lease expire by itself.
    await lease.release().catch(() => {})
    if (error instanceof RunPaused) return paused()
    throw error
  }
}

const resultOf = (
  run_id: string,
  { accounts, deals, credits, refused }: Tally,
  ms: number,
  isPaused = false,
): AttributeResult => ({
  run_id,
  accounts,
  deals,
  credits,
  ms,
  refused_adjustments: [...refused.values()],
  isPaused,
})
