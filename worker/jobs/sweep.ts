/**
 * Removes what a publication has made obsolete, and what killed runs have left, in pieces that nobody waits for. Only
 * while no run is writing: its rows are not published yet either.
 */
import type { Database } from '../../db/database.ts'
import { everyPublishedSubject } from '../../db/queries/all-keys.ts'
import { changesRemoved, deadChanges } from '../../db/queries/journey-changes.ts'
import { creditsOfVersionsRemoved, retiredVersions, versionsSwept } from '../../db/queries/model-versions.ts'
import {
  deadRunsRemoved,
  dealRowsRemoved,
  type ObsoleteDeal,
  obsoleteDeals,
  obsoleteTouchesRemoved,
  subjectsSwept,
  subjectsToSweep,
} from '../../db/queries/obsolete-rows.ts'
import type { Lease } from './lease.ts'
import { pause } from './pause.ts'
import type { Slice } from './progress.ts'

const SUBJECTS_AT_ONCE = 80
const DEALS_AT_ONCE = 30
const CHANGES_AT_ONCE = 500
/** A path of this many touches alone has thousands of credits. */
const TOUCHES_AT_ONCE = 300

/** Where a slice is over the next call goes on: what is gone is gone. */
export async function sweep(db: Database, lease: Lease, slice?: Slice): Promise<void> {
  for (;;) {
    if (slice?.isOver()) return
    const queued = await subjectsToSweep(db, SUBJECTS_AT_ONCE)
    if (queued.length === 0) break
    const ids = queued.map(row => row.subject_id)
    for (const deals of inPieces(await obsoleteDeals(db, ids))) {
      await lease.commit(...dealRowsRemoved(deals))
      await pause()
    }
    const byRun = Map.groupBy(queued, row => row.run_id)
    const done = [...byRun].flatMap(([runId, rows]) =>
      subjectsSwept(
        runId,
        rows.map(row => row.subject_id),
      ),
    )
    await lease.commit(...obsoleteTouchesRemoved(ids), ...done)
    await pause()
  }
  await sweepDeadChanges(db, lease)
  await lease.commit(deadRunsRemoved())
  await sweepVersions(db, lease, slice)
}

/** False when a run was killed before all that is obsolete was gone. */
export const isSwept = async (db: Database): Promise<boolean> =>
  (await subjectsToSweep(db, 1)).length === 0 && (await retiredVersions(db)).length === 0

/** What killed runs have left; each names its run, which goes after them. */
async function sweepDeadChanges(db: Database, lease: Lease): Promise<void> {
  for (;;) {
    const dead = await deadChanges(db, CHANGES_AT_ONCE)
    if (dead.length === 0) return
    const byRun = Map.groupBy(dead, change => change.run_id)
    const removals = [...byRun].flatMap(([runId, changes]) =>
      changesRemoved(
        runId,
        changes.map(change => change.deal_id),
      ),
    )
    await lease.commit(...removals)
    await pause()
  }
}

/** Removes the credits of versions that are not in force any more. */
async function sweepVersions(db: Database, lease: Lease, slice?: Slice): Promise<void> {
  const retired = await retiredVersions(db)
  if (retired.length === 0) return
  let after = ''
  for (;;) {
    if (slice?.isOver()) return
    const subjects = await everyPublishedSubject(db, after, SUBJECTS_AT_ONCE)
    await lease.commit(...creditsOfVersionsRemoved(subjects, retired))
    await pause()
    const last = subjects.at(-1)
    if (last === undefined || subjects.length < SUBJECTS_AT_ONCE) break
    after = last
  }
  await lease.commit(...versionsSwept(retired))
}

function inPieces(deals: readonly ObsoleteDeal[]): ObsoleteDeal[][] {
  const pieces: ObsoleteDeal[][] = []
  let touches = 0
  for (const deal of deals) {
    const last = pieces.at(-1)
    if (last && last.length < DEALS_AT_ONCE && touches + deal.path_length <= TOUCHES_AT_ONCE) last.push(deal)
    else {
      pieces.push([deal])
      touches = 0
    }
    touches += deal.path_length
  }
  return pieces
}
