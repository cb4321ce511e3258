/** However often the job runs, and whenever: what it derives is what one full run derives. */
import { describe, expect, it } from 'vitest'
import { migrate, readMigrations } from '../../../db/migrate.ts'
import { openSqlite } from '../../../db/sqlite.ts'
import { seededRandom } from '../../../scripts/demo/random.ts'
import { NOW } from '../../engines.ts'
import { derivedRows, derivedRowsByName, leftovers } from './derived.ts'
import { apply, historyFrom } from './histories.ts'
import { openWorkspace } from './workspace.ts'

const STEPS = 24
const HISTORIES = Number(process.env.HISTORIES ?? 200)
const FIRST = Number(process.env.FIRST ?? 0)

describe('a sequence of incremental runs', () => {
  it.each(Array.from({ length: HISTORIES }, (_, i) => i + FIRST))('equals one full rebuild, history %i', async i => {
    const [often, once] = [await openWorkspace(await memoryStore()), await openWorkspace(await memoryStore())]
    const random = seededRandom(`runs ${i}`)
    const namelessAccounts = i % 2 === 1
    for (const step of historyFrom(String(i), STEPS, { namelessAccounts })) {
      await apply(often, step)
      await apply(once, step)
      if (random.chance(0.4)) await often.attribute()
    }
    await often.attribute()
    const incremental = await derivedRows(often.db)
    const byName = await derivedRowsByName(often.db)
    await often.attribute({ full: true })
    expect(incremental).toEqual(await derivedRows(often.db))
    await once.attribute({ full: true })
    if (!namelessAccounts) expect(byName).toEqual(await derivedRowsByName(once.db))
    expect(await leftovers(often.db)).toBe(0)
    await often.db.close()
    await once.db.close()
  })
})

async function memoryStore() {
  const db = openSqlite(':memory:')
  await migrate(db, readMigrations(), () => NOW)
  return db
}
