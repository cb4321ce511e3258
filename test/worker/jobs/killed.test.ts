/** Runs that are killed, stalled or started twice: readers see one complete run, and no work is lost. */
import type { SQL } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import type { Database, Write } from '../../../db/database.ts'
import { type Random, seededRandom } from '../../../scripts/demo/random.ts'
import { attribute } from '../../../worker/jobs/attribute.ts'
import { LEASE_MS, LeaseLost } from '../../../worker/jobs/lease.ts'
import { describeEachEngine, useStores } from '../../engines.ts'
import { derivedRows, leftovers } from './derived.ts'
import { apply, historyFrom } from './histories.ts'
import { openWorkspace, publishedCredits, publishedJourneys, type Workspace } from './workspace.ts'

/** A store that goes away at one of its next calls, before or after what was asked for has been done. */
class KilledStore implements Database {
  readonly engine: Database['engine']
  readonly #db: Database
  #callsLeft: number
  readonly #isDoneFirst: boolean

  constructor(db: Database, callsLeft: number, isDoneFirst: boolean) {
    this.engine = db.engine
    this.#db = db
    this.#callsLeft = callsLeft
    this.#isDoneFirst = isDoneFirst
  }
  all<R>(statement: SQL): Promise<R[]> {
    return this.#call(() => this.#db.all<R>(statement))
  }
  run(...writes: Write[]) {
    return this.#call(() => this.#db.run(...writes))
  }
  close = async () => {}

  async #call<T>(ask: () => Promise<T>): Promise<T> {
    this.#callsLeft -= 1
    if (this.#callsLeft > 0) return ask()
    if (this.#callsLeft === 0 && this.#isDoneFirst) await ask()
    throw new Error('killed')
  }
}

const newIds = () => {
  let ids = 0
  return () => `k${++ids}`
}

async function assertWhole(ws: Workspace) {
  const credits = await publishedCredits(ws.db)
  const key = (row: { subject_id: string; deal_id: string; stage: string }) => `${row.subject_id} ${row.deal_id} ${row.stage}`
  const journeys = await publishedJourneys(ws.db)
  const creditsOf = Map.groupBy(credits, key)
  expect([...creditsOf.keys()].sort()).toEqual(journeys.map(key).sort())
  for (const journey of journeys) {
    const byModel = Map.groupBy(creditsOf.get(key(journey)) ?? [], row => row.model)
    for (const rows of byModel.values()) {
      expect(rows.reduce((sum, row) => sum + row.amount_minor, 0)).toBe(journey.amount_minor)
      expect(rows.reduce((sum, row) => sum + row.weight_e15, 0)).toBe(1e15)
    }
  }
}

const shown = async (ws: Workspace) => {
  const { touches, journeys, credits } = await derivedRows(ws.db)
  return { touches, journeys, credits }
}

/** Some facts, a run that is killed, and one that does the rest. */
async function killOnce(ws: Workspace, random: Random, after: number, newId: () => string) {
  const before = await shown(ws)
  const store = new KilledStore(ws.db, after, random.chance(0.5))
  const full = random.chance(0.2)
  const result = await attribute({ db: store, now: () => ws.clock.now, newId }, { full }).catch((error: Error) => error.message)
  const seen = await shown(ws)
  await assertWhole(ws)

  ws.clock.now += LEASE_MS + 1
  await ws.attribute()
  const after_ = await shown(ws)
  expect([before, after_]).toContainEqual(seen)
  expect(await leftovers(ws.db)).toBe(0)
  return result
}

describe('a run that is killed', () => {
  const open = useStores('sqlite')

  it('at any of its calls leaves readers one complete run, and the next one all of its work', async () => {
    const ws = await openWorkspace(await open())
    const random = seededRandom('killed')
    const newId = newIds()
    const results: unknown[] = []
    for (const [i, step] of historyFrom('killed', 240, { namelessAccounts: true }).entries()) {
      await apply(ws, step)
      if (i % 2 === 0) continue
      results.push(await killOnce(ws, random, random.whole(1, 110), newId))
    }
    const incremental = await derivedRows(ws.db)
    await ws.attribute({ full: true })
    expect(incremental).toEqual(await derivedRows(ws.db))
    expect(results.filter(result => result === 'killed').length).toBeGreaterThan(60)
  })
})

describeEachEngine('two runs', open => {
  const story = async () => {
    const ws = await openWorkspace(await open())
    for (const step of historyFrom('two-runs', 12, { namelessAccounts: false })) await apply(ws, step)
    return ws
  }

  it('at once are one run and one refusal', async () => {
    const ws = await story()
    const results = await Promise.allSettled([ws.attribute(), ws.attribute(), ws.attribute()])
    const refused = results.filter(result => result.status === 'rejected').map(result => result.reason.reason)
    expect(refused).toEqual(['job_running', 'job_running'])
    await assertWhole(ws)
  })

  it('of which the first stalls past its lease: the second counts, and the first writes no more', async () => {
    const ws = await story()
    let calls = 0
    const stalling: Database = {
      ...ws.db,
      all: statement => ws.db.all(statement),
      async run(...writes) {
        calls += 1
        if (calls === 9) {
          ws.clock.now += LEASE_MS + 1
          await ws.attribute()
        }
        return ws.db.run(...writes)
      },
    }
    await expect(attribute({ db: stalling, now: () => ws.clock.now, newId: newIds() })).rejects.toThrow(LeaseLost)
    const second = await derivedRows(ws.db)
    await assertWhole(ws)
    await ws.attribute({ full: true })
    expect(second).toEqual(await derivedRows(ws.db))
    expect(await leftovers(ws.db)).toBe(0)
  })
})
