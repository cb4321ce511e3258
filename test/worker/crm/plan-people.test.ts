import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { type Database, insertInto } from '../../../db/database.ts'
import { people } from '../../../db/schema.ts'
import { describeEachEngine, useStores } from '../../engines.ts'
import { clearMarks, csv, importFile, marksOf, rowsOf, summaryOf } from './importing.ts'

/** As a form makes somebody known. */
const knownByForm = (db: Database, person_id: string, email: string) =>
  db.run(
    insertInto(people, [{ person_id, email, properties: '{}', source: 'browser', date_only: '', recorded_at: 1, updated_at: 1 }]),
  )

const whoIsWho = async (db: Database) =>
  Object.fromEntries(
    (await db.all<{ external_id: string; email: string }>(sql`select external_id, email from people`)).map(row => [
      row.external_id,
      row.email,
    ]),
  )

describeEachEngine('importing people', open => {
  it('takes over somebody whom a form made known', async () => {
    const db = await open()
    await knownByForm(db, 'p_seen', 'anna@acme.example')
    const report = await importFile(db, 'people', csv('external_id,email,name', 'p-1,Anna@Acme.example,Anna'))
    expect(summaryOf(report)).toMatchObject({ imported: 0, updated: 1 })
    expect(await rowsOf(db, 'people')).toMatchObject([
      { person_id: 'p_seen', external_id: 'p-1', email: 'anna@acme.example', email_domain: 'acme.example', source: 'crm' },
    ])
    expect(await marksOf(db)).toEqual(['person p_seen', 'person_ref anna@acme.example', 'person_ref p-1'])
  })

  it('never makes two people one', async () => {
    const db = await open()
    await importFile(db, 'people', csv('external_id,email', 'p-1,anna@acme.example', 'p-2,ben@acme.example', 'p-3,'))
    await knownByForm(db, 'p_seen', 'clara@acme.example')
    const before = await rowsOf(db, 'people')
    await clearMarks(db)
    const report = await importFile(
      db,
      'people',
      csv('external_id,email', 'p-1,ben@acme.example', 'p-9,anna@acme.example', 'p-3,clara@acme.example'),
    )
    expect(summaryOf(report)).toEqual({
      imported: 0,
      updated: 0,
      unchanged: 0,
      rejected: [2, 3, 4].map(line => [line, 'email', 'id_conflict']),
    })
    expect(await rowsOf(db, 'people')).toEqual(before)
    expect(await marksOf(db)).toEqual([])
  })

  it('goes by e-mail when the row has no id, and keeps the id', async () => {
    const db = await open()
    await importFile(db, 'people', csv('external_id,email', 'p-1,anna@acme.example'))
    await importFile(db, 'people', csv('email,external_id,title', 'anna@acme.example,,CTO'))
    expect(await rowsOf(db, 'people')).toMatchObject([{ external_id: 'p-1', title: 'CTO' }])
  })

  it('lets an address go from one person to another within one file, in whatever order', async () => {
    const db = await open()
    await importFile(db, 'people', csv('external_id,email', 'p-1,one@x.example', 'p-2,two@x.example'))
    const report = await importFile(
      db,
      'people',
      csv('external_id,email', 'p-1,', 'p-2,one@x.example', 'p-1,two@x.example', 'p-3,three@x.example'),
    )
    expect(report.rejected).toEqual([])
    expect(await whoIsWho(db)).toEqual({ 'p-1': 'two@x.example', 'p-2': 'one@x.example', 'p-3': 'three@x.example' })
  })

  it('marks the old and the new account and address', async () => {
    const db = await open()
    await importFile(db, 'people', csv('external_id,email,account', 'p-1,anna@old.example,acc-1'))
    await clearMarks(db)
    await importFile(db, 'people', csv('external_id,email,account', 'p-1,,acc-2'))
    expect(await marksOf(db)).toEqual([
      'account_ref acc-1',
      'account_ref acc-2',
      expect.stringMatching(/^person p_/),
      'person_ref anna@old.example',
      'person_ref p-1',
    ])
    expect(await rowsOf(db, 'people')).toMatchObject([{ email: null, email_domain: null }])
  })
})

describe('ids and addresses of people', () => {
  const open = useStores('sqlite')

  it.each([
    ['an e-mail address for an id', 'Jane@ACME.example,', { external_id: 'jane@acme.example' }],
    ['an id as it is', 'AbC/1,', { external_id: 'AbC/1' }],
    ['a host below the registrable domain', ',jane@mail.acme.co.uk', { email_domain: 'acme.co.uk' }],
    ['a domain in another script', ',jane@MÜNCHEN.de', { email: 'jane@xn--mnchen-3ya.de', email_domain: 'xn--mnchen-3ya.de' }],
  ])('stores %s in the form that references have', async (_, row, stored) => {
    const db = await open()
    await importFile(db, 'people', csv('external_id,email', row))
    expect(await rowsOf(db, 'people')).toMatchObject([stored])
  })
})

describe('an address that another writer takes between our reading and our writing', () => {
  const open = useStores('sqlite')

  it('is found when the chunk is planned anew', async () => {
    const db = await open()
    let isFirst = true
    const raced: Database = {
      ...db,
      async run(...writes) {
        if (isFirst && writes.some(write => 'table' in write && write.table === 'people')) {
          isFirst = false
          await knownByForm(db, 'p_seen', 'anna@acme.example')
        }
        return db.run(...writes)
      },
    }
    const report = await importFile(raced, 'people', csv('external_id,email', 'p-1,anna@acme.example'))
    expect(summaryOf(report)).toEqual({ imported: 0, updated: 1, unchanged: 0, rejected: [] })
    expect(await rowsOf(db, 'people')).toMatchObject([{ person_id: 'p_seen', external_id: 'p-1' }])
  })
})
