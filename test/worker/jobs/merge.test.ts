/** Merges and their undo, seen from what the job derives: nothing is left of a merge that was undone. */
import { hash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import type { Merge } from '../../../db/schema.ts'
import { type Random, seededRandom } from '../../../scripts/demo/random.ts'
import { RequestRefused } from '../../../worker/errors.ts'
import { mergeAccounts, mergePeople, undoMerge } from '../../../worker/identity/merge.ts'
import { describeEachEngine, type OpenStore, useStores } from '../../engines.ts'
import { derivedRows, leftovers } from './derived.ts'
import { apply, historyFrom } from './histories.ts'
import { openWorkspace, publishedCredits, type Workspace } from './workspace.ts'

const BY = { actor: 'test', reason: 'it is known' }

describe('merges in a random history', () => {
  const open = useStores('sqlite')
  it.each([1, 2, 3, 4, 5, 6])('leave no trace in the credits when they are undone, history %i', i => undoes(open, i, 24))

  it.each([11, 12, 13, 14])('are the same to incremental runs and a full one, history %i', async i => {
    const ws = await openWorkspace(await open())
    const random = seededRandom(`merging ${i}`)
    for (const step of historyFrom(`merging-${i}`, 24, { namelessAccounts: false })) {
      await apply(ws, step)
      if (random.chance(0.5)) await mergeSome(ws, random)
      if (random.chance(0.2)) await undoSome(ws, random)
      if (random.chance(0.3)) await ws.attribute()
    }
    await assertSameInFull(ws)
  })
})

describeEachEngine('merges in a random history', open => {
  it('leave no trace in the credits when they are undone', () => undoes(open, 2, 12), 300_000)
})

async function undoes(open: OpenStore, seed: number, steps: number) {
  const ws = await openWorkspace(await open())
  const random = seededRandom(`undo ${seed}`)
  for (const step of historyFrom(`undo-${seed}`, steps, { namelessAccounts: false })) await apply(ws, step)
  await ws.attribute()
  const before = await creditsHash(ws)

  for (let tries = 0; tries < 12; tries++) await mergeSome(ws, random)
  await ws.attribute()
  expect((await openMergeIds(ws)).length).toBeGreaterThan(1)
  const between = await creditsHash(ws)
  if (steps > 12) await assertSameInFull(ws)

  while ((await openMergeIds(ws)).length > 0) await undoSome(ws, random)
  await ws.attribute()
  expect(await creditsHash(ws)).toBe(before)
  expect(between).not.toBe(before)
}

/** Of all columns but the run's id. */
async function creditsHash(ws: Workspace): Promise<string> {
  const rows = (await publishedCredits(ws.db)).map(({ run_id, ...credit }) => JSON.stringify(credit))
  expect(rows.length).toBeGreaterThan(0)
  return hash('sha256', rows.sort().join('\n'))
}

async function mergeSome({ db, clock }: Workspace, random: Random): Promise<Merge | null> {
  const isPerson = random.chance(0.6)
  const rows = isPerson
    ? await db.all<{ id: string }>(sql`select person_id as id from people order by coalesce(external_id, email)`)
    : await db.all<{ id: string }>(sql`select account_id as id from accounts order by coalesce(external_id, name)`)
  const [from, into] = random.shuffled(rows)
  if (!from || !into) return null
  const order = { ...BY, from_id: from.id, into_id: into.id, is_sure: true }
  return (isPerson ? mergePeople : mergeAccounts)(db, order, clock.now).catch(refusedAsSame)
}

/** Two that are one already are part of the story. */
function refusedAsSame(error: unknown): null {
  if (error instanceof RequestRefused && error.reason === 'illegal_identity') return null
  throw error
}

async function undoSome(ws: Workspace, random: Random): Promise<void> {
  const open = await openMergeIds(ws)
  if (open.length > 0) await undoMerge(ws.db, random.pick(open), BY, ws.clock.now)
}

async function openMergeIds({ db }: Workspace): Promise<string[]> {
  const rows = await db.all<{ merge_id: string }>(sql`select merge_id from merges where undone_at is null order by merge_id`)
  return rows.map(row => row.merge_id)
}

async function assertSameInFull(ws: Workspace): Promise<void> {
  await ws.attribute()
  const incremental = await derivedRows(ws.db)
  await ws.attribute({ full: true })
  expect(incremental).toEqual(await derivedRows(ws.db))
  expect(await leftovers(ws.db)).toBe(0)
}
