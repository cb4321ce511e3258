/** Records that count as others. worker/identity/merge.ts decides, worker/identity/merged.ts says what follows. */
import { type SQL, sql } from 'drizzle-orm'
import { type BulkInsert, type Database, insertInto } from '../database.ts'
import { accounts, type Merge, merges, people } from '../schema.ts'
import { allIn } from './in-list.ts'

export type OpenMerge = Pick<Merge, 'kind' | 'from_id' | 'into_id'>

/** All of them: decisions of people, so there are few. */
export const openMerges = (db: Database) =>
  db.all<OpenMerge>(sql`select kind, from_id, into_id from ${merges} where undone_at is null`)

/** Ids of records that count as others, as the inside of `in (…)`. */
export const mergedAway = (kind: Merge['kind']): SQL =>
  sql`select from_id from ${merges} where kind = ${kind} and undone_at is null`

export async function mergeById(db: Database, mergeId: string): Promise<Merge | null> {
  const [merge] = await db.all<Merge>(sql`select * from ${merges} where merge_id = ${mergeId}`)
  return merge ?? null
}

/** Merges of these records into others and of others into them, undone ones too, the newest first. */
export async function mergesAround(db: Database, kind: Merge['kind'], ids: readonly string[]): Promise<Merge[]> {
  const found = [
    ...(await allIn(ids, list => db.all<Merge>(sql`select * from ${merges} where kind = ${kind} and from_id in (${list})`))),
    ...(await allIn(ids, list => db.all<Merge>(sql`select * from ${merges} where kind = ${kind} and into_id in (${list})`))),
  ]
  const distinct = new Map(found.map(merge => [merge.merge_id, merge]))
  return [...distinct.values()].sort((a, b) => b.merged_at - a.merged_at)
}

/** Undone ones too, the newest first. */
export const newestMerges = (db: Database, kind: Merge['kind'], limit: number) =>
  db.all<Merge>(sql`select * from ${merges} where kind = ${kind} order by merged_at desc, merge_id limit ${limit}`)

/** How many there ever were. */
export async function countMerges(db: Database): Promise<number> {
  const [row] = await db.all<{ merges: number }>(sql`select count(*) as merges from ${merges}`)
  return row?.merges ?? 0
}

/** Returns the id, or nothing when another merge has taken it. */
export const mergeAdded = (merge: Merge): BulkInsert => insertInto(merges, [merge], { on: ['merge_id'] }, ['merge_id'])

export type Closing = Required<{ [K in 'undone_at' | 'undone_by' | 'undone_reason']: NonNullable<Merge[K]> }>

/** Returns the id, or nothing when it was undone already. */
export const mergeClosed = (mergeId: string, { undone_at, undone_by, undone_reason }: Closing): SQL => sql`
  update ${merges}
  set undone_at = ${undone_at},
      undone_by = ${undone_by},
      undone_reason = ${undone_reason}
  where merge_id = ${mergeId}
    and undone_at is null
  returning merge_id
`

/** What a record of a person or an account is known by. */
export interface KnownRecord {
  readonly id: string
  readonly external_id: string | null
}

export const recordsToMerge = (db: Database, kind: Merge['kind'], ids: readonly string[]) =>
  allIn(ids, list =>
    db.all<KnownRecord>(
      kind === 'person'
        ? sql`select person_id as id, external_id from ${people} where person_id in (${list})`
        : sql`select account_id as id, external_id from ${accounts} where account_id in (${list})`,
    ),
  )

/** What records are called, by id. */
export async function recordNames(db: Database, kind: Merge['kind'], ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await allIn(ids, list =>
    db.all<{ id: string; name: string }>(
      kind === 'person'
        ? sql`
            select person_id as id, coalesce(name || ' · ' || email, name, email, external_id, person_id) as name
            from ${people}
            where person_id in (${list})
          `
        : sql`select account_id as id, name from ${accounts} where account_id in (${list})`,
    ),
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}
