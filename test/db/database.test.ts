import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { insertInto } from '../../db/database.ts'
import { settings, sites, spend } from '../../db/schema.ts'
import { describeEachEngine } from '../engines.ts'

const site = (id: string) => ({ site_id: id, domain: `${id}.example`, site_key: `key-${id}`, created_at: 1 })
const cost = (day: string, amount: number) => ({
  day,
  channel: 'Paid Search',
  source: '',
  campaign: 'spring',
  currency: 'EUR',
  amount_minor: amount,
})

describeEachEngine('Database', open => {
  it('hands back what was written: texts, nulls and 53-bit numbers', async () => {
    const db = await open()
    const row = { ...cost('2026-01-01', Number.MAX_SAFE_INTEGER), source: 'O’Brien ";--\n日本', impressions: null, clicks: 0 }
    await db.run(insertInto(spend, [row]))
    expect(await db.all(sql`select * from ${spend}`)).toEqual([row])
  })

  it('writes all or none', async () => {
    const db = await open()
    const write = db.run(
      insertInto(sites, [site('a')]),
      insertInto(settings, [{ setting: 'x', value: '1' }]),
      insertInto(sites, [site('a')]),
    )
    await expect(write).rejects.toThrow()
    expect(await db.all(sql`select site_id from ${sites}`)).toEqual([])
    expect(await db.all(sql`select setting from ${settings}`)).toEqual([])
  })

  it('tells new rows from rows that were there, per write', async () => {
    const db = await open()
    const keepFirst = { on: ['site_id'] } as const
    await db.run(insertInto(sites, [site('a')]))
    const [first, second] = await db.run(
      insertInto(sites, [site('a'), site('b')], keepFirst, ['site_id']),
      insertInto(sites, [site('c')], keepFirst, ['site_id']),
    )
    expect(first).toEqual([{ site_id: 'b' }])
    expect(second).toEqual([{ site_id: 'c' }])
  })

  it('updates the named columns of a row that is there', async () => {
    const db = await open()
    const replace = { on: ['day', 'channel', 'source', 'campaign', 'currency'], update: ['amount_minor'] } as const
    await db.run(insertInto(spend, [cost('2026-01-01', 1), cost('2026-01-02', 2)]))
    await db.run(insertInto(spend, [cost('2026-01-02', 20), cost('2026-01-03', 3)], replace))
    expect(await db.all(sql`select day, amount_minor from ${spend} order by day`)).toEqual([
      { day: '2026-01-01', amount_minor: 1 },
      { day: '2026-01-02', amount_minor: 20 },
      { day: '2026-01-03', amount_minor: 3 },
    ])
  })

  it('takes 20,000 rows in one write', async () => {
    const db = await open()
    const rows = Array.from({ length: 20_000 }, (_, i) => ({ setting: `setting ${i}`, value: 'x'.repeat(100) }))
    await db.run(insertInto(settings, rows))
    expect(await db.all(sql`select count(*) as rows, sum(length(value)) as bytes from ${settings}`)).toEqual([
      { rows: 20_000, bytes: 2_000_000 },
    ])
  })

  it('breaks a write whose fence check fails', async () => {
    const db = await open()
    const write = db.run(insertInto(sites, [site('a')]), sql`insert into fence_checks (ok) values (0)`)
    await expect(write).rejects.toThrow()
    expect(await db.all(sql`select site_id from ${sites}`)).toEqual([])
  })
})
