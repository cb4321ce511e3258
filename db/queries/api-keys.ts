/** Keys of the JSON API. The stores hold hashes only, so that whoever reads one cannot use the keys. */
import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { type ApiKey, apiKeys } from '../schema.ts'

export async function apiKeyByHash(db: Database, keyHash: string): Promise<Pick<ApiKey, 'key_id' | 'role'> | null> {
  const [key] = await db.all<Pick<ApiKey, 'key_id' | 'role'>>(sql`
    select key_id, role
    from ${apiKeys}
    where key_hash = ${keyHash}
  `)
  return key ?? null
}

/** The oldest first. */
export const allApiKeys = (db: Database) =>
  db.all<Omit<ApiKey, 'key_hash'>>(sql`
    select key_id, role, created_at
    from ${apiKeys}
    order by created_at, key_id
  `)

/** @returns rows of the key that was there, none when there was no such key */
export const apiKeyRemoved = (keyId: string) => sql`delete from ${apiKeys} where key_id = ${keyId} returning key_id`
