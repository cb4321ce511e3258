/**
 * A run in slices, for platforms that end a process soon: it stops between two commits and writes how far it has come,
 * and the next call goes on there under the same run id. Readers see nothing of it before it is published.
 *
 * It goes on only under the terms it began with: when settings, sites, rates or models have changed meanwhile, or when
 * a slice was killed, the run is given up and its marks are the next one's.
 */
import type { Database } from '../../db/database.ts'
import { allRates } from '../../db/queries/all-rates.ts'
import { progressFound, progressGone, progressKept } from '../../db/queries/run-progress.ts'
import { siteDomains } from '../../db/queries/visitor-facts.ts'
import { modelsToCompute } from '../models-in-force.ts'
import { readSettings } from '../settings.ts'
import type { Lease } from './lease.ts'
import { newTally, type Tally } from './subjects.ts'

export interface Slice {
  /** Whether this process must not begin anything more. Asked between commits. */
  isOver(): boolean
  /** Whether it has hardly begun: work that cannot be cut waits for a slice of its own. */
  isFresh(): boolean
}

/** The steps of a run that may be cut, in their order. */
export const STEPS = ['marks', 'everything', 'history', 'subjects', 'models'] as const
export type Step = (typeof STEPS)[number]

export interface Progress {
  readonly run_id: string
  readonly step: Step
  /** The place in the step after which it goes on; empty: its beginning. */
  readonly after: readonly string[]
  readonly isFull: boolean
  readonly tally: Tally
}

/** Thrown when the slice is over; what is to go on later is written. */
export class RunPaused extends Error {}

/** Writes it down and leaves the run. @throws RunPaused always */
export async function pauseRun(db: Database, lease: Lease, progress: Progress): Promise<never> {
  const { run_id, tally, ...place } = progress
  const text = JSON.stringify({ ...place, tally: { ...tally, refused: [...tally.refused] }, basis: await basisOf(db) })
  await lease.commit(progressKept(run_id, text))
  throw new RunPaused(`the run ${run_id} goes on later`)
}

/**
 * The run that is to go on; null when there is none, or none that still can. What is found is taken off the store: a
 * slice that is killed leaves rows that nobody could tell from those before it.
 */
export async function resumedRun(db: Database, lease: Lease, isWanted: boolean): Promise<Progress | null> {
  const found = await progressFound(db)
  if (!found) return null
  await lease.commit(progressGone())
  const { basis, tally, ...place } = JSON.parse(found.progress)
  if (!isWanted || basis !== (await basisOf(db))) return null
  return { ...place, run_id: found.run_id, tally: { ...newTally(), ...tally, refused: new Map(tally.refused) } }
}

/** A digest of everything that all subjects of a run must be computed with alike. */
async function basisOf(db: Database): Promise<string> {
  const settings = await readSettings(db)
  const { models, renewed } = await modelsToCompute(db, settings)
  const keys = [models, renewed].map(list => list.map(model => model.key))
  const basis = [settings, keys, await siteDomains(db), await allRates(db)]
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(basis)))
  return Array.from(new Uint8Array(digest), byte => byte.toString(16).padStart(2, '0')).join('')
}
