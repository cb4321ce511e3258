/** An import that is cut off and repeated ends as one that was not. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import type { Database } from '../../../db/database.ts'
import { openStore } from '../../../db/open.ts'
import type { KindName } from '../../../worker/crm/kinds.ts'
import { useStores } from '../../engines.ts'
import { importer } from './importer.ts'
import { csv, importFile, marksOf, rowsOf } from './importing.ts'
import { touchesHeader, touchRow } from './made-up.ts'

const CHUNKS = 20
const ROWS_AT_ONCE = 50
const ROWS = CHUNKS * ROWS_AT_ONCE

const madeUp = (header: string, row: (i: number) => string) => csv(header, ...Array.from({ length: ROWS }, (_, i) => row(i)))

const files: readonly (readonly [KindName, readonly string[], string])[] = [
  [
    'accounts',
    ['accounts', 'account_domains'],
    madeUp('external_id,name,domains', i => `acc-${i},Firm ${i},firm${i}.example;f${i}.test`),
  ],
  ['people', ['people'], madeUp('external_id,email,account', i => `p-${i},p${i}@firm${i % 100}.example,acc-${i % 100}`)],
  // Every id comes twice, and the second row says otherwise.
  ['deals', ['deals', 'deal_contacts'], madeUp('external_id,amount,contacts', i => `d-${i % 500},${i},p-${i};p-${i + 1}`)],
  ['activities', ['activities'], madeUp('kind,at,person,subject', i => `call,2026-03-01,p-${i},Subject ${i}`)],
  ['adjustments', ['adjustments'], madeUp('deal,amount,at,kind', i => `d-${i % 500},-${i},2026-03-01,refund`)],
  ['touches', ['offline_touches'], madeUp(touchesHeader, touchRow)],
]

const open = useStores('sqlite')

/** Rows without the ids that we made, and what is stale. */
async function stateOf(db: Database, tables: readonly string[]) {
  const rows = await Promise.all(tables.map(table => rowsOf(db, table)))
  const known = rows.map(of => of.map(({ account_id, person_id, deal_id, ...row }) => JSON.stringify(row)).sort())
  return { rows: known, marks: (await marksOf(db)).filter(mark => !mark.startsWith('person ')) }
}

/** A store that is gone after so many writes. */
const failingAfter = (db: Database, writes: number): Database => ({
  ...db,
  async run(...all) {
    if (writes-- <= 0) throw new Error('gone')
    return db.run(...all)
  },
})

describe('a repeated import', () => {
  it.each(files)('%s: cut off after each of its chunks', async (kind, tables, file) => {
    const clean = await open()
    await importFile(clean, kind, file, { rowsAtOnce: ROWS_AT_ONCE })
    const wanted = await stateOf(clean, tables)
    for (let writes = 1; writes <= CHUNKS; writes += 3) {
      const db = await open()
      await expect(importFile(failingAfter(db, writes), kind, file, { rowsAtOnce: ROWS_AT_ONCE })).rejects.toThrow('gone')
      await importFile(db, kind, file, { rowsAtOnce: ROWS_AT_ONCE })
      expect(await stateOf(db, tables)).toEqual(wanted)
    }
  })

  it.each(files.filter(([kind]) => kind !== 'deals'))('%s: with its rows in another order', async (kind, tables, file) => {
    const clean = await open()
    await importFile(clean, kind, file)
    const db = await open()
    const [header = '', ...rows] = file.trimEnd().split('\n')
    await importFile(db, kind, csv(header, ...rows.toReversed()), { rowsAtOnce: 70 })
    expect(await stateOf(db, tables)).toEqual(await stateOf(clean, tables))
  })

  it('touches: killed by SIGKILL at three places', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tributary-interrupted-'))
    afterAll(() => rmSync(folder, { recursive: true, force: true }))
    const run = (url: string, ...args: string[]) =>
      promisify(execFile)(process.execPath, ['--experimental-strip-types', importer, url, '20000', ...args])
    const stateAt = async (url: string) => {
      const db = await openStore(url, () => 0)
      const state = await stateOf(db, ['offline_touches'])
      await db.close()
      return state
    }
    const [clean, killed] = ['clean', 'killed'].map(name => `sqlite:${join(folder, name)}.db`) as [string, string]
    await run(clean)
    for (const chunks of ['1', '9', '20']) await expect(run(killed, chunks)).rejects.toMatchObject({ signal: 'SIGKILL' })
    await run(killed)
    expect(await stateAt(killed)).toEqual(await stateAt(clean))
  })
})
