/** Which column of a file is which of a kind's. */
import type { Kind } from './kind.ts'
import { RowRefused } from './report.ts'

/** The file's name for a column of ours: `{ amount: 'Deal value' }`. */
export type ColumnMap = Readonly<Record<string, string>>

export interface Binding {
  /** For each column of the kind its place in the file; -1: the file has none. */
  readonly places: readonly number[]
  /** The file's other columns, by their names as written. */
  readonly custom: readonly { readonly name: string; readonly place: number }[]
}

export interface BoundRow {
  readonly line: number
  readonly cells: readonly unknown[]
  readonly binding: Binding
}

/**
 * Finds a kind's columns among names. Case and blanks around names do not count.
 * @throws RowRefused csv_duplicate_header, csv_missing_column for one without a name, csv_bad_value
 */
export function bind({ columns }: Pick<Kind, 'columns'>, names: readonly string[], map: ColumnMap = {}): Binding {
  const placeOf = new Map<string, number>()
  for (const [place, name] of names.entries()) {
    const key = keyOf(name)
    if (key === '') throw new RowRefused('csv_missing_column', `column ${place + 1} has no name`)
    if (key.includes('\0')) throw new RowRefused('csv_bad_value', `the name of column ${place + 1} holds a NUL`)
    if (placeOf.has(key)) throw new RowRefused('csv_duplicate_header', `two columns are called ${JSON.stringify(key)}`)
    placeOf.set(key, place)
  }
  const places = columns.map(({ name }) => placeOf.get(keyOf(map[name] ?? name)) ?? -1)
  const taken = new Set(places)
  return { places, custom: names.map((name, place) => ({ name: name.trim(), place })).filter(({ place }) => !taken.has(place)) }
}

const keyOf = (name: string) => name.trim().toLowerCase()

/** @throws RowRefused csv_missing_column when a file's header has not what every row needs, or what the map names */
export function assertComplete(
  { columns, oneOf }: Pick<Kind, 'columns' | 'oneOf'>,
  { places }: Binding,
  map: ColumnMap = {},
): void {
  const missing = columns.filter((_, i) => places[i] === -1)
  const isMissing = (name: string) => missing.some(column => column.name === name)
  const wanted = missing.find(column => column.isRequired || map[column.name] !== undefined)
  if (wanted) throw new RowRefused('csv_missing_column', `there is no column ${JSON.stringify(map[wanted.name] ?? wanted.name)}`)
  if (oneOf.length > 0 && oneOf.every(isMissing))
    throw new RowRefused('csv_missing_column', `there is none of the columns ${oneOf.join(', ')}`)
}
