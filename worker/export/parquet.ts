/**
 * Parquet with the columns of the other formats, typed: whole numbers and money in 64 bits, times as milliseconds since
 * the epoch in UTC, shares as doubles, texts as they are. Snappy, one row group at a time.
 */
import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer'
import type { Row } from '../../db/database.ts'
import { valueFrom } from './cell.ts'
import type { Column, ColumnKind } from './dataset.ts'

/** Readers skip whole groups and read them side by side, so larger is better; one of so many rows of credits holds some 60 MB. */
const ROWS_PER_GROUP = 50_000

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
  let rows: Row[] = []
  const group = () => {
    const columnData = columns.map(({ name, kind }) => ({ name, data: rows.map(row => typedValue(row[name], kind)) }))
    file.write({ columnData, rowGroupSize: rowsPerGroup })
    rows = []
    return drained(bytes)
  }
  for await (const page of pages) {
    for (const row of page) {
      rows.push(row)
      if (rows.length === rowsPerGroup) yield group()
    }
  }
  if (rows.length > 0) yield group()
  file.finish()
  yield drained(bytes)
}

function typedValue(stored: unknown, kind: ColumnKind): unknown {
  if (stored === null || stored === undefined) return null
  if (kind === 'integer') return BigInt(Number(stored))
  if (kind === 'time') return new Date(Number(stored))
  return valueFrom(stored, kind)
}

/** What was written since the last time. The writer counts its offsets by itself, so its buffer may begin anew. */
function drained(bytes: ByteWriter): Uint8Array {
  const piece = bytes.getBytes().slice()
  bytes.index = 0
  return piece
}
