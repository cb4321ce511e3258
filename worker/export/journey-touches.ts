import type { Database, Row } from '../../db/database.ts'
import { namedTouches } from '../../db/queries/named-touches.ts'
import { milestonesAt } from '../attribution/milestones.ts'
import { pathFrom } from '../jobs/journey-row.ts'

/**
 * A journey is one stored row; its file has a row for each touch on the path, in order.
 * @param rows  with `subject_id`, `run_id`, `stage`, `stage_ms`, `entries` and `missing_milestones`
 * @returns null when another run was published since the rows were read: its touches are others
 */
export async function journeyTouches(db: Database, rows: readonly Row[]): Promise<Row[] | null> {
  const touches = await namedTouches(
    db,
    rows.map(row => String(row.subject_id)),
  )
  const byKey = new Map(touches.map(touch => [keyOf(touch.subject_id, touch.touch_id), touch]))
  const expanded: Row[] = []
  for (const journey of rows) {
    const { path, milestones } = pathFrom(journeyText(journey))
    for (const [index, { touch_id }] of path.entries()) {
      const touch = byKey.get(keyOf(String(journey.subject_id), touch_id))
      if (touch?.run_id !== journey.run_id) return null
      expanded.push({ ...touch, ...journey, position: index + 1, milestones: milestonesAt(milestones, index).join(';') })
    }
  }
  return expanded
}

const journeyText = ({ stage, stage_ms, entries, missing_milestones }: Row) => ({
  stage: String(stage),
  stage_at: Number(stage_ms),
  entries: String(entries),
  missing_milestones: String(missing_milestones),
})

const keyOf = (subject: string, touch: string) => JSON.stringify([subject, touch])
