/** The same number is the same number on every page. */
import { type SQL, sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import type { Database } from '../../../db/database.ts'
import { modelNamed } from '../../../worker/attribution/models.ts'
import { defaultSettings } from '../../../worker/settings.ts'
import { describeEachEngine, useStores } from '../../engines.ts'
import { pageSite } from './site.ts'
import { fillWorkspace, publish, type WorkspaceSize } from './workspace.ts'

/** The workspace of these tests has no fitted versions. */
const ruleModels = defaultSettings['attribution.models'].filter(name => modelNamed(name) !== undefined)

const size: WorkspaceSize = { accounts: 9, people: 4, visits: 30, deals: 30 }

describeEachEngine('numbers', open => {
  it('of channels, campaigns and content add up to the deals, under every model and at both stages', async () => {
    const db = await open()
    await fillWorkspace(db, size)
    const { page } = await pageSite(db)
    for (const stage of ['won', 'opportunity']) {
      const deals = await page(`/deals?period=all&stage=${stage}`)
      const listed = minorOf(
        cellsOf(deals, 'tbody')
          .map(row => row.at(-1) ?? '')
          .filter(text => text.startsWith('€')),
      )
      for (const by of ['channel', 'campaign', 'content']) {
        for (const model of by === 'channel' ? ['linear', 'w_shaped', 'time_decay_7d'] : ['full_path']) {
          const report = await page(`/channels?period=all&stage=${stage}&by=${by}&model=${model}`)
          const lines = cellsOf(report, 'tbody')
          const total = minorOf([cellsOf(report, 'tfoot')[0]![1]!])
          expect.soft(minorOf(lines.map(line => line[1]!)), `${stage} ${by} ${model}`).toBe(total)
          expect.soft(total, `${stage} ${by} ${model}`).toBe(listed)
          expect(lines.at(-1)![0]).toBe('(unattributed)')
        }
      }
    }
  })

  it('lead to the deals behind them, which add up to the number', async () => {
    const db = await open()
    await fillWorkspace(db, size)
    const { page } = await pageSite(db)
    const report = await page('/channels?period=all&model=full_path')
    for (const [label, amount] of cellsOf(report, 'tbody')) {
      const behind = await page(`/channels/deals?period=all&model=full_path&by=channel&of=${encodeURIComponent(label!)}`)
      const rows = cellsOf(behind, 'tbody')
      expect.soft(minorOf(rows.map(row => row.at(-1)!)), label).toBe(minorOf([amount!]))
    }
  })
})

describe('numbers over one store', () => {
  const open = useStores('sqlite')

  it('of every model add up to the same total', async () => {
    const db = await open()
    await fillWorkspace(db, size)
    const { page } = await pageSite(db)
    const totals = cellsOf(await page('/channels?period=all'), 'tfoot')[0]!
    expect(totals.slice(5)).toHaveLength(ruleModels.length)
    expect(new Set(totals.slice(5)).size).toBe(1)
  })

  it('say what no touch earned: the deals that belong to no account, with the reason', async () => {
    const db = await open()
    await fillWorkspace(db, size)
    const { page } = await pageSite(db)
    const unattributed = cellsOf(await page('/channels?period=all'), 'tbody').at(-1)![1]!
    const orphans = cellsOf(await page('/deals?period=all'), 'tbody').filter(row => row[1] === 'no account')
    expect(minorOf([unattributed])).toBeGreaterThan(0)
    expect(minorOf([unattributed])).toBe(minorOf(orphans.map(row => row.at(-1)!).filter(text => text.startsWith('€'))))
    const receipt = await page('/deals/d6')
    expect(cellsOf(receipt, 'tbody')).toEqual([
      ['', '', '', '(unattributed)', '', '100.00 %', cellsOf(receipt, 'tfoot')[0]!.at(-1)],
    ])
    expect(receipt.includes('The deal belongs to no account')).toBe(true)
  })

  it('of an account are those of the list and of its deals', async () => {
    const db = await open()
    await fillWorkspace(db, { ...size, deals: 9 })
    const { page } = await pageSite(db)
    const [name, people, touches, , , , won] = cellsOf(await page('/accounts?q=Kestrel+Pharma'), 'tbody').find(row =>
      row[0]?.startsWith('Kestrel Pharma company-0'),
    )!
    const account = (await page('/accounts/c0')).replaceAll('\u00a0', ' ').replaceAll('\u202f', ' ')
    expect(name).toContain('company-0.example')
    expect(account.includes(`>${people} people</`)).toBe(true)
    expect(account.includes(`<strong>${touches} touches</strong>`)).toBe(true)
    expect(account.includes(`>${won}</strong>`)).toBe(true)
  })

  it('say on an account that a deal without a rate stands in no sum', async () => {
    const db = await open()
    await fillWorkspace(db, { ...size, deals: 45 })
    const { page } = await pageSite(db)
    const unrated = await db.all(sql`
      select 1 as found
      from journeys
      where stage = 'won' and base_amount_minor is null and account_id is not null
    `)
    const won = cellsOf(await page('/accounts'), 'tbody').map(row => /(\d+) deals?, no rate/.exec(row.at(-1) ?? '')?.[1] ?? 0)
    expect(unrated.length).toBeGreaterThan(0)
    expect(won.reduce((sum: number, deals) => sum + Number(deals), 0)).toBe(unrated.length)
  })

  it('of a receipt are those of the list: every cent, with the refund off', async () => {
    const db = await open()
    await fillWorkspace(db, size)
    const { page } = await pageSite(db)
    for (const model of ruleModels) {
      const receipt = await page(`/deals/d0?model=${model}`)
      const rows = cellsOf(receipt, 'tbody')
      const sum = cellsOf(receipt, 'tfoot')[0]!.at(-1)!
      expect.soft(receipt.includes(modelNamed(model)!.definition), model).toBe(true)
      expect.soft(minorOf([sum]), model).toBe(24_173_33 - 1500_00)
      expect
        .soft(
          minorOf(
            rows
              .slice(
                0,
                rows.findIndex(row => row.includes('(unattributed)')),
              )
              .map(row => row.at(-1)!.replace('+1', '')),
          ),
          model,
        )
        .toBe(minorOf([sum]))
    }
    expect((await page('/deals/d0')).includes('refund of -1500.00 EUR')).toBe(true)
  })

  it('of a refund are booked on the touches: what was booked on each comes to its credit', async () => {
    const db = await open()
    await fillWorkspace(db, size)
    const { page } = await pageSite(db)
    for (const model of ['linear', 'first_touch', 'w_shaped']) {
      const html = (await page(`/deals/d0?model=${model}`)).replaceAll('class="quiet">–<', '>€0.00<')
      const booked = html.slice(html.indexOf('<h2>Booked</h2>'))
      const rows = [...cellsOf(booked, 'tbody'), ...cellsOf(booked, 'tfoot')]
      for (const row of rows) expect.soft(minorOf(row.slice(1, -1)), model).toBe(minorOf(row.slice(-1)))
      const deal = rows.at(-1)!
      expect.soft(minorOf(rows.slice(0, -1).map(row => row[2]!)), model).toBe(-1500_00)
      expect
        .soft(
          deal.slice(1).map(text => minorOf([text])),
          model,
        )
        .toEqual([24_173_33, -1500_00, 22_673_33])
    }
  })

  it('are those of the newest run at once', async () => {
    const db = await open()
    await fillWorkspace(db, size)
    const { page } = await pageSite(db)
    const before = totalOf(await page('/channels?period=all'))
    await db.run(sql`update deals set amount_minor = amount_minor * 2`)
    await publish(db, 'r2')
    const report = await page('/channels?period=all')
    expect(totalOf(report)).toBeGreaterThan(1.8 * before)
    expect(minorOf(cellsOf(report, 'tbody').map(row => row[1]!))).toBe(totalOf(report))
  })

  it.each([
    ['/channels?period=all', 'path_length'],
    ['/deals/d0', 'entries'],
  ])('are of one run, when another is published while %s is read', async (path, column) => {
    const db = await open()
    await fillWorkspace(db, size)
    const before = totalOf(await (await pageSite(db)).page(path))
    let isPublished = false
    const busy: Database = {
      ...db,
      async all<R>(statement: SQL): Promise<R[]> {
        const rows = await db.all<R>(statement)
        if (isPublished || !Object.hasOwn(Object(rows[0]), column)) return rows
        isPublished = true
        await db.run(sql`update deals set amount_minor = amount_minor * 2`)
        await publish(db, 'r2')
        await db.run(sql`delete from credits where run_id = 'r1'`, sql`delete from touches where run_id = 'r1'`)
        return rows
      },
    }
    const report = await (await pageSite(busy)).page(path)
    expect(isPublished).toBe(true)
    expect(totalOf(report)).toBeGreaterThan(1.8 * before)
    const amounts = cellsOf(report, 'tbody').map(row => row.at(path.startsWith('/deals') ? -1 : 1)!.replace('+1', ''))
    expect(minorOf(amounts)).toBe(totalOf(report))
  })
})

/** The text of every cell of the first table part of that kind. */
function cellsOf(html: string, part: 'tbody' | 'tfoot'): string[][] {
  const table = new RegExp(`<${part}>(.*?)</${part}>`, 's').exec(html)?.[1] ?? ''
  return [...table.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(row =>
    [...row[1]!.matchAll(/<t[hd][^>]*?(?:\/>|>(.*?)<\/t[hd]>)/gs)].map(cell =>
      (cell[1] ?? '')
        .replace(/<[^>]+>/g, ' ')
        .replaceAll('&lt;', '<')
        .replace(/[\s\u00a0\u202f]+/g, ' ')
        .trim(),
    ),
  )
}

/** The sum of amounts as pages write them, in minor units of a currency with two digits. */
const minorOf = (texts: readonly string[]) =>
  texts.reduce((sum, text) => sum + Math.round(Number(text.replace(/[^\d.-]/g, '')) * 100), 0)

/** The sum that a report or a receipt ends with. */
const totalOf = (html: string) => {
  const [row = []] = cellsOf(html, 'tfoot')
  return minorOf([row[0] === 'All' ? row[1]! : row.at(-1)!])
}
