/** Files as they come out of other programs, on one store: what they come to does not depend on it. */
import { describe, expect, it } from 'vitest'
import { FileRefused } from '../../../worker/crm/report.ts'
import { useStores } from '../../engines.ts'
import { csv, importFile, rowsOf, summaryOf } from './importing.ts'

const open = useStores('sqlite')
const latin1 = (text: string) => Uint8Array.from(text, character => character.charCodeAt(0))

describe('files that are taken', () => {
  it.each([
    ['a byte order mark', '\ufeffexternal_id,name\nd-1,Ä\n'],
    ['CRLF', 'external_id,name\r\nd-1,Ä\r\n'],
    ['CR', 'external_id,name\rd-1,Ä\r'],
    ['no line end at the end', 'external_id,name\nd-1,Ä'],
    ['blank lines before, between and after', '\n\nexternal_id,name\n\nd-1,Ä\n  \n\n'],
    ['semicolons', 'external_id;name\nd-1;Ä\n'],
    ['tabs', 'external_id\tname\nd-1\tÄ\n'],
    ['everything quoted', '"external_id","name"\n"d-1","Ä"\n'],
    ['another order, other case, blanks around names and cells', ' Name , EXTERNAL_ID \n Ä , d-1 \n'],
    ['NDJSON', '{"external_id":"d-1","name":"Ä"}\n'],
    ['NDJSON with blank lines and CRLF', '\r\n{"external_id":"d-1","name":"Ä"}\r\n\r\n'],
    ['NDJSON with other case', '{"External_ID":"d-1","NAME":"Ä"}'],
  ])('%s', async (_, file) => {
    for (const pieceBytes of [1, 2, 1000]) {
      const db = await open()
      expect(summaryOf(await importFile(db, 'deals', file, { pieceBytes }))).toEqual({
        imported: 1,
        updated: 0,
        unchanged: 0,
        rejected: [],
      })
      expect(await rowsOf(db, 'deals')).toMatchObject([{ external_id: 'd-1', name: 'Ä' }])
    }
  })

  it('separators, quotes and line ends inside quotes, and formulas, are text', async () => {
    const db = await open()
    const file = csv('external_id,name,stage,Note', 'd-1,"a;""b"",\nc",=1+1,"@SUM(A1)"', 'd-2,-2+3,+1,\t')
    expect((await importFile(db, 'deals', file)).rejected).toEqual([])
    expect(await rowsOf(db, 'deals')).toMatchObject([
      { name: 'a;"b",\nc', stage: '=1+1', properties: '{"Note":"@SUM(A1)"}' },
      { name: '-2+3', stage: '+1', properties: '{}' },
    ])
  })

  it('a header alone has no rows', async () => {
    expect(summaryOf(await importFile(await open(), 'deals', 'external_id,name\n'))).toEqual({
      imported: 0,
      updated: 0,
      unchanged: 0,
      rejected: [],
    })
  })

  it('names of object members are names like any other', async () => {
    const db = await open()
    await importFile(db, 'deals', csv('external_id,__proto__,constructor', 'd-1,x,y'))
    await importFile(db, 'deals', '{"external_id":"d-2","__proto__":"x","toString":"z"}')
    expect(await rowsOf(db, 'deals')).toMatchObject([
      { properties: '{"__proto__":"x","constructor":"y"}' },
      { properties: '{"__proto__":"x","toString":"z"}' },
    ])
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false)
  })

  it('columns can be mapped to the names that the file has', async () => {
    const db = await open()
    const file = csv('ID,Deal Value,amount', 'd-1,12.50,Big')
    const map = { external_id: 'id', amount: 'deal value', name: 'amount' }
    expect((await importFile(db, 'deals', file, { map })).rejected).toEqual([])
    expect(await rowsOf(db, 'deals')).toMatchObject([{ amount_minor: 1250, name: 'Big', properties: '{}' }])

    const wrong = importFile(db, 'deals', file, { map: { ...map, closed_at: 'Close Date' } })
    await expect(wrong).rejects.toMatchObject({ reason: 'csv_missing_column', message: expect.stringContaining('Close Date') })
  })

  it('columns without a place are named when the kind keeps none', async () => {
    const report = await importFile(await open(), 'rates', csv('currency,rate,Source', 'USD,0.9,ECB'))
    expect(report).toMatchObject({ imported: 1, ignored_columns: ['Source'] })
  })

  it('a dry run reports and writes nothing', async () => {
    const db = await open()
    const report = await importFile(db, 'deals', csv('external_id,amount', 'd-1,1', 'd-2,x'), { dryRun: true })
    expect(summaryOf(report)).toEqual({ imported: 1, updated: 0, unchanged: 0, rejected: [[3, 'amount', 'bad_amount']] })
    for (const table of ['deals', 'stale_marks', 'settings']) expect(await rowsOf(db, table)).toEqual([])
  })
})

describe('files that are refused as a whole', () => {
  const wide = Array.from({ length: 201 }, (_, i) => `c${i}`).join(',')
  it.each([
    ['an empty file', '', 'csv_empty', 1],
    ['a byte order mark alone', '\ufeff', 'csv_empty', 1],
    ['blank lines alone', ' \n\n', 'csv_empty', 1],
    ['201 columns', `${wide}\n`, 'csv_too_many_columns', 1],
    ['two columns of one name', 'external_id,amount,Amount \nd-1,1,2\n', 'csv_duplicate_header', 1],
    ['a column without a name', 'external_id,,name\n', 'csv_missing_column', 1],
    ['a column missing', '\nname,amount\nBig,1\n', 'csv_missing_column', 2],
    ['a NUL in the header', 'external_id,na\0me\n', 'csv_bad_value', 1],
    ['a quote inside a name', 'external_id,na"me\n', 'csv_bad_quote', 1],
    ['a header that is never closed', 'external_id,"name\nd-1,x\n', 'csv_unclosed_quote', 1],
    ['Latin-1', latin1('external_id,name\nd-1,Big\nd-2,M\xfcller\nd-3,x\n'), 'csv_bad_encoding', 3],
    ['a character cut off at the end', latin1('external_id,name\nd-1,\xc3'), 'csv_bad_encoding', 2],
    ['UTF-16', latin1('\xff\xfee\0x\0'), 'csv_bad_encoding', 1],
    ['a workbook', latin1('PK\x03\x04\x14\0'), 'unsupported_media_type', 1],
    ['gzip', latin1('\x1f\x8b\x08\0'), 'unsupported_media_type', 1],
  ])('%s', async (_, file, reason, line) => {
    const db = await open()
    const refused = await importFile(db, 'deals', file).catch(error => error)
    expect(refused).toBeInstanceOf(FileRefused)
    expect(refused).toMatchObject({ reason, line })
    expect(await rowsOf(db, 'deals')).toEqual([])
  })

  it('a bad byte far down says what was taken before it', async () => {
    const db = await open()
    const rows = Array.from({ length: 3000 }, (_, i) => `d-${i},Müller`)
    const file = Buffer.concat([Buffer.from(csv('external_id,name', ...rows)), latin1('d-x,M\xfcller\nd-y,z\n')])
    const refused = await importFile(db, 'deals', file, { pieceBytes: 1000 }).catch(error => error)
    expect(refused).toMatchObject({ reason: 'csv_bad_encoding', line: 3002 })
    expect(refused.report.imported).toBe((await rowsOf(db, 'deals')).length)
    expect(refused.report.imported).toBeGreaterThan(0)
  })

  it('more rows than a request may bring', async () => {
    const file = csv('external_id', 'd-1', 'd-2', 'd-3')
    await expect(importFile(await open(), 'deals', file, { maxRows: 2 })).rejects.toMatchObject({
      reason: 'batch_too_large',
      line: 4,
    })
    expect((await importFile(await open(), 'deals', file, { maxRows: 3 })).imported).toBe(3)
  })
})

describe('rows that are refused, and the others taken', () => {
  it.each([
    ['a cell too few', 'd-1,1\nd-2\nd-3,3\n', [[3, null, 'csv_column_count']]],
    ['a cell too many', 'd-1,1\nd-2,2,\nd-3,3\n', [[3, null, 'csv_column_count']]],
    ['a quote inside a field', 'd-1,1\nd"2,2\nd-3,3\n', [[3, null, 'csv_bad_quote']]],
    ['text after a closing quote', 'd-1,1\n"d"2,2\nd-3,3\n', [[3, null, 'csv_bad_quote']]],
    ['a NUL', 'd-1,1\nd-\u00002,2\nd-3,3\n', [[3, 'external_id', 'csv_bad_value']]],
    ['a field of more than 64 KB', `d-1,1\n${'x'.repeat(65_537)},2\nd-3,3\n`, [[3, null, 'csv_field_too_long']]],
    ['an id of more than 255 characters', `d-1,1\n${'x'.repeat(256)},2\nd-3,3\n`, [[3, 'external_id', 'bad_id']]],
    ['an id with a character that cannot be seen', 'd-1,1\nd\u00072,2\nd-3,3\n', [[3, 'external_id', 'bad_id']]],
    ['no id', 'd-1,1\n,2\nd-3,3\n', [[3, 'external_id', 'missing_field']]],
  ])('%s', async (_, rows, rejected) => {
    const db = await open()
    expect(summaryOf(await importFile(db, 'deals', `external_id,amount\n${rows}`))).toEqual({
      imported: 2,
      updated: 0,
      unchanged: 0,
      rejected,
    })
    expect(await rowsOf(db, 'deals')).toMatchObject([{ external_id: 'd-1' }, { external_id: 'd-3' }])
  })

  it('an unclosed quote takes the rest of the file with it, and says where it was opened', async () => {
    const db = await open()
    const report = await importFile(db, 'deals', 'external_id,name\nd-1,x\nd-2,"y\nd-3,z\n')
    expect(report).toMatchObject({ imported: 1, rejected_total: 1 })
    expect(report.rejected).toEqual([
      { line: 3, field: null, reason: 'csv_unclosed_quote', detail: expect.stringContaining('line 3') },
    ])
  })

  it.each([
    ['not JSON', '{"external_id":', [2, null, 'invalid_json']],
    ['not an object', '["d-2"]', [2, null, 'wrong_type']],
    ['an object for a cell', '{"external_id":{"id":"d-2"}}', [2, 'external_id', 'wrong_type']],
    ['a number that is not exact', '{"external_id":9007199254740993}', [2, 'external_id', 'unsafe_integer']],
    ['half a character for an id', '{"external_id":"d\\ud800"}', [2, 'external_id', 'bad_id']],
    ['no id', '{"name":"x"}', [2, 'external_id', 'missing_field']],
    ['one key twice', '{"external_id":"d-2","External_Id":"d-3"}', [2, null, 'csv_duplicate_header']],
    ['a key that is too long', `{"external_id":"d-2","${'k'.repeat(129)}":1}`, [2, null, 'key_too_long']],
    ['too deep', `{"external_id":"d-2","x":${'['.repeat(17)}${']'.repeat(17)}}`, [2, null, 'too_deep']],
    [
      'deeper than the parser of JSON.stringify bears',
      `{"external_id":"d-2","x":${'['.repeat(9000)}${']'.repeat(9000)}}`,
      [2, null, 'too_deep'],
    ],
    ['a line without end', `{"external_id":"${'x'.repeat(1_000_001)}"}`, [2, null, 'body_too_large']],
  ])('NDJSON: %s', async (_, line, rejection) => {
    const db = await open()
    const report = await importFile(db, 'deals', `{"external_id":"d-1"}\n${line}\n{"external_id":"d-3"}\n`, {
      pieceBytes: 50_000,
    })
    expect(summaryOf(report)).toEqual({ imported: 2, updated: 0, unchanged: 0, rejected: [rejection] })
  })

  it('NDJSON has numbers, lists and null, and keeps what else it has', async () => {
    const db = await open()
    const row = {
      external_id: 1,
      amount: 12.5,
      contacts: ['p-1', 'p-2'],
      name: null,
      tags: ['a', { b: 1 }],
      score: 7,
      half: '\ud800',
    }
    expect((await importFile(db, 'deals', JSON.stringify(row))).rejected).toEqual([])
    expect(await rowsOf(db, 'deals')).toMatchObject([
      { external_id: '1', amount_minor: 1250, name: null, properties: '{"half":"\ufffd","score":7,"tags":["a",{"b":1}]}' },
    ])
    expect(await rowsOf(db, 'deal_contacts')).toHaveLength(2)
  })

  it('lists the first 1,000 and counts all, in the order of the file', async () => {
    const rows = Array.from({ length: 2500 }, (_, i) => (i % 2 === 0 ? `d-${i},bad` : `d-${i}`))
    const report = await importFile(await open(), 'deals', csv('external_id,amount', ...rows))
    expect(report.rejected_total).toBe(2500)
    expect(report.rejected.map(({ line }) => line)).toEqual(Array.from({ length: 1000 }, (_, i) => i + 2))
  })
})

describe('times', () => {
  it.each([
    ['2026-03-01T10:00:00+01:00', { closed_at: Date.parse('2026-03-01T09:00:00Z'), date_only: '' }],
    ['2026-03-01 10:00:00Z', { closed_at: Date.parse('2026-03-01T10:00:00Z'), date_only: '' }],
    ['2026-03-01', { closed_at: Date.parse('2026-03-01T22:59:59.999Z'), date_only: 'closed_at' }],
    ['2026-03-29', { closed_at: Date.parse('2026-03-29T21:59:59.999Z'), date_only: 'closed_at' }],
  ])('%s in Europe/Berlin', async (closed_at, stored) => {
    const db = await open()
    const file = csv('external_id,status,closed_at', `d-1,won,${closed_at}`)
    expect((await importFile(db, 'deals', file, { settings: { timezone: 'Europe/Berlin' } })).rejected).toEqual([])
    expect(await rowsOf(db, 'deals')).toMatchObject([stored])
  })

  it.each([
    ['03/04/2026', 'ambiguous_date'],
    ['3.4.2026', 'ambiguous_date'],
    ['25.12.2026', 'bad_timestamp'],
    ['2026-02-30', 'bad_timestamp'],
    ['2026-03-01T10:00:00', 'bad_timestamp'],
    ['2026-03-29 02:30', 'bad_timestamp'],
    ['46082', 'bad_timestamp'],
    ['0', 'bad_timestamp'],
    ['1970-01-01', 'bad_timestamp'],
    ['1970-01-01T00:00:00Z', 'bad_timestamp'],
    ['infinity', 'bad_timestamp'],
    ['now', 'bad_timestamp'],
  ])('%s is refused: %s', async (closed_at, reason) => {
    const report = await importFile(await open(), 'deals', csv('external_id,status,closed_at', `d-1,won,${closed_at}`))
    expect(summaryOf(report).rejected).toEqual([[2, 'closed_at', reason]])
  })
})
