/**
 * CSV after RFC 4180, safe to open in a spreadsheet: a text that a spreadsheet would run as a formula gets an
 * apostrophe in front. Numbers that are ours by type stay as they are.
 */
import { stringify } from 'csv-stringify/browser/esm/sync'
import type { Row } from '../../db/database.ts'
import { decimalShare, valueFrom } from './cell.ts'
import type { Column } from './dataset.ts'

export const csvHeader = (columns: readonly Column[]): string => lineOf(columns.map(column => column.name))

export const csvLine = (row: Row, columns: readonly Column[]): string =>
  lineOf(columns.map(column => cellOf(row[column.name], column)))

const lineOf = (cells: readonly string[]) => stringify([cells], { record_delimiter: '\r\n' })

function cellOf(stored: unknown, { kind }: Column): string {
  if (stored === null || stored === undefined) return ''
  if (kind === 'share') return decimalShare(stored)
  if (kind === 'text' || kind === 'json') return unarmed(String(stored))
  return String(valueFrom(stored, kind))
}

/**
 * What starts a formula, in plain and in full-width form, first in the cell or after a separator at which some
 * locale's spreadsheet would split it.
 */
const ARMED = /(^|[,;\t])(?=\s*[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20])/gu

const unarmed = (text: string) => text.replace(ARMED, "$1'")
