/** A stored row and what a file says of it. */
import type { ParsedRow } from './kind.ts'

/** Columns that say when we wrote, not what. */
const OURS = new Set(['recorded_at', 'updated_at'])

/**
 * The row after an import: the file is the truth for the columns it has, so an empty cell empties; what it has
 * no column for stays.
 */
export function merged<Row extends object>(
  before: Row,
  fields: Partial<Row>,
  { custom, dateOnly }: Pick<ParsedRow<unknown>, 'custom' | 'dateOnly'>,
): Row {
  const after: Row & Kept = { ...before, ...fields }
  if (after.properties !== undefined) after.properties = mergedProperties(after.properties, custom)
  if (after.date_only !== undefined) {
    const others = after.date_only.split(',').filter(column => column !== '' && !(column in fields))
    after.date_only = [...others, ...dateOnly].sort().join(',')
  }
  return after
}

interface Kept {
  properties?: string
  date_only?: string
}

/** @returns JSON with its keys in order, so that equal properties are equal texts */
function mergedProperties(json: string, custom: Readonly<Record<string, unknown>>): string {
  if (Object.keys(custom).length === 0) return json
  const entries = Object.entries({ ...JSON.parse(json), ...custom }).filter(([, value]) => value !== null)
  return JSON.stringify(Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))))
}

/** Whether two rows of a table say different things; a column that one of them lacks is null. */
export const differs = <Row extends object>(before: Row, after: Row): boolean =>
  Object.entries(after).some(([column, value]) => !OURS.has(column) && (value ?? null) !== (Reflect.get(before, column) ?? null))
