import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { migrate, readMigrations, statementsOf } from '../../db/migrate.ts'
import { describeEachEngine, NOW } from '../engines.ts'

const now = () => NOW
const first = { name: '0001_first', text: 'create table a (x bigint not null);\n-- a; comment\ncreate table b (x bigint);' }
const second = { name: '0002_second', text: 'create table c (x bigint);' }
const broken = { name: '0002_second', text: 'create table c (x bigint);\ninsert into nowhere values (1);' }

describeEachEngine('migrate', open => {
  it('applies what is missing, once, in order', async () => {
    const db = await open({ migrated: false })
    expect(await migrate(db, [first], now)).toEqual(['0001_first'])
    expect(await migrate(db, [first, second], now)).toEqual(['0002_second'])
    expect(await migrate(db, [first, second], now)).toEqual([])
  })

  it('leaves nothing of a migration that fails, and goes on where it stopped', async () => {
    const db = await open({ migrated: false })
    await expect(migrate(db, [first, broken], now)).rejects.toThrow()
    await expect(db.all(sql`select x from c`)).rejects.toThrow()
    expect(await migrate(db, [first, second], now)).toEqual(['0002_second'])
    expect(await db.all(sql`select x from c`)).toEqual([])
  })

  it('refuses a store whose applied migration reads differently now', async () => {
    const db = await open({ migrated: false })
    await migrate(db, [first], now)
    await expect(migrate(db, [{ ...first, text: 'create table z (x bigint);' }], now)).rejects.toThrow('0001_first was changed')
  })

  it('refuses a store of a newer version', async () => {
    const db = await open({ migrated: false })
    await migrate(db, [first, second], now)
    await expect(migrate(db, [first], now)).rejects.toThrow('newer version')
  })
})

describe('the migrations', () => {
  it('use types and words that all three stores know', () => {
    const foreign =
      /\b(integer|int|serial|boolean|bool|timestamp\w*|datetime|numeric|varchar|jsonb?|blob|bytea|autoincrement|strict)\b/i
    for (const { name, text } of readMigrations()) {
      const found = statementsOf(text).filter(statement => foreign.test(statement))
      expect({ name, found }).toEqual({ name, found: [] })
    }
  })
})
