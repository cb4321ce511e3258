/** Credits of new versions of models for subjects that the run does not compute anyway: from their published journeys. */
import type { Database } from '../../db/database.ts'
import { publishedJourneys, subjectsApartFrom } from '../../db/queries/model-versions.ts'
import type { Model } from '../attribution/models.ts'
import { creditRows, creditsInserted } from './credit-rows.ts'
import { pathFrom } from './journey-row.ts'
import type { Lease } from './lease.ts'
import { pause } from './pause.ts'

const SUBJECTS_AT_ONCE = 50

/**
 * Writes them under the runs that the subjects are published with. Nobody sees them before the versions are in force,
 * and a run that is killed writes them again.
 * @param from     only subjects after this one
 * @param onBatch  told the last subject of each batch, and how many credits it has
 */
export async function renewVersionCredits(
  db: Database,
  lease: Lease,
  runId: string,
  models: readonly Model[],
  from: string,
  onBatch: (last: string, credits: number) => Promise<void>,
): Promise<void> {
  if (models.length === 0) return
  let after = from
  for (;;) {
    const subjects = await subjectsApartFrom(db, runId, after, SUBJECTS_AT_ONCE)
    const rows = (await publishedJourneys(db, subjects)).flatMap(journey => creditRows(journey, pathFrom(journey), models))
    for (let i = 0; i < rows.length; i += ROWS_AT_ONCE) {
      await lease.commit(creditsInserted(rows.slice(i, i + ROWS_AT_ONCE), { on: KEY, update: RESULT }))
      await pause()
    }
    const last = subjects.at(-1)
    if (last === undefined) return
    await onBatch(last, rows.length)
    if (subjects.length < SUBJECTS_AT_ONCE) return
    after = last
  }
}

const ROWS_AT_ONCE = 2_000
const KEY = ['subject_id', 'run_id', 'deal_id', 'stage', 'model', 'touch_id'] as const
const RESULT = ['position', 'milestones', 'weight_e15', 'amount_minor', 'base_amount_minor'] as const
