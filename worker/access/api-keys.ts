/** Keys of the JSON API: made once, shown once, known by their hash from then on. */
import { type Database, insertInto } from '../../db/database.ts'
import { allApiKeys, apiKeyByHash, apiKeyRemoved } from '../../db/queries/api-keys.ts'
import { type ApiKey, apiKeys } from '../../db/schema.ts'

export const roles = ['marketer', 'sales', 'ops', 'admin'] as const satisfies readonly ApiKey['role'][]

export type Role = ApiKey['role']

export interface NewApiKey {
  readonly id: string
  readonly role: Role
  /** `sk_` and 256 random bits. Nobody can read it again. */
  readonly key: string
}

export async function createApiKey(
  db: Database,
  role: Role,
  { now, newId }: { readonly now: () => number; readonly newId: () => string },
): Promise<NewApiKey> {
  const key = `sk_${base64Url(crypto.getRandomValues(new Uint8Array(KEY_BYTES)))}`
  const id = newId()
  await db.run(insertInto(apiKeys, [{ key_id: id, role, key_hash: await hashOf(key), created_at: now() }]))
  return { id, role, key }
}

export const listApiKeys = allApiKeys

/** It is refused from now on. @returns false when there is no such key */
export async function revokeApiKey(db: Database, id: string): Promise<boolean> {
  const [removed] = await db.run(apiKeyRemoved(id))
  return (removed?.length ?? 0) > 0
}

/**
 * Whose key this is; null when it is nobody's. It is looked up by its hash: how long that takes tells nothing of how
 * much of a guess was right.
 */
export async function apiKeyOf(db: Database, key: string): Promise<Pick<ApiKey, 'key_id' | 'role'> | null> {
  return KEY.test(key) ? apiKeyByHash(db, await hashOf(key)) : null
}

const KEY_BYTES = 32
const KEY = /^sk_[A-Za-z0-9_-]{43}$/

/** Of 256 random bits a plain hash is enough: there is nothing to guess that a slow one would protect. */
async function hashOf(key: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key)))
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
