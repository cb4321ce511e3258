import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Database } from '../../../db/database.ts'
import { describeEachEngine, useStores } from '../../engines.ts'
import { rowsOf } from '../crm/importing.ts'
import { pageSite } from './site.ts'

const exported = (name: string) => readFileSync(new URL(`../../fixtures/exports/${name}`, import.meta.url), 'utf8')

/** The form as a browser sends it: what the page shows, with changes. */
async function importPage(db: Database) {
  const site = await pageSite(db)
  const send = async (name: string, text: string, fields: Record<string, string> = {}) => {
    const form = new FormData()
    if (name !== '') form.set('file', new File([text], name, { type: 'text/csv' }))
    for (const [field, value] of Object.entries(fields)) form.set(field, value)
    const headers = { Accept: 'text/html', 'Sec-Fetch-Site': 'same-origin' }
    const answer = await site.app.request('http://localhost/import', { method: 'POST', body: form, headers })
    const html = await answer.text()
    return { status: answer.status, html, text: wordsOf(html), fields: fieldsOf(html) }
  }
  return { site, send }
}

const wordsOf = (html: string) =>
  html
    .slice(html.indexOf('<main'))
    .replace(/<[^>]+>/g, ' ')
    .replace(/&quot;/g, '"')
    .replace(/\s+/g, ' ')

function fieldsOf(html: string): Record<string, string> {
  const hidden = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
    name,
    value,
  ])
  const selects = [...html.matchAll(/<select[^>]* name="([^"]+)"[^>]*>(.*?)<\/select>/gs)].map(([, name = '', options = '']) => [
    name,
    /<option value="([^"]*)" selected/.exec(options)?.[1] ?? /<option value="([^"]*)"/.exec(options)?.[1] ?? '',
  ])
  return Object.fromEntries([...hidden, ...selects])
}

describe('the import page', () => {
  const open = useStores('sqlite')

  it('says before anything else what it takes, and asks for a file when there is none', async () => {
    const { site, send } = await importPage(await open())
    expect(wordsOf(await site.page('/import'))).toMatch(/nothing is written before you have seen.*20 MB/)
    expect(await send('', '')).toMatchObject({ status: 422, text: expect.stringContaining('Choose a file first') })
    expect(await send('x.csv', 'a,"b\n1,2\n')).toMatchObject({ status: 422, text: expect.stringContaining('never closed') })
  })

  it("reads a vendor's file as its header shows, and writes nothing before it is told to", async () => {
    const db = await open()
    const { site, send } = await importPage(db)
    const shown = await send('deals.csv', exported('hubspot-deals.csv'), { kind: '' })
    expect(shown.fields).toMatchObject({
      kind: 'deals',
      preset: '',
      'column.0': 'external_id',
      'column.2': 'stage',
      'column.9': '',
    })
    expect(shown.text).toContain('2 of 2 rows would change something. deals.csv, read as deals from HubSpot (deals)')
    expect(shown.text).toContain('2 901 6789012345 Acme rollout 12500.50 EUR won Closed Won')
    expect(shown.text).toContain('The same file holds deal stages')
    expect([await rowsOf(db, 'deals'), await rowsOf(db, 'import_mappings'), site.wanted()]).toEqual([[], [], 0])

    const done = await send('deals.csv', exported('hubspot-deals.csv'), { ...shown.fields, action: 'import' })
    expect(done.text).toContain('2 of 2 rows changed something.')
    expect([(await rowsOf(db, 'deals')).length, site.wanted()]).toEqual([2, 1])
    const again = await send('deals.csv', exported('hubspot-deals.csv'), { ...shown.fields, action: 'import' })
    expect(again.text).toContain('0 of 2 rows changed something.')
    expect(site.wanted()).toBe(1)
  })

  it('lets a column be read as something else, and shows what would change', async () => {
    const db = await open()
    const { send } = await importPage(db)
    const file = 'Record ID,Deal Name,Deal Stage,Amount,TCV\n1,Pilot,New,5,70\n'
    const first = await send('a.csv', file)
    await send('a.csv', file, { ...first.fields, action: 'import' })
    const changed = await send('a.csv', file, { ...first.fields, 'column.3': '-', 'column.4': 'amount', action: 'preview' })
    expect(changed.text).toContain('Line 2: amount_minor 500 → 7000')
    const twice = await send('a.csv', file, { ...first.fields, 'column.4': 'amount', action: 'import' })
    expect(twice.text).toContain('cannot be imported yet. Two columns are read as amount')
  })

  it('asks which order dates have where the file does not say', async () => {
    const { send } = await importPage(await open())
    const file = 'Opportunity ID,Stage,Close Date\n0065g00000OpQrS,Closed Won,5/3/2024\n'
    const open_dates = await send('a.csv', file)
    expect(open_dates.text).toContain('Nothing in the file says which. Choose.')
    expect(open_dates.text).toContain('2 closed_at ambiguous_date')
    const chosen = await send('a.csv', file, { ...open_dates.fields, date_order: 'dmy' })
    expect(chosen.text).toContain('2024-03-05')
  })

  it('names what a file of nobody we know lacks, until its columns are chosen', async () => {
    const { send } = await importPage(await open())
    const file = 'Nr;Kunde;Summe\n7;acme.de;1.234,50\n'
    const unknown = await send('a.csv', file, { kind: 'deals' })
    expect(unknown.text).toContain('No column is read as external_id, which deals need.')
    const chosen = await send('a.csv', file, {
      ...unknown.fields,
      'column.0': 'external_id',
      'column.1': 'account',
      'column.2': 'amount',
    })
    expect(chosen.text).toContain('2 7 acme.de 1234.50')
    const asked = await send('a.csv', exported('hubspot-deals.csv'), { ...chosen.fields, action: 'import' })
    expect(asked.text).toContain('nothing is written yet')
  })

  it('refuses a form that another site sends', async () => {
    const { site } = await importPage(await open())
    const headers = { Accept: 'text/html', 'Sec-Fetch-Site': 'cross-site' }
    expect((await site.app.request('http://localhost/import', { method: 'POST', body: new FormData(), headers })).status).toBe(
      403,
    )
  })
})

describeEachEngine('a mapping', open => {
  it('is remembered for the next file with these columns, in whatever order', async () => {
    const { send } = await importPage(await open())
    const first = await send('a.csv', 'Nr;Kunde;Summe\n7;acme.de;5\n', { kind: 'deals' })
    const chosen = { ...first.fields, 'column.0': 'external_id', 'column.1': 'account', 'column.2': 'amount', decimal: ',' }
    await send('a.csv', 'Nr;Kunde;Summe\n7;acme.de;5\n', { ...chosen, action: 'import' })
    await send('a.csv', 'Nr;Kunde;Summe\n7;acme.de;5\n', { ...chosen, action: 'import' })

    const next = await send('b.csv', 'Summe;Kunde;Nr\n1.234;bolt.de;8\n')
    expect(next.text).toContain('As the last file with these columns was read.')
    expect(next.text).toContain('2 8 bolt.de 1234')
    expect(next.fields).toMatchObject({ kind: 'deals', decimal: ',', 'column.0': 'amount', 'column.2': 'external_id' })
  })
})
