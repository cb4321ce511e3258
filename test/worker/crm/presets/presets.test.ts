import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isKindName, kinds } from '../../../../worker/crm/kinds.ts'
import { matchesOf } from '../../../../worker/crm/presets/reading.ts'
import { id18 } from '../../../../worker/crm/presets/salesforce.ts'
import { presets } from '../../../../worker/crm/presets.ts'
import { FileRefused } from '../../../../worker/crm/report.ts'
import { exported, translated } from '../translating.ts'

interface Expected {
  readonly preset: string
  readonly rows: readonly Readonly<Record<string, string>>[]
  readonly skipped: number
}

/** Read by eye, line by line, against the files beside it. */
const expected: Readonly<Record<string, Readonly<Record<string, Expected>>>> = JSON.parse(
  readFileSync(new URL('../../../fixtures/exports/expected.json', import.meta.url), 'utf8'),
)
const cases = Object.entries(expected).flatMap(([file, byKind]) =>
  Object.entries(byKind).map(([kind, rows]) => [file, kind, rows] as const),
)

it.each(cases)('%s is recognised and read as %s', async (file, kind, { preset, rows, skipped }) => {
  if (!isKindName(kind)) throw new Error(kind)
  expect(await translated(kind, exported(file))).toMatchObject({ preset, rows, skipped, rejected: [] })
})

it('has no export that no file here shows', () => {
  const files = readdirSync(new URL('../../../fixtures/exports/', import.meta.url)).filter(file => file.endsWith('.csv'))
  expect(files.filter(file => !(file in expected))).toEqual([])
  const shown = new Set(
    Object.values(expected).flatMap(byKind => Object.entries(byKind).map(([kind, { preset }]) => `${preset} ${kind}`)),
  )
  const all = presets.flatMap(({ name, layouts }) => layouts.map(layout => `${name} ${layout.kind}`))
  expect(all.filter(one => !shown.has(one))).toEqual([])
})

it('maps to columns that the kind has, and is known by names that it maps', () => {
  const strays = presets.flatMap(({ name, layouts }) =>
    layouts.flatMap(({ kind, title, columns, known_by, not = [], makes = {}, keeps = [], joined }) => {
      const own: readonly string[] = kinds[kind].columns.map(column => column.name)
      const inputs = Object.keys(columns)
      const named = [
        ...known_by.flatMap(one => one.split('|')),
        ...not,
        ...keeps,
        ...(joined?.with ?? []),
        ...Object.values(makes).flat(),
      ]
      return [
        ...named.filter(column => !inputs.includes(column)),
        ...Object.keys(makes).filter(column => !own.includes(column)),
      ].map(column => `${name} ${title}: ${column}`)
    }),
  )
  expect(strays).toEqual([])
})

describe('recognition', () => {
  it.each([
    ['deals', 'external_id,Record ID,Deal Stage'],
    ['people', 'email,First Name,Last Name'],
    ['accounts', 'Company,Site'],
    ['accounts', 'record id,company name,company domain name'],
  ] as const)('leaves a %s file with the header %s alone', async (kind, header) => {
    expect((await translated(kind, `${header}\n${header.replace(/[^,]+/g, 'x')}\n`)).preset).toBeNull()
  })

  it('lets --preset plain say that a file is our own', async () => {
    expect((await translated('accounts', exported('hubspot-companies.csv'), { preset: 'plain' })).preset).toBeNull()
  })

  it('refuses a preset that the file is no export of, with the columns that it wants', async () => {
    const asked = translated('deals', exported('hubspot-deals.csv'), { preset: 'pipedrive' })
    await expect(asked).rejects.toThrow(FileRefused)
    await expect(asked).rejects.toThrow(/no export of pipedrive.*Deal - ID/)
  })

  it('tells contacts from companies and deals, which share columns', () => {
    const kindsOf = (file: string) => {
      const [header = ''] = new TextDecoder().decode(exported(file)).split('\n')
      return [
        ...new Set(matchesOf(header.replaceAll('"', '').split(',')).map(({ preset, layout }) => `${preset.name} ${layout.kind}`)),
      ]
    }
    expect(kindsOf('hubspot-contacts.csv')).toEqual(['hubspot people'])
    expect(kindsOf('zoho-contacts.csv')).toEqual(['zoho people'])
    expect(kindsOf('salesforce-contacts.csv')).toEqual(['salesforce people'])
    expect(kindsOf('salesforce-leads.csv')).toEqual(['salesforce people'])
    expect(kindsOf('salesforce-opportunities.csv')).toEqual(['salesforce deals'])
  })
})

describe('dates', () => {
  const deals = (...dates: readonly string[]) =>
    ['Opportunity ID,Stage,Close Date,Won,Closed', ...dates.map((date, i) => `0065g00000OpQr${i},Closed Won,${date},1,1`)].join(
      '\n',
    )
  const closed = async (file: string, wish = {}) => {
    const { rows, rejected } = await translated('deals', file, wish)
    return [...rows.map(row => row.closed_at), ...rejected]
  }

  it('that fit both orders are refused', async () => {
    expect(await closed(deals('5/3/2024'))).toEqual(['2 closed_at ambiguous_date'])
  })
  it('follow the one line of the file that decides', async () => {
    expect(await closed(deals('5/3/2024', '5/25/2024'))).toEqual(['2024-05-03', '2024-05-25'])
    expect(await closed(deals('5/3/2024', '25/5/2024'))).toEqual(['2024-03-05', '2024-05-25'])
  })
  it('of a file that says both are read one by one', async () => {
    expect(await closed(deals('5/3/2024', '25/5/2024', '5/25/2024'))).toEqual([
      '2024-05-25',
      '2024-05-25',
      '2 closed_at ambiguous_date',
    ])
  })
  it('follow the order that was given, and no other', async () => {
    expect(await closed(deals('5/3/2024', '5/25/2024'), { date_order: 'dmy' })).toEqual([
      '2024-03-05',
      '3 closed_at bad_timestamp',
    ])
  })
})

describe('money', () => {
  const deal = (amount: string, more = '', header = '') =>
    `Record ID,Deal Name,Deal Stage,Amount${header}\n1,x,New,"${amount}"${more}\n`
  const read = async (file: string, wish = {}) => {
    const { rows, rejected } = await translated('deals', file, wish)
    return rows[0] ? [rows[0].amount, rows[0].currency] : rejected
  }

  it.each([
    ['€ 1,234.50', '1234.50', 'EUR'],
    ['1.234,50 €', '1234.50', 'EUR'],
    ['USD 1,234.00', '1234.00', 'USD'],
    ['£1,234', '1234', 'GBP'],
    ['1234.5', '1234.5', undefined],
  ])('%s is %s %s', async (cell, amount, currency) => {
    expect(await read(deal(cell))).toEqual([amount, currency])
  })
  it('with a sign of many currencies takes the one of its column, and is refused without', async () => {
    expect(await read(deal('$ 1,234.00', ',CAD', ',Currency'))).toEqual(['1234.00', 'CAD'])
    expect(await read(deal('$ 1,234.00'))).toEqual(['2 amount bad_currency'])
  })
  it('in two currencies at once is refused', async () => {
    expect(await read(deal('USD 5.00', ',EUR', ',Currency'))).toEqual(['2 currency bad_currency'])
  })
  it('that may be thousands or decimals is refused unless the file or somebody decides', async () => {
    expect(await read(deal('1.234'))).toEqual(['2 amount bad_amount'])
    expect(await read(deal('1.234'), { decimal: ',' })).toEqual(['1234', undefined])
    expect(await read(`${deal('1.234')}2,x,New,"12,5"\n`)).toEqual(['1234', undefined])
    expect(await read(`${deal('1.234')}2,x,New,"12.5"\n`)).toEqual(['1.234', undefined])
  })
})

it('takes the columns that were chosen by hand before its own', async () => {
  const file = 'Record ID,Deal Name,Deal Stage,Amount,TCV\n1,x,New,5,70\n'
  const { rows } = await translated('deals', file, { map: { amount: 'TCV' } })
  expect(rows).toEqual([{ external_id: '1', name: 'x', status: 'open', stage: 'New', amount: '70', Amount: '5' }])
})

it('reads a file of nobody we know by columns chosen by hand, dates and numbers too', async () => {
  const file = 'Nr;Kunde;Summe;Datum;Ende\n7;acme.de;1.234,50;1.3.2024;offen\n'
  const map = { external_id: 'Nr', account: 'Kunde', amount: 'Summe', created_at: 'Datum' }
  expect((await translated('deals', file, { map, preset: 'plain', isLenient: true })).rows).toEqual([
    { external_id: '7', account: 'acme.de', amount: '1234.50', created_at: '2024-03-01', Ende: 'offen' },
  ])
})

it('does not empty what the file has no column for', async () => {
  const { rows } = await translated('people', 'Record ID,First Name,Last Name,Email\n1,Jane,Doe,jane@acme.de\n')
  expect(rows).toEqual([{ external_id: '1', name: 'Jane Doe', email: 'jane@acme.de' }])
})

it('refuses a line of Meta that covers several days', async () => {
  const file = 'Campaign name,Reporting starts,Reporting ends,Amount spent (EUR)\nA,2024-03-01,2024-03-31,10\n'
  expect((await translated('spend', file)).rejected).toEqual(['2 day range_too_large'])
})

it.each([
  ['0015g00000AbCdE', '0015g00000AbCdEAAV'],
  ['001A0000006Vm9r', '001A0000006Vm9rIAC'],
  ['0015g00000AbCdEAAV', '0015g00000AbCdEAAV'],
  ['acme.com', 'acme.com'],
])('the id %s is %s', (id, long) => {
  expect(id18(id)).toBe(long)
})
