/** Facts with a time that was given as a date, and their times' correction. */
import { type SQL, sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { type Database, insertInto, type Write } from '../database.ts'
import { accounts, activities, adjustments, type DealStage, dealStages, deals, offlineTouches, people } from '../schema.ts'

/** A table, its key, and the times that may stand in its `date_only`. */
export interface DatedTable {
  readonly table: SQLiteTable
  readonly key: string
  readonly times: readonly string[]
}

export const datedTables: readonly DatedTable[] = [
  { table: accounts, key: 'account_id', times: ['created_at'] },
  { table: people, key: 'person_id', times: ['lead_created_at'] },
  { table: deals, key: 'deal_id', times: ['created_at', 'closed_at'] },
  { table: adjustments, key: 'adjustment_id', times: ['adjusted_at'] },
  { table: activities, key: 'activity_id', times: ['happened_at'] },
  { table: offlineTouches, key: 'external_id', times: ['touched_at'] },
]

export type DatedRow = { row_key: string; date_only: string } & Record<string, string | number | null>

export const dateOnlyRows = (db: Database, { table, key, times }: DatedTable, after: string, limit: number) =>
  db.all<DatedRow>(sql`
    select ${sql.identifier(key)} as row_key, date_only, ${columns(times)}
    from ${table}
    where date_only <> ''
      and ${sql.identifier(key)} > ${after}
    order by ${sql.identifier(key)}
    limit ${limit}
  `)

/** Leaves a time alone that an import has changed in between. */
export const redated = ({ table, key }: DatedTable, rowKey: string, column: string, from: number, to: number): SQL => sql`
  update ${table}
  set ${sql.identifier(column)} = ${to}
  where ${sql.identifier(key)} = ${rowKey}
    and ${sql.identifier(column)} = ${from}
`

export const dateOnlyStages = (db: Database, after: Pick<DealStage, 'deal_ref' | 'stage' | 'entered_at'>, limit: number) =>
  db.all<DealStage>(sql`
    select *
    from ${dealStages}
    where date_only <> ''
      and (deal_ref, stage, entered_at) > (${after.deal_ref}, ${after.stage}, ${after.entered_at})
    order by deal_ref, stage, entered_at
    limit ${limit}
  `)

/** The time is part of the key here. A stage that the deal entered at the new time as well is the same entry. */
export const stageRedated = (stage: DealStage, at: number): Write[] => [
  sql`delete from ${dealStages} where deal_ref = ${stage.deal_ref} and stage = ${stage.stage} and entered_at = ${stage.entered_at}`,
  insertInto(dealStages, [{ ...stage, entered_at: at }], { on: ['deal_ref', 'stage', 'entered_at'] }),
]

const columns = (names: readonly string[]) =>
  sql.join(
    names.map(name => sql.identifier(name)),
    sql`, `,
  )
