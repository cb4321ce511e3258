/** However often the job runs, and whenever: what it derives is what one full run derives. */
import { describe, expect, it } from 'vitest'
import { migrate, readMigrations } from '../../../db/migrate.ts'
import { openSqlite } from '../../../db/sqlite.ts'
import { seededRandom } from '../../../scripts/demo/random.ts'
import { describeEachEngine, NOW } from '../../engines.ts'
import { derivedRows, derivedRowsByName, leftovers } from './derived.ts'
import { apply, historyFrom, type Step } from './histories.ts'
import { openWorkspace, type Workspace } from './workspace.ts'

const STEPS = 24
/** More of them find more; `HISTORIES=2000 npx vitest run test/worker/jobs/incremental.test.ts` takes minutes. */
const HISTORIES = Number(process.env.HISTORIES ?? 200)

// At once, since half of a history's time is the job's pauses.
describe.concurrent('a sequence of incremental runs', () => {
  it.each(Array.from({ length: HISTORIES }, (_, i) => i))('equals one full rebuild, history %i', async i => {
    const [often, once] = [await openWorkspace(await memoryStore()), await openWorkspace(await memoryStore())]
    const namelessAccounts = i % 2 === 1
    const random = seededRandom(`runs ${i}`)
    for (const step of historyFrom(String(i), STEPS, { namelessAccounts })) {
      await apply(often, step)
      await apply(once, step)
      if (random.chance(0.4)) await often.attribute()
    }
    const byName = await assertFullRebuildChangesNothing(often)
    await once.attribute({ full: true })
    if (!namelessAccounts) expect(byName).toEqual(await derivedRowsByName(once.db))
    await often.db.close()
    await once.db.close()
  })
})

describeEachEngine('a sequence of incremental runs', open => {
  it.each([1001, 1002, 1003])(
    'equals one full rebuild, history %i',
    async i => {
      const ws = await openWorkspace(await open())
      for (const [n, step] of historyFrom(String(i), 12, { namelessAccounts: false }).entries()) {
        await apply(ws, step)
        if (n % 4 === 3) await ws.attribute()
      }
      await assertFullRebuildChangesNothing(ws)
    },
    300_000,
  )

  it('equals one full rebuild when facts of two writers come in all the while', async () => {
    const ws = await openWorkspace(await open())
    let writers = 2
    // An import that is under way is refused when the time zone changes; that is another test's matter.
    const isZone = (step: Step) => step.does === 'set' && step.setting === 'timezone'
    const write = async (seed: string) => {
      const steps = historyFrom(seed, 12, { namelessAccounts: false }).filter(step => !isZone(step))
      for (const step of steps) await apply(ws, step)
      writers -= 1
    }
    const keepRunning = async () => {
      while (writers > 0) await ws.attribute()
    }
    await Promise.all([write('writer-1'), write('writer-2'), keepRunning()])
    await assertFullRebuildChangesNothing(ws)
  }, 300_000)
})

async function assertFullRebuildChangesNothing(ws: Workspace) {
  await ws.attribute()
  const incremental = await derivedRows(ws.db)
  const byName = await derivedRowsByName(ws.db)
  await ws.attribute({ full: true })
  expect(incremental).toEqual(await derivedRows(ws.db))
  expect(await leftovers(ws.db)).toBe(0)
  return byName
}

async function memoryStore() {
  const db = openSqlite(':memory:')
  await migrate(db, readMigrations(), () => NOW)
  return db
}
