/** A move of dates that is cut off at any of its writes goes on where it stopped. */
import { expect, it } from 'vitest'
import type { Database } from '../../../db/database.ts'
import { redate } from '../../../worker/crm/redate.ts'
import { useStores } from '../../engines.ts'
import { csv, importFile, rowsOf } from './importing.ts'

const open = useStores('sqlite')
const ROWS = 2500

const timesOf = async (db: Database) => [
  ...(await rowsOf<{ entered_at: number }>(db, 'deal_stages')).map(row => row.entered_at),
  ...(await rowsOf<{ touched_at: number }>(db, 'offline_touches')).map(row => row.touched_at),
]

async function filled(timezone: string): Promise<Database> {
  const db = await open()
  const days = Array.from({ length: ROWS }, (_, i) => new Date(Date.UTC(2020, 0, 1 + i)).toISOString().slice(0, 10))
  const settings = { timezone }
  await importFile(db, 'touches', csv('external_id,at,person', ...days.map((day, i) => `t-${i},${day},p-1`)), { settings })
  await importFile(db, 'deal-stages', csv('deal,stage,entered_at', ...days.map((day, i) => `d-${i % 1200},A,${day}`)), {
    settings,
  })
  return db
}

/** A store that is gone after so many writes. */
const failingAfter = (db: Database, writes: number): Database => ({
  ...db,
  async run(...all) {
    if (writes-- <= 0) throw new Error('gone')
    return db.run(...all)
  },
})

it('ends with the same times wherever it was cut off, even when the zone was changed again', async () => {
  const inBerlin = await timesOf(await filled('Europe/Berlin'))
  for (let writes = 0; ; writes++) {
    const db = await filled('Pacific/Auckland')
    const cutOff = await redate(failingAfter(db, writes), 'America/Sao_Paulo').then(
      () => false,
      () => true,
    )
    await redate(db, 'Europe/Berlin')
    expect(await timesOf(db)).toEqual(inBerlin)
    if (!cutOff) {
      expect(writes).toBeGreaterThan(10)
      return
    }
  }
})

it('moves each date once when two processes do it at the same time', async () => {
  const db = await filled('Pacific/Auckland')
  await Promise.all([redate(db, 'Europe/Berlin'), redate(db, 'Europe/Berlin'), redate(db, 'Europe/Berlin')])
  expect(await timesOf(db)).toEqual(await timesOf(await filled('Europe/Berlin')))
})

it('stops an import that began in the old zone', async () => {
  const db = await filled('Pacific/Auckland')
  const rows = Array.from({ length: 2000 }, (_, i) => `d-${i},2026-03-01`)
  const importing = importFile(db, 'deals', csv('external_id,created_at', ...rows), {
    settings: { timezone: 'Pacific/Auckland' },
    onProgress: ({ rows }) => {
      if (rows === 1000) moved = redate(db, 'Europe/Berlin')
    },
  })
  let moved: Promise<number> | undefined
  await expect(importing).rejects.toThrow('time zone setting changed')
  await moved
  expect((await rowsOf(db, 'deals')).length).toBeLessThan(2000)
})
