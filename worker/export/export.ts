/** Datasets as files, page by page: memory does not grow with the data. Only rows of complete runs. */
import type { Database, Row } from '../../db/database.ts'
import { csvHeader, csvLine } from './csv.ts'
import type { Column, Dataset, Filter } from './dataset.ts'
import { datasets } from './datasets.ts'
import { ndjsonLine } from './ndjson.ts'
import { pagesOf } from './pages.ts'
import { parquetPieces } from './parquet.ts'

export const formats = ['csv', 'ndjson', 'parquet'] as const

/** There is no such dataset, format or filter; the message names what there is. */
export class InvalidExport extends Error {}

/**
 * @param name  one of `datasets`
 * @returns the file in pieces: text, or bytes of Parquet
 * @throws InvalidExport at once
 */
export function exportDataset(
  db: Database,
  name: string,
  format: string,
  filter: Filter = {},
): AsyncGenerator<string | Uint8Array> {
  const dataset = Object.hasOwn(datasets, name) ? datasets[name] : undefined
  if (!dataset) throw new InvalidExport(`there is no dataset ${name}; there are ${Object.keys(datasets).join(', ')}`)
  const known = formats.find(one => one === format)
  if (!known) throw new InvalidExport(`there is no format ${format}; there are ${formats.join(', ')}`)
  const foreign = Object.entries(filter).find(([key, value]) => value !== undefined && !isFilterOf(dataset, key))
  if (foreign) throw new InvalidExport(`${name} cannot be filtered by ${foreign[0]}`)
  const pages = pagesOf(db, dataset, filter)
  return known === 'parquet' ? parquetPieces(pages, dataset.columns) : textPieces(pages, dataset.columns, known)
}

function isFilterOf({ filters, expand }: Dataset, name: string): boolean {
  const by = name === 'from' || name === 'to' ? 'at' : name
  return Object.hasOwn(filters, by) || (expand?.filters?.some(own => own === by) ?? false)
}

/** A text of more than 2^29 characters is none. */
const LINES_AT_ONCE = 2_000

async function* textPieces(
  pages: AsyncIterable<readonly Row[]>,
  columns: readonly Column[],
  format: 'csv' | 'ndjson',
): AsyncGenerator<string> {
  const line: (row: Row, columns: readonly Column[]) => string = format === 'csv' ? csvLine : ndjsonLine
  if (format === 'csv') yield csvHeader(columns)
  for await (const rows of pages)
    for (let i = 0; i < rows.length; i += LINES_AT_ONCE)
      yield rows
        .slice(i, i + LINES_AT_ONCE)
        .map(row => line(row, columns))
        .join('')
}
