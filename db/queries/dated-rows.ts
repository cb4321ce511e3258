import { type SQL, sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Database } from '../database.ts'
import { type DealStage, dealStages } from '../schema.ts'

/** Rows with times that were given as dates, in the order of their key, after one key. */
export const datedRows = <T extends SQLiteTable>(
  db: Database,
  table: T,
  key: keyof T['$inferSelect'] & string,
  after: string,
  limit: number,
): Promise<T['$inferSelect'][]> =>
  db.all<T['$inferSelect']>(sql`
    select * from ${table}
    where date_only <> '' and ${sql.identifier(key)} > ${after}
    order by ${sql.identifier(key)}
    limit ${limit}
  `)

/** Stage entries given as dates, of the next deals after one: all of a deal's, or none. */
export async function datedStages(db: Database, afterDeal: string, deals: number): Promise<DealStage[]> {
  const refs = await db.all<{ deal_ref: string }>(sql`
    select distinct deal_ref from ${dealStages}
    where date_only <> '' and deal_ref > ${afterDeal}
    order by deal_ref
    limit ${deals}
  `)
  const last = refs.at(-1)?.deal_ref
  if (last === undefined) return []
  return db.all<DealStage>(sql`
    select * from ${dealStages}
    where date_only <> '' and deal_ref > ${afterDeal} and deal_ref <= ${last}
    order by deal_ref, entered_at
  `)
}

/** Removes what datedStages has read up to a deal, to be written again at other times. */
export const deleteDatedStages = (afterDeal: string, lastDeal: string): SQL => sql`
  delete from ${dealStages}
  where date_only <> '' and deal_ref > ${afterDeal} and deal_ref <= ${lastDeal}
`
