/**
 * Dates without a time mean the end of their day in the workspace's time zone. When that setting changes, the stored
 * times follow: read back as days in the old zone, and written as ends of the same days in the new one.
 *
 * Each step writes some rows together with how far it has come, so that a move that was interrupted goes on there
 * and no date moves twice. An import that is under way in the old zone fails at its next chunk.
 */
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { type Database, insertInto, type Write } from '../../db/database.ts'
import { datedRows, datedStages, deleteDatedStages } from '../../db/queries/dated-rows.ts'
import { readDatesZone, replaceDatesZone, startDatesZone } from '../../db/queries/dates-zone.ts'
import { accounts, activities, adjustments, dealStages, deals, offlineTouches, people } from '../../db/schema.ts'
import { everythingIsStale } from '../jobs/stale.ts'
import { dayOf, endOfDay } from './dates.ts'

const ROWS_AT_ONCE = 1000

/** The zone that dates are stored in, or how far the move from it to another has come. */
interface DatesZone {
  readonly zone: string
  /** `table` is an index into `tables`; every row up to the key `after` has moved. */
  readonly move?: { readonly to: string; readonly table: number; readonly after: string }
}

/**
 * Moves all dates to the workspace's time zone, if they are not there. For every import to call before it writes
 * dates, and for the job before it reads them.
 *
 * @param timezone  the setting
 * @param slice     stops when it is over; the next call goes on there
 * @returns rows rewritten
 */
export async function redate(db: Database, timezone: string, slice?: { isOver(): boolean }): Promise<number> {
  let count = 0
  while (!slice?.isOver()) {
    const found = await readDatesZone(db)
    if (found === null) {
      await db.run(startDatesZone(textOf({ zone: timezone })))
      continue
    }
    const state: DatesZone = JSON.parse(found)
    if (!state.move && state.zone === timezone) return count
    const { zone, move = { to: timezone, table: 0, after: '' } } = state
    const step = await (tables[move.table] ?? finished)(db, { zone, move })
    try {
      await db.run(...replaceDatesZone(found, textOf(step.next)), ...step.writes)
      count += step.count
    } catch (error) {
      // Another process may have taken this very step; then there is a next one.
      if ((await readDatesZone(db)) === found) throw error
    }
  }
  return count
}

/** What a write that holds dates of this zone begins with: it fails when the dates have moved meanwhile. */
export const assertDatesZone = (timezone: string) => replaceDatesZone(textOf({ zone: timezone }), textOf({ zone: timezone }))

/** Whether the dates are in this zone, and not on their way to another. */
export const areDatesIn = async (db: Database, timezone: string) => (await readDatesZone(db)) === textOf({ zone: timezone })

const textOf = (state: DatesZone) => JSON.stringify(state)

interface Step {
  readonly count: number
  readonly writes: readonly Write[]
  readonly next: DatesZone
}

type TakeStep = (db: Database, state: Required<DatesZone>) => Promise<Step>

const finished: TakeStep = async (_, { move }) => ({ count: 0, writes: [everythingIsStale()], next: { zone: move.to } })

function dates<T extends SQLiteTable & { readonly $inferSelect: { readonly date_only: string } }>(
  table: T,
  key: keyof T['$inferSelect'] & string,
  columns: readonly (keyof T['$inferSelect'] & string)[],
): TakeStep {
  return async (db, { zone, move }) => {
    const rows = await datedRows(db, table, key, move.after, ROWS_AT_ONCE)
    const last = rows.at(-1)
    if (last === undefined) return nextTable({ zone, move })
    const moved = rows.map(row => movedRow(row, zone, move.to))
    return {
      count: rows.length,
      writes: [insertInto(table, moved, { on: [key], update: columns })],
      next: { zone, move: { ...move, after: String(last[key]) } },
    }
  }
}

// The time is part of the key: rows are taken out and put in again, all of a deal's at once.
const stageDates: TakeStep = async (db, { zone, move }) => {
  const rows = await datedStages(db, move.after, ROWS_AT_ONCE)
  const last = rows.at(-1)?.deal_ref
  if (last === undefined) return nextTable({ zone, move })
  const moved = rows.map(row => movedRow(row, zone, move.to))
  return {
    count: rows.length,
    writes: [deleteDatedStages(move.after, last), insertInto(dealStages, moved, { on: ['deal_ref', 'stage', 'entered_at'] })],
    next: { zone, move: { ...move, after: last } },
  }
}

const nextTable = ({ zone, move }: Required<DatesZone>): Step => ({
  count: 0,
  writes: [],
  next: { zone, move: { ...move, table: move.table + 1, after: '' } },
})

const movedRow = <Row extends { readonly date_only: string }>(row: Row, from: string, to: string): Row => {
  const times = row.date_only.split(',').map(column => [column, endOfDay(dayOf(Number(Reflect.get(row, column)), from), to)])
  return { ...row, ...Object.fromEntries(times) }
}

const tables: readonly TakeStep[] = [
  dates(accounts, 'account_id', ['created_at']),
  dates(people, 'person_id', ['lead_created_at']),
  dates(deals, 'deal_id', ['created_at', 'closed_at']),
  stageDates,
  dates(adjustments, 'adjustment_id', ['adjusted_at']),
  dates(activities, 'activity_id', ['happened_at']),
  dates(offlineTouches, 'external_id', ['touched_at']),
]
