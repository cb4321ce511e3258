/** Somebody's word that two people are two. */
import { type SQL, sql } from 'drizzle-orm'
import { type BulkInsert, type Database, insertInto } from '../database.ts'
import { type TwoPeople, twoPeople } from '../schema.ts'

/** Undone ones too, the newest first. */
export const allTwoPeople = (db: Database, limit: number) =>
  db.all<TwoPeople>(sql`select * from ${twoPeople} order by decided_at desc, decision_id limit ${limit}`)

/** Those in force about somebody. */
export const openTwoPeople = (db: Database, person_a: string, person_b: string) =>
  db.all<TwoPeople>(sql`
    select * from ${twoPeople} where person_a = ${person_a} and person_b = ${person_b} and undone_at is null
  `)

export const twoPeopleAdded = (decision: TwoPeople): BulkInsert => insertInto(twoPeople, [decision])

export async function twoPeopleById(db: Database, id: string): Promise<TwoPeople | null> {
  const [decision] = await db.all<TwoPeople>(sql`select * from ${twoPeople} where decision_id = ${id}`)
  return decision ?? null
}

export interface TwoClosing {
  readonly undone_at: number
  readonly undone_by: string
  readonly undone_reason: string
}

/** Returns its id, or nothing when it is undone already. */
export const twoPeopleClosed = (id: string, { undone_at, undone_by, undone_reason }: TwoClosing): SQL => sql`
  update ${twoPeople}
  set undone_at = ${undone_at},
      undone_by = ${undone_by},
      undone_reason = ${undone_reason}
  where decision_id = ${id}
    and undone_at is null
  returning decision_id
`
