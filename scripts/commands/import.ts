import { createReadStream, statSync } from 'node:fs'
import { defineCommand } from 'citty'
import { importRows } from '../../worker/crm/import.ts'
import { isKindName, type KindName, kinds } from '../../worker/crm/kinds.ts'
import { presetNamed, presets } from '../../worker/crm/presets.ts'
import { type Example, FileRefused, type ImportReport } from '../../worker/crm/report.ts'
import { type FileWish, surveyFile, translationOf } from '../../worker/crm/survey.ts'
import { readSettings } from '../../worker/settings.ts'
import { startProgress } from '../progress.ts'
import { Misuse, print, withStore } from '../store.ts'

/** Nothing else happens in this process, so a write may be large: fewer waits for the disk. */
const ROWS_AT_ONCE = 5000

const PIECE_BYTES = 256 * 1024

/** What the terminal shows; --json has up to 1,000. */
const SHOWN = 20

/**
 * `tributary import KIND FILE`: exit 0 when rows were taken, though others may have been rejected; 1 when the file
 * could not be read to its end. Importing the same file again is always safe.
 */
export const importCommand = defineCommand({
  meta: { name: 'import', description: `Take in a CSV or NDJSON file: ${Object.keys(kinds).join(', ')}` },
  args: {
    kind: { type: 'positional', required: true, description: Object.keys(kinds).join(' | ') },
    file: { type: 'positional', required: true, description: 'a path, or - for standard input' },
    preset: {
      type: 'string',
      valueHint: 'name',
      description: `whose export it is: ${presets.map(({ name }) => name).join(', ')}; plain for our own columns. Recognised by its header unless told`,
    },
    'date-order': { type: 'string', valueHint: 'dmy|mdy', description: 'day or month first, where the file does not say' },
    decimal: { type: 'string', valueHint: '.|,', description: 'the mark before decimals, where the file does not say' },
    map: { type: 'string', valueHint: 'field=column,…', description: "the file's names for columns of ours" },
    'dry-run': { type: 'boolean', description: 'report what would happen, write nothing' },
    json: { type: 'boolean', description: 'print JSON' },
  },
  async run({ args }) {
    const kind = parseKind(args.kind)
    const map = parseMap(kind, args.map)
    const wish = parseWish({ ...args, date_order: args['date-order'], map })
    const file = openFile(args.file)
    const progress = startProgress(file.name, file.bytes)
    try {
      const report = await withStore(async db => {
        const settings = await readSettings(db)
        const deps = { db, now: Date.now, newId: () => crypto.randomUUID(), settings }
        const survey = file.again ? await surveyFile(file.again(), kind, wish) : null
        return importRows(deps, kind, file.source, {
          map,
          translation: translationOf(kind, settings, wish, survey),
          dryRun: args['dry-run'] ?? false,
          rowsAtOnce: ROWS_AT_ONCE,
          onProgress: progress.show,
        })
      })
      progress.stop()
      print(args.json, report, linesOf(report, args['dry-run'] ?? false))
    } catch (error) {
      progress.stop()
      if (!(error instanceof FileRefused)) throw error
      const { report, reason, message: detail, line } = error
      if (args.json) print(true, { ...report, error: { reason, detail, line } }, [])
      else
        console.error(
          [`tributary: ${file.name} line ${line}: ${reason}: ${detail}`, ...linesOf(report, args['dry-run'] ?? false)].join('\n'),
        )
      process.exitCode = 1
    }
  },
})

interface OpenFile {
  readonly name: string
  readonly bytes?: number
  readonly source: AsyncIterable<Uint8Array>
  /** The same from its beginning; absent where it can be read only once. */
  readonly again?: () => AsyncIterable<Uint8Array>
}

function openFile(path: string): OpenFile {
  if (path === '-') return { name: 'standard input', source: process.stdin }
  const open = () => createReadStream(path, { highWaterMark: PIECE_BYTES })
  return { name: path, bytes: statSync(path).size, source: open(), again: open }
}

interface WishArgs {
  readonly preset?: string | undefined
  readonly date_order?: string | undefined
  readonly decimal?: string | undefined
  readonly map: Record<string, string>
}

function parseWish({ preset, date_order, decimal, map }: WishArgs): FileWish {
  if (preset !== undefined && preset !== 'plain' && !presetNamed(preset))
    throw new Misuse(`there is no preset ${preset}; there are ${presets.map(({ name }) => name).join(', ')} and plain`)
  if (date_order !== undefined && date_order !== 'dmy' && date_order !== 'mdy')
    throw new Misuse(`--date-order is dmy or mdy, and not ${date_order}`)
  if (decimal !== undefined && decimal !== '.' && decimal !== ',') throw new Misuse(`--decimal is . or , and not ${decimal}`)
  return { preset, map, date_order, decimal }
}

function parseKind(name: string): KindName {
  if (!isKindName(name)) throw new Misuse(`there is no kind ${name}; there are ${Object.keys(kinds).join(', ')}`)
  return name
}

/** `amount=Deal value,closed_at=Close date` */
function parseMap(kind: KindName, text: string | undefined): Record<string, string> {
  const pairs = (text ?? '').split(',').filter(pair => pair.trim() !== '')
  return Object.fromEntries(
    pairs.map(pair => {
      const at = pair.indexOf('=')
      const field = pair.slice(0, at).trim()
      const column = pair.slice(at + 1).trim()
      if (at < 1 || column === '') throw new Misuse(`--map takes field=column,… and not ${pair}`)
      const names = kinds[kind].columns.map(({ name }) => name)
      if (!names.includes(field)) throw new Misuse(`${kind} have no ${field}; they have ${names.join(', ')}`)
      return [field, column]
    }),
  )
}

function linesOf(report: ImportReport, isDry: boolean): string[] {
  const { rejected, rejected_total, warnings, ignored_columns, preset, skipped, examples, ...counts } = report
  const listed = rejected.slice(0, SHOWN)
  return [
    ...(preset ? [`read as ${preset.title}: ${preset.layout} (--preset plain for our own columns)`] : []),
    ...(isDry ? ['dry run, nothing is written:'] : []),
    `${counts.imported} imported, ${counts.updated} updated, ${counts.unchanged} unchanged, ${rejected_total} rejected`,
    ...(skipped > 0 ? [`  ${skipped} lines that are no rows: totals, footers, what has not happened`] : []),
    ...(isDry ? examples.map(lineOf) : []),
    ...listed.map(({ line, field, reason, detail }) => `  line ${line}: ${[field, reason].filter(Boolean).join(' ')}: ${detail}`),
    ...(rejected_total > listed.length ? [`  and ${rejected_total - listed.length} more; --json lists the first 1,000`] : []),
    ...warnings.slice(0, SHOWN).map(({ line, field, detail }) => `  note, line ${line}: ${field}: ${detail}`),
    ...(ignored_columns.length > 0 ? [`  columns without a place, left out: ${ignored_columns.join(', ')}`] : []),
  ]
}

function lineOf({ line, result, changes }: Example): string {
  const words = changes
    .filter(({ after }) => result === 'updated' || after !== null)
    .map(({ column, before, after }) =>
      result === 'updated' ? `${column} ${before ?? '(empty)'} → ${after ?? '(empty)'}` : `${column} ${after}`,
    )
  return `  line ${line} would be ${result}: ${words.join(', ')}`
}
