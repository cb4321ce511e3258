import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { apiKeyOf, createApiKey, listApiKeys, revokeApiKey, roles } from '../../../worker/access/api-keys.ts'
import { describeEachEngine, NOW } from '../../engines.ts'

describeEachEngine('keys of the JSON API', open => {
  const made = () => {
    let ids = 0
    return { now: () => NOW + ids, newId: () => `key-${++ids}` }
  }

  it('open the door until they are revoked', async () => {
    const db = await open()
    const deps = made()
    for (const role of roles) {
      const { id, key } = await createApiKey(db, role, deps)
      expect(await apiKeyOf(db, key)).toEqual({ key_id: id, role })
    }
    const { id, key } = await createApiKey(db, 'ops', deps)
    expect((await listApiKeys(db)).map(row => [row.key_id, row.role])).toEqual([
      ['key-1', 'marketer'],
      ['key-2', 'sales'],
      ['key-3', 'ops'],
      ['key-4', 'admin'],
      ['key-5', 'ops'],
    ])
    expect(await revokeApiKey(db, id)).toBe(true)
    expect(await apiKeyOf(db, key)).toBeNull()
    expect(await revokeApiKey(db, id)).toBe(false)
    expect(await listApiKeys(db)).toHaveLength(4)
  })

  it('are random, long, and nowhere in the store', async () => {
    const db = await open()
    const deps = made()
    const one = await createApiKey(db, 'admin', deps)
    const other = await createApiKey(db, 'admin', deps)
    expect(one.key).toMatch(/^sk_[\w-]{43}$/)
    expect(other.key).not.toBe(one.key)
    const stored = JSON.stringify(await db.all(sql`select * from api_keys`))
    expect(stored).toContain(one.id)
    expect(stored).not.toContain(one.key.slice(3, 20))
  })

  it('are not guessed', async () => {
    const db = await open()
    await createApiKey(db, 'admin', made())
    for (const guess of ['', 'sk_', 'pk_0', `sk_${'a'.repeat(43)}`, `sk_${'a'.repeat(500_000)}`, "' or 1=1--"])
      expect(await apiKeyOf(db, guess)).toBeNull()
  })
})
