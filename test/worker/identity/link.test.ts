import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import type { Database } from '../../../db/database.ts'
import { insertInto } from '../../../db/database.ts'
import { type IdentityLink, type Person, people } from '../../../db/schema.ts'
import { describeEachEngine, NOW } from '../../engines.ts'
import { pageView, startCollector } from '../collect/collector.ts'

const identify = (fields: object) => pageView({ type: 'identify', ...fields })

const fromCrm = (fields: Partial<Person>) =>
  insertInto(people, [
    {
      person_id: 'p_crm',
      properties: '{}',
      source: 'crm',
      date_only: '',
      recorded_at: NOW - 1000,
      updated_at: NOW - 1000,
      ...fields,
    },
  ])

const peopleOf = (db: Database) => db.all<Person>(sql`select * from people order by email`)
const linksOf = (db: Database) => db.all<IdentityLink>(sql`select * from identity_links order by link_id`)

describeEachEngine('identity links', open => {
  it('join all that say the same address into one person, and keep each saying', async () => {
    const { collect, db } = await startCollector(await open())
    await collect(
      identify({ id: 'event-a1', anonymous_id: 'laptop', email: 'Jane@Acme.example' }),
      identify({ id: 'event-a2', anonymous_id: 'laptop', email: 'jane@acme.example' }),
      pageView({ id: 'event-a3', type: 'form', anonymous_id: 'phone', email: 'JANE@ACME.EXAMPLE ' }),
    )
    const [jane, ...others] = await peopleOf(db)
    expect(others).toEqual([])
    expect(await linksOf(db)).toMatchObject([
      { link_id: 'l_event-a1', visitor_id: 'laptop', person_id: jane!.person_id, method: 'identify' },
      { link_id: 'l_event-a2', visitor_id: 'laptop', person_id: jane!.person_id, method: 'identify' },
      { link_id: 'l_event-a3', visitor_id: 'phone', person_id: jane!.person_id, method: 'form' },
    ])
  })

  it('hold from the moment in the browser, not from receipt', async () => {
    const { collect, db } = await startCollector(await open())
    await collect(identify({ email: 'jane@acme.example', created_at: new Date(NOW - 60_000).toISOString() }))
    expect(await linksOf(db)).toMatchObject([{ linked_at: NOW - 60_000, recorded_at: NOW }])
  })

  it('use the person whom the CRM knows, fill what is empty and overwrite nothing', async () => {
    const { collect, db } = await startCollector(await open())
    await db.run(fromCrm({ email: 'jane@acme.example', name: 'Jane Doe' }))
    await collect(pageView({ type: 'form', email: 'jane@acme.example', fields: { name: 'jane', job_title: 'CFO' } }))
    expect(await peopleOf(db)).toMatchObject([
      { person_id: 'p_crm', name: 'Jane Doe', title: 'CFO', source: 'crm', updated_at: NOW },
    ])
    await collect(pageView({ type: 'form', email: 'jane@acme.example', fields: { job_title: 'Boss' } }))
    expect(await peopleOf(db)).toMatchObject([{ title: 'CFO' }])
  })

  it('find an external id of the CRM, and never write one', async () => {
    const { collect, db } = await startCollector(await open())
    await db.run(fromCrm({ external_id: 'U-17' }))
    await collect(
      identify({ anonymous_id: 'visitor-1', external_id: 'U-17' }),
      identify({ anonymous_id: 'visitor-2', external_id: 'U-18' }),
      identify({ anonymous_id: 'visitor-3', external_id: 'U-17', email: 'eve@evil.example' }),
    )
    const links = await linksOf(db)
    expect(links.filter(link => link.person_id === 'p_crm' && link.closed_at === null)).toMatchObject([
      { visitor_id: 'visitor-1', method: 'external_id' },
      { visitor_id: 'visitor-3', method: 'external_id' },
    ])
    expect(links.filter(link => link.closed_at !== null)).toMatchObject([
      { visitor_id: 'visitor-3', method: 'identify', closed_reason: 'external_id' },
    ])
    expect((await peopleOf(db)).map(person => [person.external_id, person.email])).toEqual(
      expect.arrayContaining([
        ['U-17', null],
        [null, 'eve@evil.example'],
      ]),
    )
    expect(await peopleOf(db)).toHaveLength(2)
  })

  it('stop at a browser that was five people already: a kiosk', async () => {
    const { collect, db } = await startCollector(await open())
    for (let i = 0; i < 10; i++)
      await collect(identify({ id: `kiosk-00${i}`, anonymous_id: 'a-kiosk', email: `p${i}@corp${i}.example` }))
    const links = await linksOf(db)
    expect(links.filter(link => link.closed_at === null).map(link => link.evidence)).toEqual([
      'kiosk-000',
      'kiosk-001',
      'kiosk-002',
      'kiosk-003',
      'kiosk-004',
    ])
    expect(links.slice(5)).toMatchObject(
      Array.from({ length: 5 }, () => ({ closed_at: NOW, closed_by: 'rule', closed_reason: 'shared_device' })),
    )
  })

  it('keep freemail people, with the domain that will make no account', async () => {
    const { collect, db } = await startCollector(await open())
    await collect(identify({ email: 'Jane.Doe+demo@GMAIL.com' }), identify({ email: 'x@mail.acme.co.uk' }))
    expect((await peopleOf(db)).map(person => [person.email, person.email_domain])).toEqual([
      ['jane.doe+demo@gmail.com', 'gmail.com'],
      ['x@mail.acme.co.uk', 'acme.co.uk'],
    ])
  })

  it('are not written by an event that loses its id to another one', async () => {
    const { collect, db } = await startCollector(await open())
    await collect(pageView({ id: 'event-b1' }))
    await collect(identify({ id: 'event-b1', email: 'jane@acme.example' }))
    expect(await peopleOf(db)).toEqual([])
    expect(await linksOf(db)).toEqual([])
  })
})
