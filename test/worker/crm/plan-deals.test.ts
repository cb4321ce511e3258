import { describe, expect, it } from 'vitest'
import { describeEachEngine, useStores } from '../../engines.ts'
import { clearMarks, csv, importFile, marksOf, rowsOf, summaryOf } from './importing.ts'

describeEachEngine('importing deals', open => {
  it('replaces the contacts, and keeps them when the file has no such column', async () => {
    const db = await open()
    const contacts = async () => (await rowsOf(db, 'deal_contacts')).map(({ person_ref }) => person_ref)
    await importFile(db, 'deals', csv('external_id,contacts', 'd-1,p-1; Anna@acme.example ;p-1'))
    expect(await contacts()).toEqual(['anna@acme.example', 'p-1'])
    await importFile(db, 'deals', csv('external_id,name', 'd-1,Big'))
    expect(await contacts()).toEqual(['anna@acme.example', 'p-1'])
    await clearMarks(db)
    await importFile(db, 'deals', csv('external_id,contacts', 'd-1,p-2;p-1'))
    expect(await contacts()).toEqual(['p-1', 'p-2'])
    expect(await marksOf(db)).toEqual(['deal_ref d-1'])
    await importFile(db, 'deals', csv('external_id,contacts', 'd-1,'))
    expect(await contacts()).toEqual([])
  })

  it('lets the last of several rows with one id stand, and counts each', async () => {
    const db = await open()
    const file = csv('external_id,amount', 'd-1,1', 'd-1,2', 'd-1,2', 'd-1,bad')
    expect(summaryOf(await importFile(db, 'deals', file))).toEqual({
      imported: 1,
      updated: 1,
      unchanged: 1,
      rejected: [[5, 'amount', 'bad_amount']],
    })
    expect(await rowsOf(db, 'deals')).toMatchObject([{ amount_minor: 200 }])
    const before = await rowsOf(db, 'deals')
    await importFile(db, 'deals', file, { now: 9e12 })
    expect(await rowsOf(db, 'deals')).toEqual(before)
  })
})

describe('what a deal says', () => {
  const open = useStores('sqlite')

  it.each([
    // amount, currency, base currency → minor units, currency
    ['1234.50', 'EUR', 'EUR', 123450, 'EUR'],
    ['1500', 'JPY', 'EUR', 1500, 'JPY'],
    ['1.234', 'KWD', 'EUR', 1234, 'KWD'],
    ['12', '', 'JPY', 12, 'JPY'],
    ['12', 'usd', 'EUR', 1200, 'USD'],
    ['-500.00', 'EUR', 'EUR', -50000, 'EUR'],
    ['0', 'EUR', 'EUR', 0, 'EUR'],
    ['', '', 'CHF', null, 'CHF'],
    ['9007199254740.99', 'EUR', 'EUR', 900719925474099, 'EUR'],
  ])('takes %s %s with the base currency %s', async (amount, currency, base, amount_minor, stored) => {
    const db = await open()
    const file = csv('external_id,amount,currency', `d-1,${amount},${currency}`)
    expect((await importFile(db, 'deals', file, { settings: { currency: base } })).rejected).toEqual([])
    expect(await rowsOf(db, 'deals')).toMatchObject([{ amount_minor, currency: stored }])
  })

  it('refuses amounts that are none, each with its line', async () => {
    const db = await open()
    const bad = ['NaN', 'Infinity', '0x10', '1e5', '--5', '"1,2,3"', '٣٤', '1.005', '99999999999999999999', '=1+1', '1 234.50']
    const report = await importFile(
      db,
      'deals',
      csv('external_id,amount,currency', ...bad.map((amount, i) => `d-${i},${amount},EUR`)),
    )
    expect(summaryOf(report)).toEqual({
      imported: 0,
      updated: 0,
      unchanged: 0,
      rejected: bad.map((_, i) => [i + 2, 'amount', 'bad_amount']),
    })
  })

  it('keeps an amount that the file does not name, in the minor units of its new currency', async () => {
    const db = await open()
    await importFile(db, 'deals', csv('external_id,amount,currency', 'd-1,12.00,EUR', 'd-2,12.50,EUR'))
    const report = await importFile(db, 'deals', csv('external_id,currency', 'd-1,JPY', 'd-2,JPY'))
    expect(summaryOf(report)).toMatchObject({ updated: 1, rejected: [[3, 'amount', 'bad_amount']] })
    expect(await rowsOf(db, 'deals')).toMatchObject([
      { amount_minor: 12, currency: 'JPY' },
      { amount_minor: 1250, currency: 'EUR' },
    ])
  })

  it('takes a deal without a status for open, unless it was closed', async () => {
    const db = await open()
    const report = await importFile(
      db,
      'deals',
      csv('external_id,status,closed_at', 'd-1,,', 'd-2,,2026-03-01', 'd-3,WON,2026-03-01', 'd-4,big,'),
    )
    expect(report.rejected).toMatchObject([
      { line: 3, field: 'status', reason: 'missing_field' },
      { line: 5, field: 'status', reason: 'csv_bad_value' },
    ])
    expect(await rowsOf(db, 'deals')).toMatchObject([
      { external_id: 'd-1', status: 'open' },
      { external_id: 'd-3', status: 'won' },
    ])
    await importFile(db, 'deals', csv('external_id,name', 'd-3,Big'))
    expect(await rowsOf(db, 'deals')).toMatchObject([{ external_id: 'd-1' }, { external_id: 'd-3', status: 'won' }])
  })
})
