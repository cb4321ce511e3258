/** The life of a custom model: saved, in force with the next run, changed, deleted; over every store. */
import type { SQL } from 'drizzle-orm'
import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import type { Database, Write } from '../../db/database.ts'
import { InvalidModel } from '../../worker/attribution/custom.ts'
import { customModels, deleteCustomModel, nameFrom, saveCustomModel } from '../../worker/custom-models.ts'
import { exportDataset } from '../../worker/export/export.ts'
import { attribute } from '../../worker/jobs/attribute.ts'
import { LEASE_MS } from '../../worker/jobs/lease.ts'
import { currentModels } from '../../worker/models-in-force.ts'
import { InvalidSetting, readSettings, writeSetting } from '../../worker/settings.ts'
import { describeEachEngine, NOW, type OpenStore, useStores } from '../engines.ts'
import { daysBefore, openWorkspace, type Workspace } from './jobs/workspace.ts'

const first = { rule: { kind: 'position', first: 1, middle: 0, last: 0 } }
const last = { rule: { kind: 'position', first: 0, middle: 0, last: 1 } }
const even = { rule: { kind: 'linear' } }

/** Two accounts with a won deal each, and three touches on each path: 100 € and 200 €. */
async function company(db: Database): Promise<Workspace> {
  const ws = await openWorkspace(db)
  await ws.import(
    'accounts',
    ['a', 'b'].map(id => ({ external_id: id, name: id, domains: `${id}.example` })),
  )
  await ws.import(
    'touches',
    ['a', 'b'].flatMap(account =>
      ['Email', 'Event', 'Video'].map((channel, i) => ({
        external_id: `${account}-${channel}`,
        at: daysBefore(50 - i * 10),
        account,
        channel,
      })),
    ),
  )
  await ws.import('deals', [deal('a', '100'), deal('b', '200')])
  await writeSetting(db, 'attribution.models', 'linear')
  await ws.attribute()
  return ws
}

const deal = (account: string, amount: string) => ({
  external_id: `deal-${account}`,
  account,
  name: account,
  amount,
  currency: 'EUR',
  status: 'won',
  closed_at: daysBefore(5),
})

/** `custom:x` as `export credits` shows it: minor units by touch. */
async function credits(db: Database): Promise<Record<string, number>> {
  let text = ''
  for await (const piece of exportDataset(db, 'credits', 'ndjson', { model: 'custom:x', stage: 'won' })) text += piece
  const rows: { touch_external_id: string; amount_minor: number }[] = text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))
  return Object.fromEntries(rows.map(row => [row.touch_external_id, row.amount_minor]))
}

const stored = async (db: Database) => {
  const [row] = await db.all<{ rows: number }>(sql`select count(*) as rows from credits where model like 'custom:%'`)
  return row?.rows
}
const shown = async (db: Database) => (await currentModels(db, await readSettings(db))).map(model => model.name)
const states = async (db: Database) =>
  (await customModels(db, await readSettings(db))).map(({ model, state }) => `${model} ${state}`)
const listed = async (db: Database) => (await readSettings(db))['attribution.models']

const asFirst = { 'a-Email': 100_00, 'b-Email': 200_00 }
const asLast = { 'a-Video': 100_00, 'b-Video': 200_00 }

/** A store that goes away, or does something, before its nth call. */
function interrupted(db: Database, call: number, what: () => Promise<void>): Database {
  let calls = 0
  const before = async () => {
    calls += 1
    if (calls === call) await what()
  }
  return {
    engine: db.engine,
    all: async <R>(statement: SQL) => {
      await before()
      return db.all<R>(statement)
    },
    run: async (...writes: Write[]) => {
      await before()
      return db.run(...writes)
    },
    close: async () => {},
  }
}

describeEachEngine('a custom model', open => {
  it('is saved, waits, and comes in force with the next run, which computes no account anew', async () => {
    const db = await open()
    const ws = await company(db)
    expect(await saveCustomModel(db, 'x', first, NOW)).toBe('custom:x')
    expect([await credits(db), await shown(db), await states(db)]).toEqual([{}, ['linear'], ['custom:x waiting']])
    const run = await ws.attribute()
    expect([await credits(db), await shown(db), await states(db)]).toEqual([
      asFirst,
      ['linear', 'custom:x'],
      ['custom:x in_force'],
    ])
    expect([run.accounts, run.credits]).toEqual([0, 2])
    expect((await ws.attribute()).run_id).toBe(run.run_id)
  })

  it('that is changed keeps its old credits until the new ones are whole, for accounts that change meanwhile, too', async () => {
    const db = await open()
    const ws = await company(db)
    await saveCustomModel(db, 'x', first, NOW)
    await ws.attribute()
    await saveCustomModel(db, 'x', last, NOW + 1)
    await ws.import('deals', [deal('a', '300')])
    expect([await credits(db), await states(db)]).toEqual([asFirst, ['custom:x replacing']])
    await ws.attribute()
    expect([await credits(db), await states(db)]).toEqual([{ 'a-Video': 300_00, 'b-Video': 200_00 }, ['custom:x in_force']])
    expect(await stored(db)).toBe(2)
  })

  it('that is deleted is gone at once, and its credits with the next run', async () => {
    const db = await open()
    const ws = await company(db)
    await saveCustomModel(db, 'x', first, NOW)
    await ws.attribute()
    await deleteCustomModel(db, 'x')
    expect([await credits(db), await shown(db), await states(db), await listed(db)]).toEqual([{}, ['linear'], [], ['linear']])
    await ws.attribute()
    expect(await stored(db)).toBe(0)
    await saveCustomModel(db, 'x', first, NOW)
    await ws.attribute()
    expect(await credits(db)).toEqual(asFirst)
  })

  it('is the same after a full run', async () => {
    const db = await open()
    const ws = await company(db)
    await saveCustomModel(db, 'x', first, NOW)
    await ws.attribute()
    await saveCustomModel(db, 'x', last, NOW)
    await ws.attribute({ full: true })
    expect([await credits(db), await stored(db)]).toEqual([asLast, 2])
  })

  it('that the workspace stops to compute, and saves again with the same numbers, is computed anew', async () => {
    const db = await open()
    const ws = await company(db)
    await saveCustomModel(db, 'x', first, NOW)
    await ws.attribute()
    await writeSetting(db, 'attribution.models', 'linear')
    await ws.attribute()
    expect([await credits(db), await states(db)]).toEqual([{}, ['custom:x off']])
    await saveCustomModel(db, 'x', first, NOW)
    expect(await shown(db)).toEqual(['linear'])
    await ws.attribute()
    expect([await credits(db), await shown(db)]).toEqual([asFirst, ['linear', 'custom:x']])
  })
})

/** @param calls  before which of the store's calls the run is killed, or something else happens */
function runsThatAreInterrupted(open: OpenStore, calls: readonly number[]) {
  const run = (db: Database, ws: Workspace) =>
    attribute({ db, now: () => ws.clock.now, newId: () => crypto.randomUUID() }, { owner: 'test' })

  it('and is killed leaves the old credits, and the next one puts the new ones in force', async () => {
    const db = await open()
    const ws = await company(db)
    await saveCustomModel(db, 'x', first, NOW)
    await ws.attribute()
    const seen = new Set<string>()
    for (const call of calls) {
      const wanted = calls.indexOf(call) % 2 === 0 ? last : first
      const before = await credits(db)
      await saveCustomModel(db, 'x', wanted, NOW)
      const killed = interrupted(db, call, () => Promise.reject(new Error('killed')))
      const outcome = await run(killed, ws).then(
        () => 'done',
        () => 'killed',
      )
      const after = await credits(db)
      expect([before, wanted === last ? asLast : asFirst]).toContainEqual(after)
      seen.add(outcome)
      ws.clock.now += LEASE_MS + 1
      await ws.attribute()
      expect([await credits(db), await stored(db)]).toEqual([wanted === last ? asLast : asFirst, 2])
    }
    expect(seen).toContain('killed')
  })

  const meanwhile = async (what: (ws: Workspace) => Promise<unknown>, check: (ws: Workspace) => Promise<void>) => {
    let interruptions = 0
    for (const call of calls) {
      const db = await open()
      const ws = await company(db)
      await saveCustomModel(db, 'x', first, NOW)
      await ws.attribute()
      await saveCustomModel(db, 'x', last, NOW)
      await ws.import('deals', [deal('a', '300')])
      const store = interrupted(db, call, async () => {
        interruptions += 1
        await what(ws)
      })
      await run(store, ws)
      await check(ws)
    }
    expect(interruptions).toBeGreaterThan(calls.length / 2)
  }
  const whole = async (db: Database) => Object.values(await credits(db)).reduce((sum, amount) => sum + amount, 0)

  it('while other numbers are saved shows whole credits, and those with the run after it', async () => {
    await meanwhile(
      ws => saveCustomModel(ws.db, 'x', even, NOW),
      async ws => {
        expect(await whole(ws.db)).toBe(500_00)
        await ws.attribute()
        expect([(await credits(ws.db))['a-Event'], await stored(ws.db)]).toEqual([100_00, 6])
      },
    )
  })

  it('while the old numbers are saved again shows whole credits, and ends with those', async () => {
    await meanwhile(
      ws => saveCustomModel(ws.db, 'x', first, NOW),
      async ws => {
        expect(await whole(ws.db)).toBe(500_00)
        await ws.attribute()
        expect([await credits(ws.db), await stored(ws.db)]).toEqual([{ 'a-Email': 300_00, 'b-Email': 200_00 }, 2])
      },
    )
  })

  it('while the model is deleted leaves none of it', async () => {
    await meanwhile(
      ws => deleteCustomModel(ws.db, 'x'),
      async ws => {
        expect(await credits(ws.db)).toEqual({})
        await ws.attribute()
        expect([await credits(ws.db), await stored(ws.db), await states(ws.db)]).toEqual([{}, 0, []])
      },
    )
  })
}

describe('a run that writes a custom model, at any of its calls,', () => {
  runsThatAreInterrupted(useStores('sqlite'), [12, 30, ...Array.from({ length: 10 }, (_, i) => 40 + 3 * i)])
})

describeEachEngine('a run that writes a custom model', open => runsThatAreInterrupted(open, [30]))

describeEachEngine('the list of models', open => {
  it('takes two models that are saved at the same time', async () => {
    const db = await open()
    await company(db)
    await Promise.all(['x', 'y', 'z'].map(name => saveCustomModel(db, name, first, NOW)))
    expect([...(await listed(db))].sort()).toEqual(['custom:x', 'custom:y', 'custom:z', 'linear'])
    await Promise.all(['x', 'z'].map(name => deleteCustomModel(db, name)))
    expect([...(await listed(db))].sort()).toEqual(['custom:y', 'linear'])
  })

  it('names no custom model that nobody has made', async () => {
    const db = await open()
    await expect(writeSetting(db, 'attribution.models', 'linear,custom:x')).rejects.toThrow(
      new InvalidSetting('attribution.models: nobody has made custom:x yet'),
    )
    await saveCustomModel(db, 'x', first, NOW)
    await writeSetting(db, 'attribution.models', 'custom:x,linear')
    expect(await listed(db)).toEqual(['custom:x', 'linear'])
  })

  it('never becomes empty, and takes no name and no milestone that is none', async () => {
    const db = await open()
    await saveCustomModel(db, 'x', first, NOW)
    await writeSetting(db, 'attribution.models', 'custom:x')
    for (const [attempt, message] of [
      [() => deleteCustomModel(db, 'x'), 'name is of the only model: choose another one to compute first'],
      [() => deleteCustomModel(db, 'y'), 'name is of no model: nobody has made custom:y'],
      [
        () => saveCustomModel(db, 'X y', first, NOW),
        'name must be 1 to 40 small letters, digits, _ or -, and begin with a letter or digit',
      ],
      [
        () => saveCustomModel(db, 'z', { rule: { kind: 'milestones', shares: { mql: 1 } } }, NOW),
        'rule.shares.mql is no milestone of this workspace; there are FT, LC, OC, CW',
      ],
    ] as const) {
      await expect(attempt()).rejects.toThrow(InvalidModel)
      await expect(attempt()).rejects.toThrow(message)
    }
    await writeSetting(db, 'attribution.stages', 'mql=MQL')
    await saveCustomModel(db, 'z', { rule: { kind: 'milestones', shares: { mql: 1 } } }, NOW)
    expect(await listed(db)).toEqual(['custom:x', 'custom:z'])
  })
})

it.each([
  ['My own W', 'my_own_w'],
  ['  Fair & Call, 2026! ', 'fair_call_2026'],
  ['Ünïcode', 'n_code'],
  ['***', ''],
  ['x'.repeat(60), 'x'.repeat(40)],
])('%s is named %s', (title, name) => {
  expect(nameFrom(title)).toBe(name)
})
