import type { Database, Row } from '../../db/database.ts'
import { namedTouches } from '../../db/queries/named-touches.ts'
import { entriesOf } from '../jobs/journey-row.ts'

/**
 * A journey is one stored row; its file has a row for each touch on the path, in order.
 * @param rows  with `subject_id`, `run_id` and `entries`
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
    for (const entry of entriesOf({ entries: String(journey.entries) })) {
      if ('excluded' in entry) continue
      const touch = byKey.get(keyOf(String(journey.subject_id), entry.touch_id))
      if (touch?.run_id !== journey.run_id) return null
      expanded.push({ ...touch, ...journey, ...entry, milestones: entry.milestones?.join(';') ?? '' })
    }
  }
  return expanded
}

const keyOf = (subject: string, touch: string) => JSON.stringify([subject, touch])
