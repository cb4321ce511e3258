import { stringify } from 'csv-stringify/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CsvReader, MAX_COLUMNS, MAX_FIELD, separatorOf } from '../../../worker/crm/csv.ts'

/** Line, cells, and the fault's reason when there is one. */
function rowsOf(text: string, pieceLength = text.length || 1) {
  const reader = new CsvReader(',')
  const rows = []
  for (let at = 0; at < text.length; at += pieceLength) rows.push(...reader.read(text.slice(at, at + pieceLength)))
  rows.push(...reader.end())
  return rows.map(({ line, cells, fault }) => (fault ? [line, cells, fault.reason] : [line, cells]))
}

describe('CsvReader', () => {
  it.each([
    [
      'plain rows',
      'a,b\n1,2\n',
      [
        [1, ['a', 'b']],
        [2, ['1', '2']],
      ],
    ],
    [
      'no line end at the end',
      'a,b\n1,2',
      [
        [1, ['a', 'b']],
        [2, ['1', '2']],
      ],
    ],
    [
      'CRLF',
      'a,b\r\n1,2\r\n',
      [
        [1, ['a', 'b']],
        [2, ['1', '2']],
      ],
    ],
    [
      'CR alone',
      'a,b\r1,2\r',
      [
        [1, ['a', 'b']],
        [2, ['1', '2']],
      ],
    ],
    [
      'mixed line ends',
      'a\r\nb\nc\rd',
      [
        [1, ['a']],
        [2, ['b']],
        [3, ['c']],
        [4, ['d']],
      ],
    ],
    [
      'blank lines',
      '\n\na\n\r\n\r\nb\n\n',
      [
        [3, ['a']],
        [6, ['b']],
      ],
    ],
    [
      'empty cells',
      ',\n"",\n',
      [
        [1, ['', '']],
        [2, ['', '']],
      ],
    ],
    [
      'separator, quote and line ends in quotes',
      '"a,""b"";\n\r\nc",2\nx,y\n',
      [
        [1, ['a,"b";\n\r\nc', '2']],
        [4, ['x', 'y']],
      ],
    ],
    [
      'a CR before the closing quote',
      '"a\r"\nb\n',
      [
        [1, ['a\r']],
        [3, ['b']],
      ],
    ],
    ['blanks are part of the cell', ' a , b \n', [[1, [' a ', ' b ']]]],
    [
      'a quote inside a field',
      '1,ac"me",2\nq,w\n',
      [
        [1, ['1', 'ac"me"', '2'], 'csv_bad_quote'],
        [2, ['q', 'w']],
      ],
    ],
    [
      'text after a closing quote',
      '"ac"me,2\nq,w\n',
      [
        [1, ['acme', '2'], 'csv_bad_quote'],
        [2, ['q', 'w']],
      ],
    ],
    [
      'an unclosed quote',
      'a,b\nd,"won,1\nq,w\n',
      [
        [1, ['a', 'b']],
        [2, ['d', 'won,1\nq,w\n'], 'csv_unclosed_quote'],
      ],
    ],
  ])('%s', (_, text, rows) => {
    for (const pieceLength of [text.length, 1, 2, 3]) expect(rowsOf(text, pieceLength)).toEqual(rows)
  })

  it('names the line on which an unclosed quote was opened', () => {
    const reader = new CsvReader(',')
    reader.read('a,b\n"x\ny","z\n')
    expect(reader.end()).toMatchObject([{ line: 2, fault: { detail: expect.stringContaining('line 3') } }])
  })

  it('does not keep a field that grows without end', () => {
    const reader = new CsvReader(',')
    reader.read('"')
    for (let i = 0; i < 200; i++) expect(reader.read('x'.repeat(1024))).toEqual([])
    const [row] = reader.read('",2\n')
    expect(row?.fault?.reason).toBe('csv_field_too_long')
    expect(row?.cells[0]?.length).toBeLessThanOrEqual(MAX_FIELD)
  })

  it('does not keep more cells than it takes to see that there are too many', () => {
    expect(new CsvReader(',').read(`${','.repeat(100_000)}\n`)[0]?.cells.length).toBe(MAX_COLUMNS + 1)
  })

  it('reads whatever csv-stringify writes, however the text is cut', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ' ', ',', ';', '"', '\n', '\r', '\t', 'é', '日', '=') })
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 9 }), fc.constantFrom('\n', '\r\n'), (cells, pieceLength, lineEnd) => {
        const text = stringify(cells, { record_delimiter: lineEnd, quoted_match: /[\r\n]/ })
        const found = rowsOf(text, pieceLength)
        expect(found.map(row => row[1])).toEqual(cells)
        const lineOf = (i: number) =>
          1 + stringify(cells.slice(0, i), { record_delimiter: lineEnd, quoted_match: /[\r\n]/ }).split(/\r\n|\n|\r/).length - 1
        expect(found.map(row => row[0])).toEqual(cells.map((_, i) => lineOf(i)))
      }),
      { numRuns: 500 },
    )
  })
})

it.each([
  ['external_id,name', ','],
  ['external_id;name;domains', ';'],
  ['external_id\tname', '\t'],
  ['"a,b,c";d', ';'],
  ['external_id', ','],
])('separatorOf(%j) is %j', (line, separator) => {
  expect(separatorOf(line)).toBe(separator)
})
