import type { Row } from '../../db/database.ts'
import { valueFrom } from './cell.ts'
import type { Column } from './dataset.ts'

/** One JSON object and a line feed; absent values are null. */
export const ndjsonLine = (row: Row, columns: readonly Column[]): string =>
  `${JSON.stringify(Object.fromEntries(columns.map(({ name, kind }) => [name, valueFrom(row[name], kind)])))}\n`
