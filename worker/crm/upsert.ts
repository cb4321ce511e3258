/** Kinds whose rows are rows of one table with a key of their own. */
import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core'
import { insertInto, type OnConflict } from '../../db/database.ts'
import { rowsByKeys } from '../../db/queries/rows-by-keys.ts'
import type { Stale } from '../jobs/stale.ts'
import type { ParsedRow, Plan, PlanContext } from './kind.ts'
import { counted, differs } from './merge.ts'
import { type Outcome, rejectionOf } from './report.ts'

export interface UpsertSpec<T extends SQLiteTable, Fields> {
  readonly table: T
  /** The primary key; the stored rows of a chunk are found by its first column. */
  readonly key: readonly (keyof T['$inferSelect'] & string)[]
  /** Values of the key's columns. */
  readonly keyOf: (row: ParsedRow<Fields>, context: PlanContext) => Key | Promise<Key>
  /** The whole row after the import. @throws RowRefused */
  readonly rowFrom: (
    row: ParsedRow<Fields>,
    before: T['$inferInsert'] | undefined,
    key: Key,
    context: PlanContext,
  ) => T['$inferInsert']
  readonly staleBy: (row: T['$inferInsert']) => readonly Stale[]
}

type Key = readonly (string | number)[]

/** The plan function of such a kind. Of rows with the same key the last one stands; each of them is counted. */
export const upsert =
  <T extends SQLiteTable, Fields>({ table, key, keyOf, rowFrom, staleBy }: UpsertSpec<T, Fields>) =>
  async (rows: readonly ParsedRow<Fields>[], outcome: Outcome, context: PlanContext): Promise<Plan> => {
    const keys = await Promise.all(rows.map(row => keyOf(row, context)))
    const found = await rowsByKeys(
      context.db,
      table,
      key[0]!,
      keys.map(([first]) => String(first)),
    )
    const stored = new Map<string, T['$inferInsert']>(found.map(row => [JSON.stringify(key.map(column => row[column])), row]))
    const current = new Map(stored)
    const seen = new Set<string>()

    for (const [i, row] of rows.entries()) {
      const own = JSON.stringify(keys[i])
      const before = current.get(own)
      try {
        const after = rowFrom(row, before, keys[i]!, context)
        counted(outcome, row.line, before, after)
        current.set(own, after)
        seen.add(own)
      } catch (error) {
        outcome.rejected.push(rejectionOf(error, row.line))
      }
    }

    const changes = [...seen].map(own => ({ before: stored.get(own), after: current.get(own)! }))
    const changed = changes.filter(({ before, after }) => before === undefined || differs(before, after))
    return {
      writes: [
        insertInto(
          table,
          changed.map(({ after }) => after),
          replacing(table, key),
        ),
      ],
      stale: changed.flatMap(({ before, after }) => [...(before === undefined ? [] : staleBy(before)), ...staleBy(after)]),
    }
  }

/** Takes everything from the new row but its key and the time at which the old one was first recorded. */
export function replacing<T extends SQLiteTable>(
  table: T,
  key: readonly (keyof T['$inferSelect'] & string)[],
): OnConflict<T['$inferSelect']> {
  const isReplaced = (column: string): column is keyof T['$inferSelect'] & string =>
    column !== 'recorded_at' && !key.some(part => part === column)
  return {
    on: key,
    update: getTableConfig(table)
      .columns.map(column => column.name)
      .filter(isReplaced),
  }
}
