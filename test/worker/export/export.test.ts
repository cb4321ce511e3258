import { parse } from 'csv-parse/sync'
import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { insertInto, type Row } from '../../../db/database.ts'
import { credits, journeys, runs, touches } from '../../../db/schema.ts'
import type { Filter } from '../../../worker/export/dataset.ts'
import { datasets } from '../../../worker/export/datasets.ts'
import { exportDataset } from '../../../worker/export/export.ts'
import { pagesOf } from '../../../worker/export/pages.ts'
import { describeEachEngine, NOW, useStores } from '../../engines.ts'
import { daysBefore, type Workspace } from '../jobs/workspace.ts'
import { openStory } from './story.ts'

async function textOf(ws: Workspace, dataset: string, format: string, filter?: Filter): Promise<string> {
  let text = ''
  for await (const piece of exportDataset(ws.db, dataset, format, filter)) text += piece
  return text
}

const rowsOf = async (ws: Workspace, dataset: string, filter?: Filter): Promise<Row[]> =>
  (await textOf(ws, dataset, 'ndjson', filter))
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line))

async function inPagesOf(size: number, ws: Workspace, name: string, most = 100_000): Promise<Row[][]> {
  const pages: Row[][] = []
  for await (const rows of pagesOf(ws.db, datasets[name]!, {}, { rows: size, most })) pages.push(rows)
  return pages
}

describeEachEngine('export', open => {
  it('writes every dataset as text, with its columns in order', async () => {
    const ws = await openStory(await open())
    for (const [name, { columns }] of Object.entries(datasets)) {
      const names = columns.map(column => column.name)
      const csv = parse(await textOf(ws, name, 'csv'))
      const rows = await rowsOf(ws, name)
      expect([name, csv[0]]).toEqual([name, names])
      expect([name, csv.length - 1]).toEqual([name, rows.length])
      expect([name, rows.length > 0]).toEqual([name, true])
      for (const row of rows) expect(Object.keys(row)).toEqual(names)
      expect([name, (await inPagesOf(2, ws, name)).flat()]).toEqual([name, (await inPagesOf(2000, ws, name)).flat()])
    }
  })

  it('writes credits with the columns that other programs hold on to', async () => {
    const ws = await openStory(await open())
    const rows = await rowsOf(ws, 'credits', { model: 'linear', stage: 'won' })
    expect(Object.keys(rows[0] ?? {}).join(', ')).toBe(
      'deal_id, deal_external_id, deal_name, account_id, account_external_id, account_name, account_domain, stage, stage_at, ' +
        'model, touch_id, touch_external_id, touch_at, position, path_length, milestones, kind, channel, source, medium, ' +
        'campaign, content, term, person_id, person_external_id, person_email, weight, weight_e15, amount_minor, currency, ' +
        'base_amount_minor, base_currency, run_id, modified_at, account_rule',
    )
    const ofAcme = rows.filter(row => row.deal_external_id === 'D1').sort((a, b) => Number(a.position) - Number(b.position))
    expect(
      ofAcme.map(row => [row.touch_external_id, row.channel, row.milestones, row.weight, row.weight_e15, row.amount_minor]),
    ).toEqual([
      ['T1', 'Event', 'FT', 0.25, 250_000_000_000_000, -3],
      ['T2', 'direct', '', 0.25, 250_000_000_000_000, -3],
      ['s_event-jane-1', 'Paid Search', 'OC', 0.25, 250_000_000_000_000, -2],
      ['V1', 'Sales', 'CW', 0.25, 250_000_000_000_000, -2],
    ])
    expect(ofAcme[0]).toMatchObject({
      account_external_id: 'A1',
      account_domain: 'acme.com',
      stage_at: daysBefore(1),
      touch_at: daysBefore(30),
      path_length: 4,
      person_email: 'jane@acme.com',
      currency: 'USD',
      base_amount_minor: -2,
      base_currency: 'EUR',
      run_id: 'r1',
      modified_at: new Date(NOW).toISOString(),
    })
    expect(rows.filter(row => row.deal_external_id === 'D2')).toMatchObject([
      {
        touch_id: '',
        touch_external_id: null,
        channel: '(unattributed)',
        account_id: null,
        weight: 1,
        weight_e15: 1e15,
        amount_minor: 1000,
        base_amount_minor: null,
      },
    ])
  })
})

describe('export', () => {
  const open = useStores('sqlite')

  it('writes text that no spreadsheet runs, and leaves numbers as numbers', async () => {
    const ws = await openStory(await open())
    const [line] = (await textOf(ws, 'credits', 'csv', { model: 'first_touch', stage: 'won' }))
      .split('\r\n')
      .filter(one => one.includes('T1'))
    expect(line).toContain(`"'=Acme,' ""the"" one"`.replace(`,' `, ', '))
    expect(line).toContain(`"'+fair"`)
    expect(line).toContain(',1,1000000000000000,-10,"USD",-5,"EUR",')
  })

  it('writes shares as exact decimals', async () => {
    const ws = await openStory(await open())
    const shares = parse<Record<string, string>>(await textOf(ws, 'credits', 'csv', { model: 'w_shaped', stage: 'won' }), {
      columns: true,
    })
    for (const { weight = '', weight_e15 = '' } of shares) {
      const [whole = '', fraction = ''] = weight.split('.')
      expect(BigInt(whole + fraction.padEnd(15, '0'))).toBe(BigInt(weight_e15))
    }
  })

  it('writes a journey as its touches in order, and a contact of another company only where the touch belongs', async () => {
    const ws = await openStory(await open())
    const journey = await rowsOf(ws, 'journeys', { stage: 'won' })
    expect(journey.map(row => [row.deal_external_id, row.position, row.touch_external_id, row.milestones])).toEqual([
      ['D1', 1, 'T1', 'FT'],
      ['D1', 2, 'T2', ''],
      ['D1', 3, 's_event-jane-1', 'OC'],
      ['D1', 4, 'V1', 'CW'],
    ])
    const touched = await rowsOf(ws, 'touches')
    expect(
      touched.map(row => [row.touch_external_id, row.account_external_id, row.account_domain, row.person_email]).sort(),
    ).toEqual([
      ['T1', 'A1', 'acme.com', 'jane@acme.com'],
      ['T2', 'A1', 'acme.com', null],
      ['T3', 'A2', 'beta.io', 'max@beta.io'],
      ['V1', 'A1', 'acme.com', 'jane@acme.com'],
      ['s_event-jane-1', 'A1', 'acme.com', 'jane@acme.com'],
    ])
  })

  it('writes one row per accepted event, with its id and type as they came over the wire', async () => {
    const ws = await openStory(await open())
    const rows = await rowsOf(ws, 'events')
    expect(rows.map(row => [row.id, row.type, row.anonymous_id, row.created_at])).toEqual([
      ['event-jane-1', 'page', 'visitor-jane-0001', daysBefore(2.5)],
      ['event-jane-2', 'form', 'visitor-jane-0001', daysBefore(2.499)],
    ])
    expect(rows[1]?.body).toMatchObject({ form: 'demo', email: 'jane@acme.com', fields: { email: 'jane@acme.com' } })
  })

  it('says of each person and deal whose it is, and why nothing of a deal is attributed', async () => {
    const ws = await openStory(await open())
    const people = await rowsOf(ws, 'people')
    expect(people.map(row => [row.email, row.account_external_id, row.account_domain, row.account_rule]).sort()).toEqual([
      ['jane@acme.com', 'A1', 'acme.com', 'email_domain'],
      ['max@beta.io', 'A2', 'beta.io', 'email_domain'],
    ])
    const entries = await rowsOf(ws, 'stage-entries', { stage: 'won' })
    expect(entries.map(row => [row.deal_external_id, row.path_length, row.unattributed_reason]).sort()).toEqual([
      ['D1', 4, null],
      ['D2', 0, 'no_account'],
    ])
  })

  it('takes rows from a moment on, up to but not including another', async () => {
    const ws = await openStory(await open())
    const at = (days: number) => Date.parse(daysBefore(days))
    const between = async (from: number, to: number) =>
      (await rowsOf(ws, 'touches', { from, to })).map(row => row.touch_external_id).sort()
    expect(await between(at(30), at(19))).toEqual(['T1', 'T2'])
    expect(await between(at(30) + 1, at(19) + 1)).toEqual(['T2', 'T3'])
  })

  it('shows nothing of a run that is not published', async () => {
    const ws = await openStory(await open())
    const before = await textOf(ws, 'credits', 'csv')
    const more = { run_id: 'r99' }
    const copy = async (table: typeof credits | typeof journeys | typeof touches) => {
      const rows = await ws.db.all<typeof table.$inferSelect>(sql`select * from ${table}`)
      await ws.db.run(
        insertInto(
          table,
          rows.map(row => ({ ...row, ...more })),
        ),
      )
    }
    const [run] = await ws.db.all<typeof runs.$inferSelect>(sql`select * from runs`)
    await ws.db.run(insertInto(runs, [{ ...run!, ...more, status: 'running' }]))
    for (const table of [credits, journeys, touches]) await copy(table)
    expect(await textOf(ws, 'credits', 'csv')).toBe(before)
  })

  it.each([1, 2, 3, 7, 50])('reads the same rows in pages of %i, and never tears a stage entry', async size => {
    const ws = await openStory(await open())
    const keyOf = (row: Row) => `${row.deal_id} ${row.stage}`
    for (const name of Object.keys(datasets)) {
      const pages = await inPagesOf(size, ws, name)
      expect([name, pages.flat()]).toEqual([name, (await inPagesOf(2000, ws, name)).flat()])
      if (name !== 'credits') continue
      const groups = pages.map(page => new Set(page.map(keyOf)))
      expect(groups.reduce((sum, group) => sum + group.size, 0)).toBe(new Set(groups.flatMap(group => [...group])).size)
    }
  })

  it('cuts a stage entry that is too large to be held at once between two models', async () => {
    const ws = await openStory(await open())
    const whole = (await inPagesOf(2000, ws, 'credits')).flat()
    const [entries, models] = [3, 4].map(
      length => (row: Row) => JSON.stringify([0, 1, 2, 3].slice(0, length).map(i => row[`key_${i}`])),
    )
    const largest = Math.max(...[...Map.groupBy(whole, entries!).values()].map(group => group.length))
    const pages = await inPagesOf(2, ws, 'credits', largest - 1)
    expect(pages.flat()).toEqual(whole)
    const cut = (keyOf: (row: Row) => string) =>
      pages.filter((page, i) => i > 0 && keyOf(page[0]!) === keyOf(pages[i - 1]!.at(-1)!)).length
    expect(cut(entries!)).toBeGreaterThan(0)
    expect(cut(models!)).toBe(0)
  })

  it('writes each stage entry as one run left it, though another run is published between two pages', async () => {
    const ws = await openStory(await open())
    const account = { external_id: 'A3', domains: 'gamma.example' }
    const deal = { external_id: 'D3', account: 'A3', amount: '77', currency: 'EUR', status: 'won', closed_at: daysBefore(1) }
    await ws.import('accounts', [account])
    await ws.import('deals', [deal])
    await ws.attribute()
    const rows: Row[] = []
    let pages = 0
    for await (const some of pagesOf(ws.db, datasets.credits!, {}, { rows: 3, most: 100 })) {
      rows.push(...some)
      pages += 1
      await ws.import('touches', [
        { external_id: `N${pages}`, at: daysBefore(40 - pages), account: 'A1', channel: 'Event' },
        { external_id: `M${pages}`, at: daysBefore(40 - pages), account: 'A3', channel: 'Event' },
      ])
      await ws.attribute()
    }
    expect(pages).toBeGreaterThan(3)
    const groups = Map.groupBy(rows, row => `${row.deal_external_id} ${row.stage} ${row.model}`)
    expect(groups.size).toBe(new Set(rows.map(row => row.model)).size * 5)
    for (const group of groups.values()) {
      expect(group.reduce((sum, row) => sum + Number(row.weight_e15), 0)).toBe(1e15)
      expect(new Set(group.map(row => row.run_id)).size).toBe(1)
    }
  })

  it.each([
    ['no such dataset', 'customers', 'csv', {}],
    ['no such format', 'credits', 'xls', {}],
    ['a name that every object has', 'constructor', 'csv', {}],
    ['a filter that the dataset has not', 'people', 'csv', { model: 'linear' }],
    ['a time for what has none', 'accounts', 'csv', { from: 0 }],
  ])('refuses %s before it writes anything', async (_, dataset, format, filter) => {
    const db = await open()
    expect(() => exportDataset(db, dataset, format, filter)).toThrow(/there (is|are)|cannot be filtered/)
  })
})
