import { type SQL, sql } from 'drizzle-orm'
import { fenceChecks, settings } from '../schema.ts'

/**
 * Replaces a setting's value, and breaks the write that it is part of when the value is another one by now. The update
 * comes before the check: on PostgreSQL it makes writers wait for each other.
 *
 * @param expected, value  JSON; a setting that was never written is taken to be as expected
 */
export const settingReplaced = (setting: string, expected: string, value: string): SQL[] => [
  sql`insert into ${settings} (setting, value) values (${setting}, ${expected}) on conflict (setting) do nothing`,
  sql`update ${settings} set value = ${value} where setting = ${setting} and value = ${expected}`,
  sql`
    insert into ${fenceChecks} (ok)
    select 0 where not exists (select 1 from ${settings} where setting = ${setting} and value = ${value})
  `,
]
