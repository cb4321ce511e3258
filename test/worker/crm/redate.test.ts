import { expect, it } from 'vitest'
import type { Database } from '../../../db/database.ts'
import type { KindName } from '../../../worker/crm/kinds.ts'
import { redate } from '../../../worker/crm/redate.ts'
import { describeEachEngine } from '../../engines.ts'
import { clearMarks, csv, importFile, marksOf, rowsOf } from './importing.ts'

const files: readonly (readonly [KindName, string])[] = [
  ['accounts', csv('external_id,created_at', 'acc-1,2026-03-29', 'acc-2,2026-03-29T10:00:00Z', 'acc-3,')],
  ['people', csv('external_id,lead_created_at', 'p-1,2026-10-25', 'p-2,2026-10-25T10:00:00Z')],
  [
    'deals',
    csv('external_id,status,created_at,closed_at', 'd-1,won,2026-01-05,2026-03-29T10:00:00Z', 'd-2,won,2026-01-05,2026-03-29'),
  ],
  [
    'deal-stages',
    csv('deal,stage,entered_at', 'd-1,A,2026-01-05', 'd-1,A,2026-01-06', 'd-1,B,2026-01-06T10:00:00Z', 'd-2,A,2026-01-05'),
  ],
  ['adjustments', csv('deal,amount,at,kind', 'd-1,-5,2026-03-29,refund', 'd-1,-5,2026-03-30T10:00:00Z,refund')],
  ['activities', csv('kind,at,person', 'call,2026-03-29,p-1', 'call,2026-03-29T10:00:00Z,p-1')],
  ['touches', csv('external_id,at,person', 't-1,2026-03-29,p-1', 't-2,2026-03-29T10:00:00Z,p-1')],
]

const tables = ['accounts', 'people', 'deals', 'deal_stages', 'adjustments', 'activities', 'offline_touches']

async function imported(db: Database, timezone: string): Promise<Database> {
  for (const [kind, file] of files) await importFile(db, kind, file, { settings: { timezone } })
  return db
}

/** All facts without the ids that we made. */
async function factsOf(db: Database) {
  const rows = await Promise.all(tables.map(table => rowsOf(db, table)))
  return rows.map(of => of.map(({ account_id, person_id, deal_id, ...row }) => JSON.stringify(row)).sort())
}

describeEachEngine('redate', open => {
  it('leaves the dates as if they had been imported in the new zone, and everything stale', async () => {
    const db = await imported(await open(), 'UTC')
    await clearMarks(db)
    expect(await redate(db, 'America/New_York')).toBe(10)
    expect(await marksOf(db)).toEqual(['everything'])
    const moved = await factsOf(db)

    await clearMarks(db)
    expect(await redate(db, 'America/New_York')).toBe(0)
    expect(await marksOf(db)).toEqual([])
    expect(await factsOf(db)).toEqual(moved)

    // The keys that were made of dates are the same, too: nothing is new.
    for (const [kind, file] of files) {
      const report = await importFile(db, kind, file, { settings: { timezone: 'America/New_York' } })
      expect([kind, report.imported, report.updated]).toEqual([kind, 0, 0])
    }
    expect(await factsOf(db)).toEqual(moved)
    expect(moved).toEqual(await factsOf(await imported(await open(), 'America/New_York')))
  })

  it('is what an import does first when the zone was changed', async () => {
    const db = await imported(await open(), 'UTC')
    await importFile(db, 'deals', csv('external_id,status,closed_at', 'd-9,won,2026-06-01'), {
      settings: { timezone: 'Asia/Kathmandu' },
    })
    expect((await rowsOf<{ touched_at: number }>(db, 'offline_touches'))[0]).toMatchObject({
      touched_at: Date.parse('2026-03-29T18:14:59.999Z'),
    })
  })
})
