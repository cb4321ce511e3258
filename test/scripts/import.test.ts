import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { tributary } from '../tributary.ts'

const folder = mkdtempSync(join(tmpdir(), 'tributary-import-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const store = `sqlite:${join(folder, 'tributary.db')}`
const fileWith = (text: string) => {
  const path = join(folder, 'file.csv')
  writeFileSync(path, text)
  return path
}

it('prints what became of the rows as JSON, and ends with 0 though some were rejected', async () => {
  const file = fileWith('external_id,amount\nd-1,1.50\nd-2,x\n')
  const { code, out, err } = await tributary(store, 'import', 'deals', file, '--json')
  expect({ code, err, report: JSON.parse(out) }).toEqual({
    code: 0,
    err: '',
    report: {
      imported: 1,
      updated: 0,
      unchanged: 0,
      rejected: [{ line: 3, field: 'amount', reason: 'bad_amount', detail: expect.any(String) }],
      rejected_total: 1,
      warnings: [],
      ignored_columns: [],
      skipped: 0,
      preset: null,
      examples: [],
    },
  })
})

it('prints lines for people', async () => {
  const file = fileWith('ID,amount\nd-1,2\nd-2,x\n')
  const { code, out } = await tributary(store, 'import', 'deals', file, '--map', 'external_id=ID')
  expect({ code, out }).toEqual({
    code: 0,
    out: expect.stringMatching(/^0 imported, 1 updated, 0 unchanged, 1 rejected\n {2}line 3: amount bad_amount: .+\n$/),
  })
})

it('ends with 1 when the file cannot be read, and says where', async () => {
  const file = fileWith('amount\n1\n')
  const { code, out, err } = await tributary(store, 'import', 'deals', file)
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toContain('line 1: csv_missing_column')
  const json = await tributary(store, 'import', 'deals', file, '--json')
  expect({ code: json.code, answer: JSON.parse(json.out) }).toMatchObject({
    code: 1,
    answer: { imported: 0, rejected: [], rejected_total: 0, error: { reason: 'csv_missing_column', line: 1 } },
  })
  expect((await tributary(store, 'import', 'deals', join(folder, 'none.csv'))).code).toBe(1)
})

it.each([
  [['import', 'dealz', 'file.csv']],
  [['import', 'deals', 'file.csv', '--preset', 'hubspott']],
  [['import', 'deals', 'file.csv', '--date-order', 'ymd']],
  [['import', 'deals', 'file.csv', '--decimal', ';']],
  [['import', 'deals']],
  [['import', 'deals', 'file.csv', '--map', 'price=Price']],
  [['import', 'deals', 'file.csv', '--map', 'amount']],
  [['import', 'deals', 'file.csv', '--what']],
])('ends with 2 for %j', async args => {
  expect((await tributary(store, ...args)).code).toBe(2)
})

it('shows how far it is, a line at a time, where there is no terminal', async () => {
  const file = fileWith(`currency,rate,day\n${'USD,0.9,2026-03-01\n'.repeat(100_000)}`)
  const { code, err } = await tributary(store, 'import', 'rates', file)
  expect({ code, err }).toEqual({ code: 0, err: `${file}: 100000 rows\n` })
})

const MEETINGS = 'Record ID,Meeting name,Meeting start time,Associated Contact IDs\n1,Kick-off,5/3/2026 10:00,7\n'

it("recognises a vendor's export, and asks which order its dates have", async () => {
  const file = fileWith(MEETINGS)
  const refused = await tributary(store, 'import', 'activities', file)
  expect(refused.out).toContain('read as HubSpot: meetings')
  expect(refused.out).toContain('line 2: at ambiguous_date')
  const dry = await tributary(store, 'import', 'activities', file, '--date-order', 'dmy', '--dry-run')
  expect(dry.out).toContain('dry run, nothing is written:\n1 imported')
  expect(dry.out).toMatch(/line 2 would be imported: .*subject Kick-off/)
  const done = await tributary(store, 'import', 'activities', file, '--date-order', 'dmy', '--preset', 'hubspot', '--json')
  expect(JSON.parse(done.out)).toMatchObject({ imported: 1, preset: { name: 'hubspot', layout: 'meetings' } })
})
