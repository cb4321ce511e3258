import { expect, it } from 'vitest'
import { type Database, insertInto } from '../../../db/database.ts'
import { accountDomains, accounts } from '../../../db/schema.ts'
import { describeEachEngine, NOW } from '../../engines.ts'
import { clearMarks, csv, importFile, marksOf, rowsOf, summaryOf } from './importing.ts'

/** As the job makes one of somebody's e-mail address. */
const madeFromDomain = (db: Database, account_id: string, domain: string) =>
  db.run(
    insertInto(accounts, [
      { account_id, name: domain, properties: '{}', source: 'domain', date_only: '', recorded_at: 1, updated_at: 1 },
    ]),
    insertInto(accountDomains, [{ domain, account_id, source: 'email' }]),
  )

const claimsOf = async (db: Database) =>
  (await rowsOf<{ domain: string; account_id: string; source: string }>(db, 'account_domains')).map(
    ({ domain, account_id, source }) => `${domain} ${account_id} ${source}`,
  )

describeEachEngine('importing accounts', open => {
  it('takes over the account that an e-mail address had made', async () => {
    const db = await open()
    await madeFromDomain(db, 'c_seen', 'acme.example')
    const report = await importFile(db, 'accounts', csv('external_id,name,domains', 'acc-1,Acme,www.acme.example'))
    expect(summaryOf(report)).toMatchObject({ imported: 0, updated: 1 })
    expect(await rowsOf(db, 'accounts')).toMatchObject([
      { account_id: 'c_seen', external_id: 'acc-1', name: 'Acme', source: 'crm', recorded_at: 1, updated_at: NOW },
    ])
    expect(await claimsOf(db)).toEqual(['acme.example c_seen crm'])
    expect(await marksOf(db)).toEqual(['account_ref acc-1', 'account_ref acme.example'])
  })

  it('does not take over an account that has an id, and says that both claim the domain', async () => {
    const db = await open()
    await importFile(db, 'accounts', csv('external_id,name,domains', 'acc-1,Acme,acme.example'))
    const report = await importFile(db, 'accounts', csv('external_id,name,domains', 'acc-2,Acme Ltd,acme.example'))
    expect(summaryOf(report)).toMatchObject({ imported: 1, updated: 0 })
    expect(report.warnings).toEqual([
      {
        line: 2,
        field: 'domains',
        reason: 'id_conflict',
        detail: 'acme.example is also claimed by Acme, and so matches neither',
      },
    ])
    expect(await claimsOf(db)).toHaveLength(2)
  })

  it('goes by domain when the file has no ids, and refuses to choose between two', async () => {
    const db = await open()
    await importFile(db, 'accounts', csv('external_id,domains', 'acc-1,acme.example;acme.test', 'acc-2,bolt.example'))
    const report = await importFile(
      db,
      'accounts',
      csv('name,domains', 'Both,acme.test;bolt.example', 'Acme,acme.example', 'New,new.example'),
    )
    expect(summaryOf(report)).toEqual({ imported: 1, updated: 1, unchanged: 0, rejected: [[2, 'domains', 'id_conflict']] })
    expect(await rowsOf(db, 'accounts')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ external_id: 'acc-1', name: 'Acme' }),
        expect.objectContaining({ external_id: 'acc-2', name: 'bolt.example' }),
        expect.objectContaining({ external_id: null, name: 'New' }),
      ]),
    )
  })

  it('takes back the domains that the file no longer names, and leaves them when it has no such column', async () => {
    const db = await open()
    await importFile(db, 'accounts', csv('external_id,name,domains', 'acc-1,Acme,acme.example;acme.test'))
    await importFile(db, 'accounts', csv('external_id,name', 'acc-1,Acme Inc'))
    expect((await claimsOf(db)).map(claim => claim.split(' ')[0])).toEqual(['acme.example', 'acme.test'])
    await clearMarks(db)
    await importFile(db, 'accounts', csv('external_id,domains', 'acc-1,acme.test'))
    expect((await claimsOf(db)).map(claim => claim.split(' ')[0])).toEqual(['acme.test'])
    expect(await marksOf(db)).toEqual(['account_ref acc-1', 'account_ref acme.example', 'account_ref acme.test'])
    await importFile(db, 'accounts', csv('external_id,domains', 'acc-1,'))
    expect(await claimsOf(db)).toEqual([])
  })

  it('keeps what the file has no column for, and empties what it leaves empty', async () => {
    const db = await open()
    await importFile(
      db,
      'accounts',
      csv('external_id,name,industry,created_at,Tier,Region', 'acc-1,Acme,Software,2025-01-01,gold,north'),
    )
    await importFile(db, 'accounts', csv('external_id,industry,Tier', 'acc-1,,'))
    expect(await rowsOf(db, 'accounts')).toMatchObject([
      {
        name: 'Acme',
        industry: null,
        created_at: Date.parse('2025-01-01T23:59:59.999Z'),
        date_only: 'created_at',
        properties: '{"Region":"north"}',
      },
    ])
    await importFile(db, 'accounts', csv('external_id,name,created_at', 'acc-1,,2025-01-01T10:00:00Z'))
    expect(await rowsOf(db, 'accounts')).toMatchObject([
      { name: 'acc-1', created_at: Date.parse('2025-01-01T10:00:00Z'), date_only: '', properties: '{"Region":"north"}' },
    ])
  })

  it('takes 300 domains of one account back', async () => {
    const db = await open()
    const domains = Array.from({ length: 300 }, (_, i) => `firm${i}.example`)
    await importFile(db, 'accounts', csv('external_id,domains', `acc-1,${domains.join(';')}`))
    expect(await claimsOf(db)).toHaveLength(300)
    await importFile(db, 'accounts', csv('external_id,domains', 'acc-1,firm7.example'))
    expect(await claimsOf(db)).toHaveLength(1)
  })
})
