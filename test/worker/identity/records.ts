/** Ids of people and accounts by what a CRM calls them. */
import { sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'

export async function personId(db: Database, ref: string): Promise<string> {
  const [row] = await db.all<{ person_id: string }>(
    sql`select person_id from people where external_id = ${ref} or email = ${ref}`,
  )
  if (!row) throw new Error(`there is no person ${ref}`)
  return row.person_id
}

export async function accountId(db: Database, ref: string): Promise<string> {
  const [row] = await db.all<{ account_id: string }>(
    sql`select account_id from accounts where external_id = ${ref} or name = ${ref}`,
  )
  if (!row) throw new Error(`there is no account ${ref}`)
  return row.account_id
}
