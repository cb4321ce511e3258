/** From the cells of a row to the fields of a kind. */
import type { Binding, BoundRow } from './bind.ts'
import { text } from './cells.ts'
import { MAX_FIELD } from './csv.ts'
import type { CellContext, Column, FieldsOf, ImportSettings, ParsedRow } from './kind.ts'
import { RowRefused } from './report.ts'

/** @throws RowRefused with the column's name */
export function parseRow<const Columns extends readonly Column[]>(
  columns: Columns,
  oneOf: readonly string[],
  { line, cells, binding }: BoundRow,
  settings: ImportSettings,
): ParsedRow<FieldsOf<Columns>> {
  const context: CellContext = { settings, dateOnly: new Set() }
  const fields: Record<string, unknown> = {}
  let isIdentified = oneOf.length === 0
  let at: string | undefined
  try {
    for (const [i, column] of columns.entries()) {
      const place = binding.places[i] ?? -1
      if (place === -1 && !column.isRequired) continue
      at = column.name
      const text = textOf(cells[place])
      if (text === '' && column.isRequired) throw new RowRefused('missing_field', `${at} has to be filled`)
      fields[column.target] = text === '' ? null : column.parse(text, context, column.target)
      isIdentified ||= text !== '' && oneOf.includes(at)
    }
    at = oneOf[0]
    if (!isIdentified) throw new RowRefused('missing_field', `one of ${oneOf.join(', ')} has to be filled`)
    at = undefined
    const custom = customOf(binding, cells)
    // The columns say what they parse to; that this object was put together from them only this function knows.
    return { line, fields: fields as FieldsOf<Columns>, custom, dateOnly: context.dateOnly }
  } catch (error) {
    throw error instanceof RowRefused && at !== undefined ? new RowRefused(error.reason, error.message, at) : error
  }
}

/** A cell as text without blanks around it. NDJSON has numbers and lists too. */
function textOf(value: unknown): string {
  if (typeof value === 'string') {
    if (value.includes('\0')) throw new RowRefused('csv_bad_value', 'a NUL stands in this cell')
    return value.trim()
  }
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') {
    if (Number.isInteger(value) && !Number.isSafeInteger(value))
      throw new RowRefused('unsafe_integer', 'a JSON number this large is not exact: write it as text')
    return String(value)
  }
  if (Array.isArray(value) && value.every(part => typeof part === 'string')) return textOf(value.join(';'))
  throw new RowRefused('wrong_type', 'a cell is text, a number, null, or a list of texts')
}

const NO_CUSTOM: Readonly<Record<string, unknown>> = {}

function customOf({ custom }: Binding, cells: readonly unknown[]): Readonly<Record<string, unknown>> {
  if (custom.length === 0) return NO_CUSTOM
  return Object.fromEntries(custom.map(({ name, place }) => [name, customValue(name, cells[place])]))
}

const customText = text(MAX_FIELD)

function customValue(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value ?? null
  if (value.includes('\0')) throw new RowRefused('csv_bad_value', 'a NUL stands in this cell', name)
  return customText(value.trim()) || null
}
