import { sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Database } from '../database.ts'
import { allIn } from './in-list.ts'

/** The rows of a table whose column is one of the keys, in no order. Keys may repeat; those that nothing has are passed over. */
export const rowsByKeys = <T extends SQLiteTable>(
  db: Database,
  table: T,
  column: keyof T['$inferSelect'] & string,
  keys: Iterable<string>,
): Promise<T['$inferSelect'][]> =>
  allIn(keys, list => db.all<T['$inferSelect']>(sql`select * from ${table} where ${sql.identifier(column)} in (${list})`))
