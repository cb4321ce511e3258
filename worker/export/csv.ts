/**
 * CSV after RFC 4180, safe to open in a spreadsheet: every text is quoted, and one that a spreadsheet would run as a
 * formula gets an apostrophe in front. Numbers and times that are ours by type stay as they are.
 */
import type { Row } from '../../db/database.ts'
import { decimalShare, valueFrom } from './cell.ts'
import type { Column } from './dataset.ts'

export const csvHeader = (columns: readonly Column[]): string => `${columns.map(column => column.name).join(',')}\r\n`

export const csvLine = (row: Row, columns: readonly Column[]): string =>
  `${columns.map(column => cellOf(row[column.name], column)).join(',')}\r\n`

/** An absent value is an empty cell, an empty text a pair of quotes. */
function cellOf(stored: unknown, { kind }: Column): string {
  if (stored === null || stored === undefined) return ''
  if (kind === 'share') return decimalShare(stored)
  if (kind === 'text' || kind === 'json') return `"${unarmed(String(stored)).replaceAll('"', '""')}"`
  return String(valueFrom(stored, kind))
}

/**
 * What starts a formula, in plain and in full-width form, first in the cell or after a separator at which some
 * locale's spreadsheet would split it. Two rules, since a tab in front is both: of the formula before it and of the one
 * behind it.
 */
const FIRST = /^(?=\s*[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20])/u
const AFTER_SEPARATOR = /([,;\t])(?=\s*[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20])/gu

const unarmed = (text: string) => (MAYBE_ARMED.test(text) ? text.replace(AFTER_SEPARATOR, "$1'").replace(FIRST, "'") : text)

const MAYBE_ARMED = /[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]/u
