/** What the import page shows of a file: how it would be read, its first rows, and what an import does or would do. */
import { mappingSaved, mappingsOf } from '../../db/queries/import-mappings.ts'
import { webSha256 } from '../collect/sha256.ts'
import { type ImportDeps, importRows } from '../crm/import.ts'
import { isKindName, type KindName, kinds } from '../crm/kinds.ts'
import { matchesOf } from '../crm/presets/reading.ts'
import { Translator } from '../crm/presets/translate.ts'
import { type FileRefused, type ImportReport, type Rejection, RowRefused } from '../crm/report.ts'
import { headerOf, type Survey, surveyFile, translationOf } from '../crm/survey.ts'
import {
  type Choices,
  type ColumnChoice,
  choicesFrom,
  chosenTwice,
  columnChoices,
  kindFrom,
  missingColumns,
  noChoices,
  parseChoices,
  proposedKind,
  wishFrom,
} from './import-form.ts'
import type { Typed } from './typed.ts'

export interface ImportFile {
  readonly name: string
  readonly bytes: Uint8Array
}

export interface ReadFile {
  readonly file_name: string
  readonly kind: KindName
  /** Of the names; an answer of the form for another header is no answer. */
  readonly header_key: string
  readonly choices: Choices
  /** When such a file was imported last; null: never, or the form says something else. */
  readonly remembered_at: number | null
  /** Null for NDJSON. */
  readonly survey: Survey | null
  readonly columns: readonly ColumnChoice[]
  /** Why it cannot be imported as it is. */
  readonly problems: readonly string[]
  readonly preview: readonly PreviewRow[]
  /** Columns of ours that the preview shows. */
  readonly fields: readonly string[]
  /** Of the import, or of a dry run; null when there are problems. */
  readonly report: ImportReport | null
  readonly is_imported: boolean
  /** What else a file with this header holds. */
  readonly also: readonly KindName[]
}

export interface PreviewRow {
  readonly line: number
  readonly cells: Readonly<Record<string, string>>
  readonly rejections: readonly Rejection[]
}

/** More belongs to the command line, which reads files of any length. */
export const MAX_FILE_MB = 20

const PIECE_BYTES = 256 * 1024

/**
 * Reads a file as the form says, tries it or imports it.
 * @throws FileRefused when it cannot be read at all
 */
export async function readImport(deps: ImportDeps, file: ImportFile, typed: Typed): Promise<ReadFile> {
  const asked = kindFrom(typed)
  const names = await headerOf(piecesOf(file.bytes), null)
  const header_key = await keyOf(names ?? [])
  const stored = names ? await mappingsOf(deps.db, header_key) : []
  const latest = stored.map(({ kind }) => kind).find(isKindName)
  const kind = asked ?? latest ?? proposedKind(names ?? [])
  const isAnswer = typed.header === header_key && typed.of_kind === kind
  const known = stored.find(mapping => mapping.kind === kind)
  // Columns that were shown for another preset say nothing about this one.
  const isSamePreset = typed.preset === typed.of_preset
  const chosen = choicesFrom(typed, isSamePreset ? (names ?? []) : [])
  const choices = isAnswer ? chosen : known ? parseChoices(known.choices) : noChoices
  const also = [...new Set(matchesOf(names ?? []).map(({ layout }) => layout.kind))].filter(other => other !== kind)
  const base = {
    also,
    file_name: file.name,
    kind,
    header_key,
    choices,
    remembered_at: isAnswer ? null : (known?.saved_at ?? null),
  }

  const wish = wishFrom(kind, choices)
  const survey = names ? await surveyFile(piecesOf(file.bytes), kind, wish) : null
  const columns = survey
    ? columnChoices(
        survey.reading,
        survey.sample.map(row => row.cells),
        choices,
      )
    : []
  const problems = [
    ...chosenTwice(kind, choices).map(field => `Two columns are read as ${field}: choose one.`),
    ...(survey ? missingColumns(survey.reading).map(field => `No column is read as ${field}, which ${kind} need.`) : []),
  ]
  if (problems.length > 0)
    return { ...base, survey, columns, problems, preview: [], fields: [], report: null, is_imported: false }

  const is_imported = typed.action === 'import' && isAnswer && isSamePreset
  const report = await importRows(deps, kind, piecesOf(file.bytes), {
    translation: translationOf(kind, deps.settings, wish, survey),
    dryRun: !is_imported,
  })
  if (is_imported && names)
    await deps.db.run(mappingSaved({ header_key, kind, choices: JSON.stringify(choices), saved_at: deps.now() }))
  const preview = survey ? previewOf(survey, deps, report.rejected) : []
  const fields = kinds[kind].columns.map(({ name }) => name).filter(name => preview.some(row => row.cells[name]))
  return { ...base, survey, columns, problems, preview, fields, report, is_imported }
}

/** The first rows in our form; of a line that is refused what could be read of it. */
function previewOf(survey: Survey, { settings }: ImportDeps, rejected: readonly Rejection[]): PreviewRow[] {
  const translator = new Translator(survey.reading, survey.formats, settings, survey.preamble)
  const own = kinds[survey.reading.kind].columns
  const rows: PreviewRow[] = []
  const add = (bound: ReturnType<Translator['rows']>) => {
    for (const { line, cells, binding } of bound) {
      const filled = own.flatMap(({ name }, i) => {
        const cell = cells[binding.places[i] ?? -1]
        return typeof cell === 'string' && cell !== '' ? [[name, cell] as const] : []
      })
      rows.push({ line, cells: Object.fromEntries(filled), rejections: rejected.filter(one => one.line === line) })
    }
  }
  for (const row of survey.sample) {
    try {
      add(translator.rows(row))
    } catch (error) {
      if (!(error instanceof RowRefused)) throw error
      rows.push({ line: row.line, cells: {}, rejections: rejected.filter(one => one.line === row.line) })
    }
  }
  add(translator.end())
  return rows.toSorted((one, other) => one.line - other.line).slice(0, 10)
}

/** Whatever order the columns are in. */
const keyOf = (names: readonly string[]) =>
  webSha256(
    names
      .map(name => name.trim().toLowerCase())
      .sort()
      .join('\n'),
  )

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES)
}

/** A file that cannot be read as a sentence. */
export const refusalWords = ({ reason, message, line }: FileRefused): string => `Line ${line}: ${message} (${reason}).`
