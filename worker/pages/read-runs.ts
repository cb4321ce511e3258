/** What the list of runs and the comparison of two are made of. */
import type { Database } from '../../db/database.ts'
import { completeRunPage, completeRuns } from '../../db/queries/complete-runs.ts'
import { runById } from '../../db/queries/deal.ts'
import { changeCounts } from '../../db/queries/journey-changes.ts'
import type { Run } from '../../db/schema.ts'
import { RequestRefused } from '../errors.ts'
import { isComparableRun, type RunDiff, readRunDiff } from '../export/run-diff.ts'
import type { Frame } from './frame.ts'
import { pageNumberFrom } from './table.tsx'

export const RUNS_PER_PAGE = 50

/** Runs that a page offers to compare with. */
const EARLIER_RUNS = 30

export interface RunsProps {
  readonly frame: Frame
  readonly runs: readonly Run[]
  readonly total: number
  /** How many journeys and deals each run changed. */
  readonly changes: ReadonlyMap<string, { readonly journeys: number; readonly deals: number }>
  readonly page: number
}

export async function readRuns(db: Database, frame: Frame): Promise<RunsProps> {
  const page = pageNumberFrom(frame.query.page)
  const { runs, total } = await completeRunPage(db, RUNS_PER_PAGE, (page - 1) * RUNS_PER_PAGE)
  const counts = await changeCounts(
    db,
    runs.map(run => run.run_id),
  )
  return { frame, runs, total, changes: new Map(counts.map(count => [count.run_id, count])), page }
}

export interface RunProps {
  readonly frame: Frame
  readonly run: Run
  /** Complete runs before it, the newest first. */
  readonly earlier: readonly Run[]
  /** Null: there is nothing to compare with. */
  readonly diff: RunDiff | null
  /** Why the two cannot be compared under this model. */
  readonly refusal: string | null
  readonly page: number
}

/** @throws RequestRefused `not_found` */
export async function readRun(db: Database, frame: Frame, runId: string): Promise<RunProps> {
  const { query, view } = frame
  const run = await runById(db, runId)
  if (run?.status !== 'complete') throw new RequestRefused('not_found', 'there is no such run')
  const earlier = (await completeRuns(db, run.fence, EARLIER_RUNS)).filter(isComparableRun)
  const from = query.from ?? earlier[0]?.run_id
  const props = { frame, run, earlier, page: pageNumberFrom(query.page) }
  if (from === undefined || !isComparableRun(run)) return { ...props, diff: null, refusal: null }
  try {
    return { ...props, diff: await readRunDiff(db, from, runId, view.model.name, view.stage), refusal: null }
  } catch (error) {
    if (!(error instanceof RequestRefused && error.reason === 'invalid_parameter')) throw error
    return { ...props, diff: null, refusal: error.message }
  }
}
