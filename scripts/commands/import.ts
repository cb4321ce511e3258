import { createReadStream, statSync } from 'node:fs'
import { defineCommand } from 'citty'
import { importRows } from '../../worker/crm/import.ts'
import { isKindName, type KindName, kinds } from '../../worker/crm/kinds.ts'
import { FileRefused, type ImportReport } from '../../worker/crm/report.ts'
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
    map: { type: 'string', valueHint: 'field=column,…', description: "the file's names for columns of ours" },
    'dry-run': { type: 'boolean', description: 'report what would happen, write nothing' },
    json: { type: 'boolean', description: 'print JSON' },
  },
  async run({ args }) {
    const kind = parseKind(args.kind)
    const map = parseMap(kind, args.map)
    const file = openFile(args.file)
    const progress = startProgress(file.name, file.bytes)
    const options = { map, dryRun: args['dry-run'] ?? false, rowsAtOnce: ROWS_AT_ONCE, onProgress: progress.show }
    try {
      const report = await withStore(async db => {
        const deps = { db, now: Date.now, newId: () => crypto.randomUUID(), settings: await readSettings(db) }
        return importRows(deps, kind, file.source, options)
      })
      progress.stop()
      print(args.json, report, linesOf(report))
    } catch (error) {
      progress.stop()
      if (!(error instanceof FileRefused)) throw error
      const { report, reason, message: detail, line } = error
      if (args.json) print(true, { ...report, error: { reason, detail, line } }, [])
      else console.error([`tributary: ${file.name} line ${line}: ${reason}: ${detail}`, ...linesOf(report)].join('\n'))
      process.exitCode = 1
    }
  },
})

function openFile(path: string): { name: string; bytes?: number; source: AsyncIterable<Uint8Array> } {
  if (path === '-') return { name: 'standard input', source: process.stdin }
  return { name: path, bytes: statSync(path).size, source: createReadStream(path, { highWaterMark: PIECE_BYTES }) }
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

function linesOf({ rejected, rejected_total, warnings, ignored_columns, ...counts }: ImportReport): string[] {
  const listed = rejected.slice(0, SHOWN)
  return [
    `${counts.imported} imported, ${counts.updated} updated, ${counts.unchanged} unchanged, ${rejected_total} rejected`,
    ...listed.map(({ line, field, reason, detail }) => `  line ${line}: ${[field, reason].filter(Boolean).join(' ')}: ${detail}`),
    ...(rejected_total > listed.length ? [`  and ${rejected_total - listed.length} more; --json lists the first 1,000`] : []),
    ...warnings.slice(0, SHOWN).map(({ line, field, detail }) => `  note, line ${line}: ${field}: ${detail}`),
    ...(ignored_columns.length > 0 ? [`  columns without a place, left out: ${ignored_columns.join(', ')}`] : []),
  ]
}
