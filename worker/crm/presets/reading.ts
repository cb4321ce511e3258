/** How one file is going to be read: which layout it has, which of its columns is what. Pure. */
import { exponentOf } from '../../attribution/currency.ts'
import type { ColumnMap } from '../bind.ts'
import { type KindName, kinds } from '../kinds.ts'
import { presets } from '../presets.ts'
import { RowRefused } from '../report.ts'
import type { Decimal } from './formats.ts'
import type { Language, Layout, Preset } from './preset.ts'

export interface Reading {
  readonly kind: KindName
  /** Null: the columns are the kind's own, or were chosen by hand. */
  readonly preset: Preset | null
  readonly layout: Layout | null
  /** Of the columns of the kind and the layout's inputs, where they stand in the file. */
  readonly places: ReadonlyMap<string, number>
  /** The file's column names. */
  readonly header: readonly string[]
  /** The file's other columns. */
  readonly others: readonly Column[]
  /** What `Amount spent (EUR)` says. */
  readonly header_currency: string | null
  readonly usual_decimal: Decimal
  /** Of the column names; English where they are the same in several. */
  readonly language: Language
}

interface Column {
  readonly name: string
  readonly place: number
}

export interface Wish {
  /** `plain`: our own column names and nothing else. Absent: whatever the header shows. */
  readonly preset?: string | undefined
  /** The file's name for a column of ours; counts before the preset's. */
  readonly map?: ColumnMap | undefined
  /** Columns of the file that are not to be read as what a preset says. */
  readonly without?: readonly string[] | undefined
}

/**
 * The reading of a file with these column names.
 * @throws RowRefused csv_missing_column when a preset was asked for that knows no such export; csv_duplicate_header
 */
export function readingFrom(kind: KindName, names: readonly string[], { preset, map = {}, without = [] }: Wish = {}): Reading {
  const found = preset === 'plain' ? null : preset === undefined ? recognised(kind, names) : asked(kind, names, preset)
  const header = headerOf(names)
  const left = new Set(without.map(keyOf))
  const places = new Map<string, number>()
  const languages: Record<Language, number> = { en: 0, de: 0, ja: 0 }
  let header_currency: string | null = null
  for (const [column, found_names] of Object.entries(found?.layout.columns ?? {})) {
    const at = placeIn(header, found_names, left)
    if (!at) continue
    places.set(column, at.place)
    languages[at.language]++
    if (column === 'amount') header_currency = at.currency
  }
  for (const { name } of kinds[kind].columns) {
    const own = map[name] ?? (found ? undefined : name)
    if (own === undefined) continue
    const place = header.get(keyOf(own))?.place
    if (place === undefined) {
      if (map[name] !== undefined) throw new RowRefused('csv_missing_column', `there is no column ${JSON.stringify(own)}`)
      continue
    }
    if (left.has(keyOf(own))) continue
    for (const [column, taken] of places) if (taken === place) places.delete(column)
    places.set(name, place)
  }
  const language = languages.de > languages.en ? 'de' : languages.ja > languages.en ? 'ja' : 'en'
  const taken = new Set(places.values())
  const others = names
    .map((name, place) => ({ name: name.trim(), place }))
    .filter(({ name, place }) => name !== '' && !taken.has(place))
  return {
    kind,
    header: names,
    preset: found?.preset ?? null,
    layout: found?.layout ?? null,
    places,
    others,
    header_currency,
    usual_decimal: language === 'de' ? ',' : '.',
    language,
  }
}

export interface Match {
  readonly preset: Preset
  readonly layout: Layout
}

/** What a file with this header can be: every layout whose names it has, of any kind. The fullest comes first. */
export function matchesOf(names: readonly string[]): readonly Match[] {
  const written = new Set(names.map(name => name.trim()))
  const matches = presets.flatMap(preset =>
    preset.layouts.filter(layout => fits(layout, written)).map(layout => ({ preset, layout })),
  )
  const fill = ({ layout }: Match) => Object.values(layout.columns).filter(column => hasOne(column, written)).length
  return matches.toSorted((one, other) => fill(other) - fill(one))
}

/** The one preset that the header fits; null when it is none, several, or the kind's own names. */
export function recognised(kind: KindName, names: readonly string[]): Match | null {
  if (isPlain(kind, names)) return null
  const matches = matchesOf(names).filter(({ layout }) => layout.kind === kind)
  const [first] = matches
  return first && matches.every(({ preset }) => preset === first.preset) ? first : null
}

/** Whether the header has what every row of the kind needs, by our own names to the letter: a vendor's `Email` is no `email`. */
export function isPlain(kind: KindName, names: readonly string[]): boolean {
  const { columns, oneOf } = kinds[kind]
  const written = new Set(names.map(name => name.trim()))
  return (
    columns.every(({ name, isRequired }) => !isRequired || written.has(name)) &&
    (oneOf.length === 0 || oneOf.some(name => written.has(name)))
  )
}

function asked(kind: KindName, names: readonly string[], wanted: string): Match {
  const layouts = presets.find(({ name }) => name === wanted)?.layouts.filter(layout => layout.kind === kind) ?? []
  const match = matchesOf(names).find(({ preset, layout }) => preset.name === wanted && layout.kind === kind)
  if (match) return match
  const wants = layouts.map(layout => `${layout.title}: ${layout.known_by.map(column => exampleOf(layout, column)).join(', ')}`)
  throw new RowRefused(
    'csv_missing_column',
    wants.length === 0
      ? `${wanted} has no preset for ${kind}`
      : `this is no export of ${wanted} with ${kind}; there have to be the columns of ${wants.join('; or of ')}`,
  )
}

const exampleOf = (layout: Layout, column: string) => {
  const [first = ''] = column.split('|')
  return Object.values(layout.columns[first] ?? {}).flat()[0] ?? first
}

const fits = ({ columns, known_by, not = [] }: Layout, written: ReadonlySet<string>) =>
  known_by.every(column => column.split('|').some(one => hasOne(columns[one] ?? {}, written))) &&
  not.every(column => !hasOne(columns[column] ?? {}, written))

function hasOne(names: Readonly<Partial<Record<Language, readonly string[]>>>, written: ReadonlySet<string>): boolean {
  const all = Object.values(names).flat()
  if (all.some(name => written.has(name))) return true
  return [...written].some(name => all.includes(bareName(name)) && currencyOf(name) !== null)
}

interface InHeader {
  readonly place: number
  readonly currency: string | null
}

function headerOf(names: readonly string[]): ReadonlyMap<string, InHeader> {
  const header = new Map<string, InHeader>()
  for (const [place, name] of names.entries()) {
    const key = keyOf(name)
    if (key === '') continue
    if (key.includes('\0')) throw new RowRefused('csv_bad_value', `the name of column ${place + 1} holds a NUL`)
    if (header.has(key)) throw new RowRefused('csv_duplicate_header', `two columns are called ${JSON.stringify(key)}`)
    header.set(key, { place, currency: currencyOf(name) })
  }
  for (const [key, at] of [...header])
    if (at.currency !== null && !header.has(keyOf(bareName(key)))) header.set(keyOf(bareName(key)), at)
  return header
}

const keyOf = (name: string) => name.trim().toLowerCase()

const WITH_CURRENCY = /^(.+?)\s*\(([A-Za-z]{3})\)$/

const bareName = (name: string) => WITH_CURRENCY.exec(name.trim())?.[1] ?? name.trim()

function currencyOf(name: string): string | null {
  const code = WITH_CURRENCY.exec(name.trim())?.[2]?.toUpperCase()
  return code !== undefined && exponentOf(code) !== undefined ? code : null
}

function placeIn(
  header: ReadonlyMap<string, InHeader>,
  names: Readonly<Partial<Record<Language, readonly string[]>>>,
  left: ReadonlySet<string>,
) {
  for (const language of ['en', 'de', 'ja'] as const) {
    const name = names[language]?.find(one => header.has(keyOf(one)) && !left.has(keyOf(one)))
    const at = name === undefined ? undefined : header.get(keyOf(name))
    if (at) return { ...at, language }
  }
  return null
}
