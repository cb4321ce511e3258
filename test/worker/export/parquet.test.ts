import { mkdtempSync, rmSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Row } from '../../../db/database.ts'
import { datasets } from '../../../worker/export/datasets.ts'
import { exportDataset } from '../../../worker/export/export.ts'
import { parquetPieces } from '../../../worker/export/parquet.ts'
import { useStores } from '../../engines.ts'
import { openStory } from './story.ts'

const folder = mkdtempSync(join(tmpdir(), 'tributary-parquet-'))
let duckdb: DuckDBConnection
beforeAll(async () => {
  duckdb = await (await DuckDBInstance.create()).connect()
})
afterAll(() => {
  duckdb.closeSync()
  rmSync(folder, { recursive: true, force: true })
})

async function fileOf(pieces: AsyncIterable<string | Uint8Array>): Promise<string> {
  const path = join(folder, `${crypto.randomUUID()}.parquet`)
  await writeFile(path, pieces)
  return path
}

const ask = async (query: string): Promise<Row[]> => (await duckdb.runAndReadAll(query)).getRowObjectsJson() as Row[]

const types = { text: 'VARCHAR', integer: 'BIGINT', time: 'TIMESTAMP', share: 'DOUBLE', json: 'JSON' }

/** DuckDB tells 64 bits as text, and JSON as it was written. */
const alike = (row: Row) =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key,
      typeof value === 'object' && value !== null ? JSON.stringify(value) : value === null ? null : `${value}`,
    ]),
  )

describe('Parquet', () => {
  const open = useStores('sqlite')

  it('holds for another reader what NDJSON holds, under the same names and with types, of every dataset', async () => {
    const ws = await openStory(await open())
    for (const [name, { columns }] of Object.entries(datasets)) {
      const path = await fileOf(exportDataset(ws.db, name, 'parquet'))
      const described = await ask(`describe select * from '${path}'`)
      expect([name, described.map(one => [one.column_name, `${one.column_type}`.replace(/ WITH TIME ZONE|_MS/, '')])]).toEqual([
        name,
        columns.map(column => [column.name, types[column.kind]]),
      ])

      const found = columns.map(column =>
        column.kind === 'time'
          ? `strftime(${column.name} at time zone 'UTC', '%Y-%m-%dT%H:%M:%S.%gZ') as ${column.name}`
          : column.name,
      )
      const rows = await ask(`set TimeZone = 'UTC'; select ${found.join(', ')} from '${path}'`)
      let text = ''
      for await (const piece of exportDataset(ws.db, name, 'ndjson')) text += piece
      const wanted = text
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line))
      expect(rows.length).toBeGreaterThan(0)
      expect([name, rows.map(row => alike(row))]).toEqual([name, wanted.map(row => alike(row))])
    }
  })

  const column = { name: 'n', kind: 'integer' } as const
  async function* pages(...sizes: number[]) {
    let n = 0
    for (const size of sizes) yield Array.from({ length: size }, () => ({ n: n++ }))
  }

  it('answers the first questions of docs/duckdb.sql, and every deal sums to its amount', async () => {
    const ws = await openStory(await open())
    for (const name of ['credits', 'stage-entries', 'content-credits'])
      await writeFile(join(folder, `${name}.parquet`), exportDataset(ws.db, name, 'parquet'))
    const [byChannel, differing, content, velocity, pipeline] = await Promise.all(
      (await readFile('docs/duckdb.sql', 'utf8'))
        .split(';')
        .filter(query => query.trim())
        .map(query => ask(query.replaceAll(/'([\w-]+\.parquet)'/g, `'${folder}/$1'`))),
    )
    expect(byChannel).toContainEqual(expect.objectContaining({ channel: 'Event', linear: '-2' }))
    expect(differing).toEqual([])
    expect([content, velocity, pipeline].map(rows => (rows ?? []).length > 0)).toEqual([true, true, true])
  })

  it('is a file with columns when there are no rows', async () => {
    const path = await fileOf(parquetPieces(pages(), [column]))
    expect(await ask(`select count(*)::int as rows, sum(n) as n from '${path}'`)).toEqual([{ rows: 0, n: null }])
  })

  it('closes a group of rows when it is full, however the rows come, and keeps their order', async () => {
    const path = await fileOf(parquetPieces(pages(7, 1, 12, 0, 3), [column], 10))
    expect(
      await ask(`select distinct row_group_id, row_group_num_rows as rows from parquet_metadata('${path}') order by 1`),
    ).toEqual([
      { row_group_id: '0', rows: '10' },
      { row_group_id: '1', rows: '10' },
      { row_group_id: '2', rows: '3' },
    ])
    expect((await ask(`select n from '${path}'`)).map(({ n }) => Number(n))).toEqual(Array.from({ length: 23 }, (_, i) => i))
  })

  it('keeps money beyond 32 bits, and text with every sign', async () => {
    async function* rows() {
      yield [
        { n: 999_999_999_999_999, text: 'Ünï–"code", \n=1+1 🦜' },
        { n: -1, text: '' },
        { n: null, text: null },
      ]
    }
    const path = await fileOf(parquetPieces(rows(), [column, { name: 'text', kind: 'text' }]))
    expect(await ask(`select * from '${path}'`)).toEqual([
      { n: '999999999999999', text: 'Ünï–"code", \n=1+1 🦜' },
      { n: '-1', text: '' },
      { n: null, text: null },
    ])
  })
})
