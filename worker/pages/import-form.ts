/** The form of the import page: what was chosen for each column of a file, read back. Pure. */
import { isKindName, type KindName, kinds } from '../crm/kinds.ts'
import { isPlain, matchesOf, type Reading } from '../crm/presets/reading.ts'
import { columnsOf } from '../crm/presets/translate.ts'
import { presetNamed } from '../crm/presets.ts'
import type { FileWish } from '../crm/survey.ts'
import type { Typed } from './typed.ts'

/** What somebody chose, or an earlier import of such a file did. */
export interface Choices {
  /** Empty: as the header shows; `plain`: our own names. */
  readonly preset: string
  readonly date_order: '' | 'dmy' | 'mdy'
  readonly decimal: '' | '.' | ','
  /** By the file's column: a column of ours, KEPT, or empty for what the preset says. */
  readonly columns: Readonly<Record<string, string>>
}

/** A column that is nothing of ours: a property, or left out. */
export const KEPT = '-'

export const noChoices: Choices = { preset: '', date_order: '', decimal: '', columns: {} }

/** Names of fields of the form; a column's by its place. */
export const COLUMN = 'column.'

export const kindFrom = (typed: Typed): KindName | null => (typed.kind && isKindName(typed.kind) ? typed.kind : null)

/** The kind that a header speaks for: the fullest export of a vendor, else the kind that has most of the names. */
export function proposedKind(names: readonly string[]): KindName {
  const [match] = matchesOf(names)
  if (match) return match.layout.kind
  const written = new Set(names.map(name => name.trim().toLowerCase()))
  const known = (kind: KindName) => kinds[kind].columns.filter(({ name }) => written.has(name)).length
  const all = Object.keys(kinds).filter(isKindName)
  const fitting = all.filter(kind => isPlain(kind, names))
  return (fitting.length > 0 ? fitting : all).toSorted((one, other) => known(other) - known(one))[0] ?? 'accounts'
}

/** The form's choices for a file of these columns; what does not fit them is as if nothing had been chosen. */
export function choicesFrom(typed: Typed, names: readonly string[]): Choices {
  const { preset = '', date_order, decimal } = typed
  const columns = names.flatMap((name, place) => {
    const chosen = typed[COLUMN + place]
    return chosen ? [[name.trim(), chosen] as const] : []
  })
  return {
    preset: preset === 'plain' || presetNamed(preset) ? preset : '',
    date_order: date_order === 'dmy' || date_order === 'mdy' ? date_order : '',
    decimal: decimal === '.' || decimal === ',' ? decimal : '',
    columns: Object.fromEntries(columns),
  }
}

/** Stored choices. @throws SyntaxError when it is no JSON */
export function parseChoices(json: string): Choices {
  return { ...noChoices, ...JSON.parse(json) }
}

/** How a file is to be read by these choices. */
export function wishFrom(kind: KindName, { preset, date_order, decimal, columns }: Choices): FileWish {
  const own = new Set<string>(kinds[kind].columns.map(({ name }) => name))
  const chosen = Object.entries(columns)
  return {
    preset: preset || undefined,
    date_order: date_order || undefined,
    decimal: decimal || undefined,
    map: Object.fromEntries(chosen.filter(([, field]) => own.has(field)).map(([name, field]) => [field, name])),
    without: chosen.filter(([, field]) => field === KEPT).map(([name]) => name),
    isLenient: true,
  }
}

/** Columns of ours that two columns of the file were chosen for. */
export function chosenTwice(kind: KindName, { columns }: Choices): readonly string[] {
  const fields = Object.values(columns)
  return kinds[kind].columns.map(({ name }) => name).filter(name => fields.filter(field => field === name).length > 1)
}

export interface ColumnChoice {
  readonly name: string
  readonly place: number
  /** The first filled cell. */
  readonly sample: string
  /** What it is read as: a column of ours, an input of the preset, or null. */
  readonly read_as: string | null
  /** Whether `read_as` is an input of the preset and no column of ours. */
  readonly is_input: boolean
  readonly chosen: string
}

/** Each column of the file, with what becomes of it. */
export function columnChoices(
  reading: Reading,
  sample: readonly (readonly unknown[])[],
  { columns }: Choices,
): readonly ColumnChoice[] {
  const own = new Set<string>(kinds[reading.kind].columns.map(({ name }) => name))
  const byPlace = new Map([...reading.places].map(([column, place]) => [place, column]))
  return reading.header.flatMap((name, place) => {
    if (name.trim() === '') return []
    const taken = reading.layout?.takes?.test(name.trim()) ? 'entered_at' : null
    const read_as = byPlace.get(place) ?? taken
    const is_input = taken !== null || (read_as !== null && !own.has(read_as))
    const filled = sample.map(cells => cells[place]).find(cell => typeof cell === 'string' && cell.trim() !== '')
    return [{ name: name.trim(), place, sample: String(filled ?? ''), read_as, is_input, chosen: columns[name.trim()] ?? '' }]
  })
}

/** Columns of ours that every row needs and the file does not give. */
export function missingColumns(reading: Reading): readonly string[] {
  const given = columnsOf(reading)
  const { columns, oneOf } = kinds[reading.kind]
  const missing = columns.filter(({ name, isRequired }) => isRequired && !given.includes(name)).map(({ name }) => name)
  return oneOf.length > 0 && !oneOf.some(name => given.includes(name)) ? [...missing, oneOf.join(' or ')] : missing
}
