import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { settings } from '../schema.ts'

/** Not a setting of anybody's: in which time zone the dates of imports were read, as JSON. */
const KEY = 'internal.dates'

/** @returns what is written there, null before the first import */
export async function readDatesZone(db: Database): Promise<string | null> {
  const [row] = await db.all<{ value: string }>(sql`select value from ${settings} where setting = ${KEY}`)
  return row?.value ?? null
}

/** Writes it for the first time; what another process has written meanwhile stays. */
export const startDatesZone = (value: string): SQL =>
  sql`insert into ${settings} (setting, value) values (${KEY}, ${value}) on conflict (setting) do nothing`

/**
 * Replaces the value, and breaks the write that it is part of when the value is another one by now. The update comes
 * first: on PostgreSQL it makes writers wait for each other.
 */
export const replaceDatesZone = (expected: string, value: string): SQL[] => [
  sql`update ${settings} set value = ${value} where setting = ${KEY} and value = ${expected}`,
  sql`
    insert into fence_checks (ok)
    select 0 where not exists (select 1 from ${settings} where setting = ${KEY} and value = ${value})
  `,
]
