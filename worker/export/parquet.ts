/**
 * Parquet with the columns of the other formats, typed: whole numbers and money in 64 bits, times as milliseconds since
 * the epoch in UTC, shares as doubles, texts as they are. Snappy, one row group at a time.
 */
import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer'
import type { Row } from '../../db/database.ts'
import { valueFrom } from './cell.ts'
import type { Column, ColumnKind } from './dataset.ts'

/** Readers like large groups, but what one holds is in memory: some 300 MB at this size with 36 columns of credits, 600 at 50,000. */
const ROWS_PER_GROUP = 5_000

const types = { text: 'STRING', integer: 'INT64', time: 'TIMESTAMP', share: 'DOUBLE', json: 'JSON' } as const

/**
 * @param pages  rows as the store has them, in pieces of any size
 * @returns the file's bytes in pieces; one without rows has the columns all the same
 */
export async function* parquetPieces(
  pages: AsyncIterable<readonly Row[]>,
  columns: readonly Column[],
  rowsPerGroup = ROWS_PER_GROUP,
): AsyncGenerator<Uint8Array> {
  const bytes = new ByteWriter()
  const empty = columns.map(({ name, kind }) => ({ name, type: types[kind], data: [] }))
  const file = new ParquetWriter({ writer: bytes, schema: schemaFromColumnData({ columnData: empty }), createdBy: 'tributary' })
  // Turned at once into columns: rows that waited for their group took as much memory again.
  let columnData = columns.map(({ name }) => ({ name, data: [] as unknown[] }))
  let rows = 0
  const group = () => {
    file.write({ columnData, rowGroupSize: rowsPerGroup })
    columnData = columns.map(({ name }) => ({ name, data: [] }))
    rows = 0
    return drained(bytes)
  }
  for await (const page of pages) {
    for (const row of page) {
      for (const [i, { name, kind }] of columns.entries()) columnData[i]?.data.push(typedValue(row[name], kind))
      if (++rows === rowsPerGroup) yield group()
    }
  }
  if (rows > 0) yield group()
  file.finish()
  yield drained(bytes)
}

function typedValue(stored: unknown, kind: ColumnKind): unknown {
  if (stored === null || stored === undefined) return null
  if (kind === 'integer' || kind === 'time') return BigInt(Number(stored))
  return valueFrom(stored, kind)
}

/** What was written since the last time. The writer counts its offsets by itself, so its buffer may begin anew. */
function drained(bytes: ByteWriter): Uint8Array {
  const piece = bytes.getBytes().slice()
  bytes.index = 0
  return piece
}
