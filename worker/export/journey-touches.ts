import type { Database, Row } from '../../db/database.ts'
import { touchesOfSubjects } from '../../db/queries/export-rows.ts'
import { allIn } from '../../db/queries/in-list.ts'
import { entriesOf } from '../jobs/journey-row.ts'

interface JourneyRow extends Row {
  subject_id: string
  entries: string
}

interface TouchRow extends Row {
  subject_id: string
  touch_id: string
}

/** A journey is one stored row; its file has a row for each touch on the path, in order. */
export async function journeyTouches(db: Database, rows: readonly Row[]): Promise<Row[]> {
  const journeys = rows as readonly JourneyRow[]
  const touches = await allIn(
    journeys.map(journey => journey.subject_id),
    list => db.all<TouchRow>(touchesOfSubjects(list)),
  )
  const byKey = new Map(touches.map(touch => [keyOf(touch.subject_id, touch.touch_id), touch]))
  return journeys.flatMap(journey =>
    entriesOf(journey).flatMap(entry =>
      'excluded' in entry
        ? []
        : [
            {
              ...byKey.get(keyOf(journey.subject_id, entry.touch_id)),
              ...journey,
              ...entry,
              milestones: entry.milestones?.join(';') ?? '',
            },
          ],
    ),
  )
}

const keyOf = (subject: string, touch: string) => JSON.stringify([subject, touch])
