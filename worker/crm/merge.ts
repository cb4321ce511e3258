/** A stored row and what a file says of it. */
import type { ParsedRow } from './kind.ts'
import { type Change, MAX_EXAMPLES, type Outcome } from './report.ts'

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

/**
 * Counts what a row does, with the first few as examples.
 * @param isChanged  where more than the row itself can change; else the rows are compared
 */
export function counted<Row extends object>(
  outcome: Outcome,
  line: number,
  before: Row | undefined,
  after: Row,
  isChanged = before !== undefined && differs(before, after),
): void {
  const result = before === undefined ? 'imported' : isChanged ? 'updated' : 'unchanged'
  outcome[result]++
  if (result === 'unchanged' || outcome.examples.filter(example => example.result === result).length >= MAX_EXAMPLES) return
  outcome.examples.push({ line, result, changes: changesOf(before ?? {}, after) })
}

/** Columns that say when we wrote, what a row's id is, and how a date was given, tell nobody anything. */
const isTold = (column: string) =>
  !OURS.has(column) && column !== 'date_only' && !/^[a-z]+_id$/.test(column.replace('external_id', ''))

function changesOf(before: object, after: object): Change[] {
  const text = (value: unknown) => (value === null || value === undefined ? null : String(value))
  const entries = Object.entries(after).sort(([one], [other]) => (one < other ? -1 : 1))
  return entries.flatMap(([column, value]): Change[] => {
    const change = { column, before: text(Reflect.get(before, column)), after: text(value) }
    return isTold(column) && change.before !== change.after ? [change] : []
  })
}
