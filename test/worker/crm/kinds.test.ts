import { expect, it } from 'vitest'
import { type KindName, kinds } from '../../../worker/crm/kinds.ts'
import { describeEachEngine, NOW } from '../../engines.ts'
import { clearMarks, csv, importFile, marksOf, rowsOf, summaryOf } from './importing.ts'

interface Example {
  readonly kind: KindName
  readonly tables: readonly string[]
  readonly first: string
  /** The same keys; one row says something else. */
  readonly changed: string
  /** What the first row of the first file is in the first table. */
  readonly stored: Readonly<Record<string, unknown>>
  /** Marks of the change. */
  readonly marks: readonly string[]
}

const at = '2026-03-01T10:00:00Z'

const examples: readonly Example[] = [
  {
    kind: 'accounts',
    tables: ['accounts', 'account_domains'],
    first: csv(
      'external_id,name,domains,industry,employees,country,technologies,owner_email,created_at,Tier',
      'acc-1,Acme,acme.example; https://www.acme.test/,Software,120,DE,Hono;SQLite,Rep@us.example,2024-05-01,gold',
      'acc-2,Bolt,bolt.example,,,,,,,',
    ),
    changed: csv('external_id,domains', 'acc-1,acme.example;acme.invalid', 'acc-2,bolt.example'),
    stored: {
      external_id: 'acc-1',
      name: 'Acme',
      industry: 'Software',
      employees: 120,
      country: 'DE',
      technologies: 'Hono;SQLite',
      owner_email: 'rep@us.example',
      created_at: Date.parse('2024-05-01T23:59:59.999Z'),
      properties: '{"Tier":"gold"}',
      source: 'crm',
      date_only: 'created_at',
      recorded_at: NOW,
      updated_at: NOW,
    },
    marks: ['account_ref acc-1', 'account_ref acme.example', 'account_ref acme.invalid', 'account_ref acme.test'],
  },
  {
    kind: 'people',
    tables: ['people'],
    first: csv(
      'external_id,email,name,title,role,seniority,account,lead_created_at,owner_email,Phone',
      'p-1,Anna@ACME.example,Anna,CTO,buyer,c-level,acc-1,2026-01-05T09:00:00Z,rep@us.example,123',
      'p-2,,Ben,,,,acme.example,,,',
    ),
    changed: csv('external_id,email,account', 'p-1,anna@bolt.example,acc-2', 'p-2,,acme.example'),
    stored: {
      external_id: 'p-1',
      email: 'anna@acme.example',
      email_domain: 'acme.example',
      name: 'Anna',
      title: 'CTO',
      role: 'buyer',
      seniority: 'c-level',
      account_ref: 'acc-1',
      lead_created_at: Date.parse('2026-01-05T09:00:00Z'),
      owner_email: 'rep@us.example',
      properties: '{"Phone":"123"}',
      source: 'crm',
      date_only: '',
    },
    marks: [
      'account_ref acc-1',
      'account_ref acc-2',
      expect.stringMatching(/^person p_/),
      'person_ref anna@acme.example',
      'person_ref anna@bolt.example',
      'person_ref p-1',
    ],
  },
  {
    kind: 'deals',
    tables: ['deals', 'deal_contacts'],
    first: csv(
      'external_id,account,name,amount,currency,status,stage,created_at,closed_at,owner_email,contacts,primary_contact,Source',
      'd-1,acc-1,Big,1234.50,EUR,won,Closed,2026-01-05,2026-03-01,rep@us.example,p-1;anna@acme.example,p-1,fair',
      'd-2,acc-2,Small,1500,JPY,open,,,,,,,',
    ),
    changed: csv('external_id,account,contacts', 'd-1,acc-9,p-1', 'd-2,acc-2,'),
    stored: {
      external_id: 'd-1',
      account_ref: 'acc-1',
      name: 'Big',
      amount_minor: 123450,
      currency: 'EUR',
      status: 'won',
      stage: 'Closed',
      created_at: Date.parse('2026-01-05T23:59:59.999Z'),
      closed_at: Date.parse('2026-03-01T23:59:59.999Z'),
      owner_email: 'rep@us.example',
      primary_contact: 'p-1',
      properties: '{"Source":"fair"}',
      date_only: 'closed_at,created_at',
    },
    marks: ['account_ref acc-1', 'account_ref acc-9', 'deal_ref d-1'],
  },
  {
    kind: 'deal-stages',
    tables: ['deal_stages'],
    first: csv('deal,stage,entered_at', 'd-1,Qualified,2026-01-05', `d-1,Proposal,${at}`),
    changed: csv('deal,stage,entered_at', 'd-1,Qualified,2026-01-05T23:59:59.999Z', `d-1,Proposal,${at}`),
    stored: { deal_ref: 'd-1', stage: 'Qualified', entered_at: Date.parse('2026-01-05T23:59:59.999Z'), date_only: 'entered_at' },
    marks: ['deal_ref d-1'],
  },
  {
    kind: 'activities',
    tables: ['activities'],
    first: csv(
      'external_id,kind,at,person,account,rep_email,direction,subject,outcome,Minutes',
      `a-1,call,${at},Anna@acme.example,acc-1,rep@us.example,out,Hello,,12`,
      `,meeting,2026-03-02,p-1,,,,Kick-off,,`,
    ),
    changed: csv(
      'external_id,kind,at,person,account,rep_email,direction,subject,outcome',
      `a-1,call,${at},ben@acme.example,acc-1,rep@us.example,out,Hello,`,
      `,meeting,2026-03-02,p-1,,,,Kick-off,`,
    ),
    stored: {
      external_id: 'a-1',
      kind: 'call',
      happened_at: Date.parse(at),
      person_ref: 'anna@acme.example',
      account_ref: 'acc-1',
      rep_email: 'rep@us.example',
      direction: 'out',
      subject: 'Hello',
      outcome: null,
      properties: '{"Minutes":"12"}',
      date_only: '',
    },
    marks: ['account_ref acc-1', 'person_ref anna@acme.example', 'person_ref ben@acme.example'],
  },
  {
    kind: 'touches',
    tables: ['offline_touches'],
    first: csv(
      'external_id,at,account,person,channel,source,medium,campaign,term,content,url,title,Booth',
      `t-1,${at},acc-1,anna@acme.example,Event,expo,fair,spring,,,https://expo.example/,Expo,B12`,
      't-2,2026-03-02,acc-2,,direct,,,,,,,,',
    ),
    changed: csv('external_id,at,account,person', `t-1,${at},acc-1,`, 't-2,2026-03-02,acc-2,'),
    stored: {
      external_id: 't-1',
      touched_at: Date.parse(at),
      person_ref: 'anna@acme.example',
      account_ref: 'acc-1',
      channel: 'Event',
      source: 'expo',
      medium: 'fair',
      campaign: 'spring',
      term: null,
      content: null,
      url: 'https://expo.example/',
      title: 'Expo',
      properties: '{"Booth":"B12"}',
      date_only: '',
    },
    marks: ['account_ref acc-1', 'person_ref anna@acme.example'],
  },
  {
    kind: 'spend',
    tables: ['spend'],
    first: csv(
      'day,channel,source,campaign,amount,currency,impressions,clicks',
      '2026-03-01,Paid Search,google,spring,12.34,EUR,1000,10',
      '2026-03-01,Paid Search,,,500,JPY,,',
    ),
    changed: csv(
      'day,channel,source,campaign,amount,currency,impressions,clicks',
      '2026-03-01,Paid Search,google,spring,12.35,EUR,1000,10',
      '2026-03-01,Paid Search,,,500,JPY,,',
    ),
    stored: {
      day: '2026-03-01',
      channel: 'Paid Search',
      source: 'google',
      campaign: 'spring',
      currency: 'EUR',
      amount_minor: 1234,
      impressions: 1000,
      clicks: 10,
    },
    marks: [],
  },
  {
    kind: 'rates',
    tables: ['rates'],
    first: csv('currency,day,rate', 'USD,,0.9', 'USD,2026-03-01,0.910'),
    changed: csv('currency,day,rate', 'USD,,0.9', 'USD,2026-03-01,0.92'),
    stored: { currency: 'USD', day: '2026-03-01', rate: '0.91' },
    marks: ['everything'],
  },
]

describeEachEngine('import', open => {
  it.each(examples)('$kind: taken, unchanged when repeated, updated where the file says otherwise', async example => {
    const { kind, tables, first, changed, stored, marks } = example
    const db = await open()
    const read = async () => Promise.all(tables.map(table => rowsOf(db, table)))
    expect(summaryOf(await importFile(db, kind, first))).toEqual({ imported: 2, updated: 0, unchanged: 0, rejected: [] })
    const before = await read()
    expect(before[0]).toContainEqual(expect.objectContaining(stored))
    await clearMarks(db)

    for (let i = 0; i < 3; i++) {
      const again = await importFile(db, kind, first, { now: 9e12, pieceBytes: 7 })
      expect(summaryOf(again)).toEqual({ imported: 0, updated: 0, unchanged: 2, rejected: [] })
    }
    expect(await read()).toEqual(before)
    expect(await marksOf(db)).toEqual([])

    const report = await importFile(db, kind, changed)
    expect(summaryOf(report)).toEqual({ imported: 0, updated: 1, unchanged: 1, rejected: [] })
    expect(await marksOf(db)).toEqual(marks)
  })

  it('adjustments: the same row again is the same adjustment, however its amount is written', async () => {
    const db = await open()
    const file = csv('deal,amount,at,kind', 'd-1,-500.00,2026-03-01,refund', `d-1,250,${at},Amendment`)
    expect(summaryOf(await importFile(db, 'adjustments', file))).toMatchObject({ imported: 2 })
    expect(await marksOf(db)).toEqual(['deal_ref d-1'])
    const before = await rowsOf(db, 'adjustments')
    expect(before.map(({ adjustment_id, ...row }) => row)).toEqual(
      expect.arrayContaining([
        {
          deal_ref: 'd-1',
          amount: '-500',
          adjusted_at: Date.parse('2026-03-01T23:59:59.999Z'),
          kind: 'refund',
          date_only: 'adjusted_at',
        },
        { deal_ref: 'd-1', amount: '250', adjusted_at: Date.parse(at), kind: 'amendment', date_only: '' },
      ]),
    )

    const again = csv(
      'kind,deal,at,amount',
      'refund,d-1,2026-03-01,-0500.0',
      `amendment,d-1,${at},+250`,
      'refund,d-1,2026-03-02,-500',
    )
    expect(summaryOf(await importFile(db, 'adjustments', again))).toMatchObject({ imported: 1, updated: 0, unchanged: 2 })
    expect(await rowsOf(db, 'adjustments')).toHaveLength(3)
  })

  it('ip-ranges: one row for a network, however it is written', async () => {
    const db = await open()
    const file = csv('account,cidr', 'Acme.example,198.51.100.0/24', 'acc-1,2001:DB8:0::/48', 'acc-1,2001:db8::/48')
    expect(summaryOf(await importFile(db, 'ip-ranges', file))).toMatchObject({ imported: 2, unchanged: 1 })
    expect(await marksOf(db)).toEqual(['everything'])
    expect(await rowsOf(db, 'ip_ranges')).toEqual([
      { cidr: '198.51.100.0/24', account_ref: 'acme.example' },
      { cidr: '2001:db8::/48', account_ref: 'acc-1' },
    ])
  })

  it('spend: an amount without a currency is in the base currency', async () => {
    const db = await open()
    await importFile(db, 'spend', csv('day,channel,amount', '2026-03-01,Display,12.5'), { settings: { currency: 'KWD' } })
    expect(await rowsOf(db, 'spend')).toMatchObject([{ currency: 'KWD', amount_minor: 12500, source: '', campaign: '' }])
  })
})

it.each(Object.entries(kinds))('%s has columns of different names, and its alternatives are among them', (_, kind) => {
  const names = kind.columns.map(column => column.name)
  expect(new Set(names).size).toBe(names.length)
  expect(names).toEqual(expect.arrayContaining([...kind.oneOf]))
})
