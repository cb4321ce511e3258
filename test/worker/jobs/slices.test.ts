/** A run that is cut into slices: it goes on where it stopped, and nobody sees it before it is whole. */
import { type SQL, sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import type { Database } from '../../../db/database.ts'
import { type Random, seededRandom } from '../../../scripts/demo/random.ts'
import { attribute } from '../../../worker/jobs/attribute.ts'
import { LEASE_MS } from '../../../worker/jobs/lease.ts'
import type { Slice } from '../../../worker/jobs/progress.ts'
import { startSlice } from '../../../worker/jobs/slice.ts'
import { writeSetting } from '../../../worker/settings.ts'
import { NOW, useStores } from '../../engines.ts'
import { type Derived, derivedRows, leftovers } from './derived.ts'
import { apply, historyFrom } from './histories.ts'
import { form, openWorkspace, page, type Workspace } from './workspace.ts'

let ids = 0

/** One slice, over after so many statements; the smallest gets as far as the first batch. */
function oneSlice({ db, clock }: Workspace, maxStatements = 45, change: (slice: Slice) => Slice = slice => slice) {
  const now = () => clock.now
  const counted = startSlice(db, now, maxStatements)
  return attribute({ db: counted.db, now, newId: () => `s${++ids}` }, { slice: change(counted.slice) })
}

const shown = async ({ db }: Workspace) => {
  const { touches, journeys, credits } = await derivedRows(db)
  return { touches, journeys, credits }
}

const runsBegun = async ({ db }: Workspace) => (await db.all(sql`select run_id from runs`)).length
const marksLeft = async ({ db }: Workspace) => (await db.all(sql`select mark_key from stale_marks`)).length

/** Slices until the work is done. @returns how many there were */
async function inSlices(ws: Workspace, random: Random, between: (slice: number) => Promise<void> = async () => {}) {
  for (let slices = 1; ; slices++) {
    const before = await shown(ws)
    const { isPaused } = await oneSlice(ws, random.whole(45, 120))
    if (!isPaused && (await marksLeft(ws)) === 0) return slices
    if (isPaused) expect([before, await published(ws, before)]).toContainEqual(await shown(ws))
    await between(slices)
    if (slices > 60) throw new Error('it never ends')
  }
}

/** What readers see after a publication, which a slice may end with; what they saw before otherwise. */
const published = async (ws: Workspace, before: object) => {
  const [run] = await ws.db.all(sql`select run_id from runs where status = 'running'`)
  return run ? before : shown(ws)
}

/** Slices until one stops in a step. @returns where */
async function untilStep(ws: Workspace, step: string): Promise<{ run_id: string }> {
  for (let i = 0; i < 60; i++) {
    await oneSlice(ws)
    const [row] = await ws.db.all<{ run_id: string; progress: string }>(sql`select run_id, progress from run_progress`)
    if (row && JSON.parse(row.progress).step === step) return row
  }
  throw new Error(`it never came to ${step}`)
}

async function toTheEnd(ws: Workspace): Promise<void> {
  for (let i = 0; i < 60; i++) if (!(await oneSlice(ws, 400)).isPaused) return
  throw new Error('it never ends')
}

function expectSame(ours: Derived, theirs: Derived): void {
  for (const [table, rows] of Object.entries(theirs)) {
    expect.soft(ours[table]?.length, table).toBe(rows.length)
    expect.soft(JSON.stringify(ours[table]) === JSON.stringify(rows), table).toBe(true)
  }
}

/** 130 companies with a deal each: three batches of subjects. */
async function companies(ws: Workspace, count = 130) {
  for (let i = 0; i < count; i++) {
    await ws.visit(
      `visitor-${i}-0123456789`,
      page(AT, `https://www.example.com/?utm_source=s${i % 3}`),
      form(AT, `a@company${i}.com`),
    )
  }
  const deals = Array.from({ length: count }, (_, i) => ({
    ...{ external_id: `D${i}`, account: `company${i}.com`, amount: '100', currency: 'EUR', status: 'won', closed_at: AT },
  }))
  await ws.import('deals', deals)
}

const AT = new Date(NOW).toISOString()

describe('a run in slices', () => {
  const open = useStores('sqlite')

  it('comes to the same as a whole one, whatever comes in between', async () => {
    const ws = await openWorkspace(await open())
    const random = seededRandom('slices')
    const steps = historyFrom('slices', 36, { namelessAccounts: true }).values()
    let most = 0
    for (const step of steps) {
      await apply(ws, step)
      if (random.chance(0.7)) continue
      const slices = await inSlices(ws, random, async () => {
        const next = random.chance(0.2) ? steps.next().value : undefined
        if (next) await apply(ws, next)
      })
      most = Math.max(most, slices)
    }
    await inSlices(ws, random)
    const sliced = await derivedRows(ws.db)
    expect(most).toBeGreaterThan(5)
    expect(await leftovers(ws.db)).toBe(0)
    await ws.attribute({ full: true })
    expectSame(sliced, await derivedRows(ws.db))
  })

  it('goes on among its subjects under the same id, and not from the beginning', async () => {
    const ws = await openWorkspace(await open())
    await companies(ws)
    const { run_id } = await untilStep(ws, 'subjects')
    const written = await ws.db.all(sql`select subject_id from run_subjects where run_id = ${run_id}`)
    expect(written.length).toBeGreaterThanOrEqual(50)
    expect(written.length).toBeLessThan(130)
    expect((await shown(ws)).credits).toEqual([])
    await toTheEnd(ws)
    expect(await ws.db.all(sql`select distinct run_id from published`)).toEqual([{ run_id }])
    expect(await runsBegun(ws)).toBe(1)
    expect(await ws.db.all(sql`select deals, credits > 0 as has_credits from runs`)).toEqual([{ deals: 130, has_credits: 1 }])
    expect(await leftovers(ws.db)).toBe(0)
  })

  it.each(['is killed', 'finds other settings'])('begins anew when a slice %s', async what => {
    const ws = await openWorkspace(await open())
    await companies(ws)
    await untilStep(ws, 'subjects')
    if (what === 'is killed') {
      const isOver = () => {
        throw new Error('killed')
      }
      await expect(oneSlice(ws, 45, slice => ({ ...slice, isOver }))).rejects.toThrow('killed')
      ws.clock.now += LEASE_MS + 1
    } else {
      await writeSetting(ws.db, 'attribution.lookback_days', '7')
    }
    await toTheEnd(ws)
    const sliced = await derivedRows(ws.db)
    expect(await leftovers(ws.db)).toBe(0)
    await ws.attribute({ full: true })
    expectSame(sliced, await derivedRows(ws.db))
  })

  it('of a Worker stays below the statements that D1 takes in one invocation', async () => {
    const ws = await openWorkspace(await open())
    await companies(ws)
    const deps = { now: () => ws.clock.now, newId: () => crypto.randomUUID() }
    let invocations = 0
    for (let isPaused = true; isPaused; invocations++) {
      let statements = 0
      const counted: Database = {
        ...ws.db,
        all: <R>(statement: SQL) => {
          statements += 1
          return ws.db.all<R>(statement)
        },
        run: (...writes) => {
          statements += writes.length
          return ws.db.run(...writes)
        },
      }
      const { db, slice } = startSlice(counted, deps.now)
      isPaused = (await attribute({ ...deps, db }, { slice })).isPaused
      expect(statements).toBeLessThan(900)
    }
    expect((await shown(ws)).credits?.length).toBeGreaterThan(130)
    expect(invocations).toBeGreaterThan(1)
    expect(invocations).toBeLessThan(6)
  })
})
