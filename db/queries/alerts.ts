/** Alerts themselves, and how far they have looked. */
import { type SQL, sql } from 'drizzle-orm'
import { type Database, insertInto, type Write } from '../database.ts'
import { type Alert, alertDeliveries, alertMarks, alerts, sourceArrivals } from '../schema.ts'

/** The newest first. */
export async function alertPage(db: Database, limit: number, offset: number): Promise<{ alerts: Alert[]; total: number }> {
  const [count] = await db.all<{ total: number }>(sql`select count(*) as total from ${alerts}`)
  const page = await db.all<Alert>(sql`
    select *
    from ${alerts}
    order by made_at desc, alert_id
    limit ${limit}
    offset ${offset}
  `)
  return { alerts: page, total: count?.total ?? 0 }
}

/** Those of accounts, by what they tell of. */
export const toldSince = (db: Database, kind: string, since: number) =>
  db.all<{ kind: string; account_id: string; happened_at: number }>(sql`
    select kind, account_id, happened_at
    from ${alerts}
    where kind = ${kind}
      and happened_at >= ${since}
      and account_id is not null
  `)

/** Which of these keys are there already, the inside of `in (…)`. */
export const keysTold = (db: Database, list: SQL) =>
  db.all<{ alert_key: string }>(sql`select alert_key from ${alerts} where alert_key in (${list})`)

/** Alerts that nobody can need any more, and what became of them; and the hours of arrival beyond any rhythm. */
export const alertsForgotten = (madeBefore: number, hoursBefore: number): SQL[] => [
  sql`
    delete from ${alertDeliveries}
    where alert_id in (select alert_id from ${alerts} where made_at < ${madeBefore})
  `,
  sql`delete from ${alerts} where made_at < ${madeBefore}`,
  sql`delete from ${sourceArrivals} where hour_at < ${hoursBefore}`,
]

export async function markOf(db: Database, mark: string): Promise<string | null> {
  const [row] = await db.all<{ value: string }>(sql`select value from ${alertMarks} where mark = ${mark}`)
  return row?.value ?? null
}

export const markSet = (mark: string, value: string): Write =>
  insertInto(alertMarks, [{ mark, value }], { on: ['mark'], update: ['value'] })
