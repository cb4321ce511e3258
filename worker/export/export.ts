/** Datasets as text, page by page: memory does not grow with the data. */
import type { Database, Row } from '../../db/database.ts'
import { pageOf } from '../../db/queries/export-rows.ts'
import { csvHeader, csvLine } from './csv.ts'
import type { Column, Dataset, Filter } from './dataset.ts'
import { datasets } from './datasets.ts'
import { ndjsonLine } from './ndjson.ts'

export const formats = ['csv', 'ndjson'] as const

export type Format = (typeof formats)[number]

/** There is no such dataset, format or filter; the message names what there is. */
export class InvalidExport extends Error {}

const PAGE_ROWS = 2000

/**
 * @param name  one of `datasets`
 * @returns the file's text in pieces; only rows of complete runs
 * @throws InvalidExport at once
 */
export function exportDataset(db: Database, name: string, format: string, filter: Filter = {}): AsyncGenerator<string> {
  const dataset = Object.hasOwn(datasets, name) ? datasets[name] : undefined
  if (!dataset) throw new InvalidExport(`there is no dataset ${name}; there are ${Object.keys(datasets).join(', ')}`)
  const known = formats.find(one => one === format)
  if (!known) throw new InvalidExport(`there is no format ${format}; there are ${formats.join(', ')}`)
  const foreign = Object.entries(filter).find(([key, value]) => value !== undefined && !dataset.filters.some(own => own === key))
  if (foreign) throw new InvalidExport(`${name} cannot be filtered by ${foreign[0]}`)
  return piecesOf(db, dataset, known, filter)
}

async function* piecesOf(db: Database, dataset: Dataset, format: Format, filter: Filter): AsyncGenerator<string> {
  const { columns } = dataset
  const line: (row: Row, columns: readonly Column[]) => string = format === 'csv' ? csvLine : ndjsonLine
  if (format === 'csv') yield csvHeader(columns)
  for await (const page of pagesOf(db, dataset, filter)) {
    const rows = dataset.expand ? await dataset.expand(db, page) : page
    yield rows.map(row => line(row, columns)).join('')
  }
}

async function* pagesOf(db: Database, { rows, key }: Dataset, filter: Filter): AsyncGenerator<Row[]> {
  const statement = rows(filter)
  let after: unknown[] | null = null
  for (;;) {
    const page: Row[] = await db.all<Row>(pageOf(statement, key, after, PAGE_ROWS))
    if (page.length > 0) yield page
    const last = page.at(-1)
    if (!last || page.length < PAGE_ROWS) return
    after = key.map(name => last[name])
  }
}
