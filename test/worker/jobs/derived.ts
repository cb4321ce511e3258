/** Everything that the job derived, in a form that two stores can be compared by. */
import { sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'

export type Derived = Record<string, readonly Record<string, unknown>[]>

/** As stored, but for what may differ between two runs: the run's id. */
export async function derivedRows(db: Database): Promise<Derived> {
  const derived: Derived = {}
  for (const table of ['sessions', 'reads', 'person_accounts', 'deal_accounts']) {
    derived[table] = sorted(await db.all(sql`select * from ${sql.identifier(table)}`))
  }
  for (const table of ['touches', 'journeys', 'credits']) {
    const rows = await db.all<Record<string, unknown>>(sql`
      select t.*
      from ${sql.identifier(table)} as t
      inner join published on published.subject_id = t.subject_id and published.run_id = t.run_id
    `)
    derived[table] = sorted(rows.map(({ run_id, ...row }) => row))
  }
  return derived
}

/** The same with ids that were made by chance replaced by what they stand for. */
export async function derivedRowsByName(db: Database): Promise<Derived> {
  const names = new Map<unknown, string>()
  const name = async (key: string, query: ReturnType<typeof sql>) => {
    for (const row of await db.all<Record<string, unknown>>(query)) names.set(row[key], String(row.name))
  }
  await name('account_id', sql`select account_id, coalesce('account ' || external_id, 'domain ' || name) as name from accounts`)
  await name('person_id', sql`select person_id, coalesce('person ' || external_id, 'person ' || email) as name from people`)
  await name('deal_id', sql`select deal_id, 'deal ' || external_id as name from deals`)
  const renamed = (row: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(row).map(([key, value]) => [key, names.get(value) ?? (key === 'site_id' ? 'site' : value)]))
  const accounts = await db.all<Record<string, unknown>>(sql`select account_id, source from accounts`)
  const derived = { accounts, ...(await derivedRows(db)) }
  return Object.fromEntries(Object.entries(derived).map(([table, rows]) => [table, sorted(rows.map(renamed))]))
}

/** Rows that no reader sees and nobody will remove: there must be none. */
export async function leftovers(db: Database): Promise<number> {
  let count = 0
  for (const table of ['touches', 'journeys', 'credits']) {
    const [row] = await db.all<{ rows: number }>(sql`
      select count(*) as rows
      from ${sql.identifier(table)} as t
      left join published on published.subject_id = t.subject_id and published.run_id = t.run_id
      where published.subject_id is null
    `)
    count += row?.rows ?? 0
  }
  const [queue] = await db.all<{ rows: number }>(sql`select count(*) as rows from run_subjects`)
  const [unfinished] = await db.all<{ rows: number }>(sql`select count(*) as rows from runs where status = 'running'`)
  return count + (queue?.rows ?? 0) + (unfinished?.rows ?? 0)
}

const sorted = (rows: readonly Record<string, unknown>[]) =>
  rows
    .map(row => ({ row, key: JSON.stringify(row) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ row }) => row)
