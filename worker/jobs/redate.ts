/**
 * Times given as a date mean the end of that day in the workspace's time zone, so they move when the zone does.
 *
 * A time tells by itself which zone it was made for: there it reads 23:59:59.999. So doing this again changes
 * nothing, a run that was killed half-way is simply repeated, and facts that were imported after the zone was
 * changed stay as they are.
 */
import type { Database, Write } from '../../db/database.ts'
import {
  type DatedTable,
  datedTables,
  dateOnlyRows,
  dateOnlyStages,
  redated,
  stageRedated,
} from '../../db/queries/date-only-facts.ts'
import type { DealStage } from '../../db/schema.ts'
import { dayOf, endOfDay } from '../crm/dates.ts'
import type { Lease } from './lease.ts'
import { pause } from './pause.ts'

const AT_ONCE = 500

/** @param zoneBefore  of the last complete run: it decides where zones a whole day apart cannot be told from each other */
export async function redate(db: Database, lease: Lease, timezone: string, zoneBefore: string): Promise<void> {
  for (const table of datedTables) await redateTable(db, lease, table, timezone, zoneBefore)

  let last: Pick<DealStage, 'deal_ref' | 'stage' | 'entered_at'> | undefined = { deal_ref: '', stage: '', entered_at: 0 }
  while (last) {
    const stages: DealStage[] = await dateOnlyStages(db, last, AT_ONCE)
    const writes = stages.flatMap((stage): Write[] => {
      const at = endOfSameDay(stage.entered_at, timezone, zoneBefore)
      return at === stage.entered_at ? [] : stageRedated(stage, at)
    })
    if (writes.length > 0) await lease.commit(...writes)
    last = stages.at(-1)
    await pause()
  }
}

async function redateTable(db: Database, lease: Lease, table: DatedTable, timezone: string, zoneBefore: string): Promise<void> {
  let last: string | undefined = ''
  while (last !== undefined) {
    const rows = await dateOnlyRows(db, table, last, AT_ONCE)
    const writes = rows.flatMap((row): Write[] => {
      const given = new Set(row.date_only.split(','))
      return table.times.flatMap(column => {
        const at = row[column]
        if (typeof at !== 'number' || !given.has(column)) return []
        const to = endOfSameDay(at, timezone, zoneBefore)
        return to === at ? [] : [redated(table, row.row_key, column, at, to)]
      })
    })
    if (writes.length > 0) await lease.commit(...writes)
    last = rows.at(-1)?.row_key
    await pause()
  }
}

/** The end, in `timezone`, of the day whose end `at` is in whatever zone it was made for. */
export function endOfSameDay(at: number, timezone: string, zoneBefore: string): number {
  const madeFor = [timezone, zoneBefore].find(zone => endOfDay(dayOf(at, zone), zone) === at)
  const day =
    madeFor === undefined ? new Date(at + offsetOfDayEnd(at)).toISOString().slice(0, 'YYYY-MM-DD'.length) : dayOf(at, madeFor)
  return endOfDay(day, timezone)
}

const DAY_MS = 86_400_000
const EASTERNMOST_MS = 14 * 3_600_000

/** Local clock less UTC of the zone where the clock reads 23:59:59.999; of the two that fit, a day apart, the eastern. */
function offsetOfDayEnd(at: number): number {
  const offset = DAY_MS - 1 - (((at % DAY_MS) + DAY_MS) % DAY_MS)
  return offset <= EASTERNMOST_MS ? offset : offset - DAY_MS
}
