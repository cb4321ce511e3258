/**
 * Takes in what the CRM and the sales team know, from a file of any length: a chunk of rows is read, compared with
 * what is there, and written together with its stale marks. Repeating an import, whole or after it was cut off,
 * changes nothing that is there already.
 */
import type { Database, Write } from '../../db/database.ts'
import { arrivalNoted } from '../../db/queries/alert-facts.ts'
import { markStale } from '../jobs/stale.ts'
import { assertComplete, type Binding, type BoundRow, bind, type ColumnMap } from './bind.ts'
import { MAX_COLUMNS } from './csv.ts'
import type { ImportSettings, Kind } from './kind.ts'
import { type KindName, kinds } from './kinds.ts'
import type { Translator } from './presets/translate.ts'
import { type Piece, readRows, type SourceRow } from './read-rows.ts'
import { areDatesIn, assertDatesZone, redate } from './redate.ts'
import {
  addOutcome,
  emptyReport,
  FileRefused,
  type ImportReport,
  type Outcome,
  type Rejection,
  RowRefused,
  rejectionOf,
} from './report.ts'

export interface ImportDeps {
  readonly db: Database
  readonly now: () => number
  /** Made into ids of accounts, people and deals with a prefix. */
  readonly newId: () => string
  readonly settings: ImportSettings
}

export interface ImportOptions {
  readonly map?: ColumnMap
  /** Reads a file that has not our column names, or not our dates and numbers. */
  readonly translation?: Translation
  /** Reports and writes nothing. A key that comes again in another chunk counts as new each time. */
  readonly dryRun?: boolean
  /** A file with more rows is refused; absent: any number. Rows up to there have been taken by then. */
  readonly maxRows?: number
  /** Rows to a write, 1,000 unless told. More is faster and holds up what else this process has to do for longer. */
  readonly rowsAtOnce?: number
  /** Called after each chunk. */
  readonly onProgress?: (progress: ImportProgress) => void
}

export interface Translation {
  /** Knows the header of such a file below lines that are none. */
  readonly isHeader: (names: readonly string[]) => boolean
  /** @returns null when the file has our own names and form. @throws RowRefused for the file as a whole */
  readonly open: (names: readonly string[], preamble: readonly string[]) => Translator | null
}

export interface ImportProgress {
  readonly rows: number
  readonly bytes: number
}

const ROWS_AT_ONCE = 1000

/** Another writer may have taken a key between our reading and our writing; then the chunk is planned anew. */
const ATTEMPTS = 3

/**
 * Imports one CSV or NDJSON file.
 * @throws FileRefused when the file cannot be read, or not on; its report says what was taken before
 */
export async function importRows(
  deps: ImportDeps,
  kindName: KindName,
  source: AsyncIterable<Uint8Array>,
  options: ImportOptions = {},
): Promise<ImportReport> {
  const run = new ImportRun(deps, kinds[kindName], options)
  try {
    if (!options.dryRun) await redate(deps.db, deps.settings.timezone)
    for await (const piece of readRows(run.counting(source), options.translation?.isHeader)) await run.take(piece)
    await run.end()
    const { imported, updated, unchanged } = run.report
    if (!options.dryRun && imported + updated + unchanged > 0) await deps.db.run(arrivalNoted(kindName, deps.now()))
  } catch (error) {
    if (error instanceof FileRefused) error.report = run.report
    throw error
  }
  return run.report
}

class ImportRun {
  readonly report = emptyReport()
  readonly #deps: ImportDeps
  readonly #kind: Kind
  readonly #options: ImportOptions
  #header: Binding | undefined
  #translator: Translator | null = null
  #chunk: BoundRow[] = []
  #faults: Rejection[] = []
  #rows = 0
  #bytes = 0

  constructor(deps: ImportDeps, kind: Kind, options: ImportOptions) {
    this.#deps = deps
    this.#kind = kind
    this.#options = options
  }

  async *counting(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const bytes of source) {
      this.#bytes += bytes.length
      yield bytes
    }
  }

  async take({ header, rows }: Piece): Promise<void> {
    if (header) this.#header = this.#bindHeader(header)
    for (const row of rows) {
      this.#rows++
      if (this.#rows > (this.#options.maxRows ?? Number.POSITIVE_INFINITY)) {
        throw new FileRefused('batch_too_large', `a file has at most ${this.#options.maxRows} rows`, row.line)
      }
      this.#takeRow(row)
      await this.#flushIfFull()
    }
  }

  async end(): Promise<void> {
    for (const row of this.#translator?.end() ?? []) {
      this.#chunk.push(row)
      await this.#flushIfFull()
    }
    await this.flush()
    this.report.skipped = this.#translator?.skipped ?? 0
  }

  async #flushIfFull(): Promise<void> {
    if (this.#chunk.length + this.#faults.length >= (this.#options.rowsAtOnce ?? ROWS_AT_ONCE)) await this.flush()
  }

  async flush(): Promise<void> {
    if (this.#chunk.length + this.#faults.length === 0) return
    const outcome = await this.#write(this.#chunk)
    const examples = this.#options.dryRun ? outcome.examples : []
    addOutcome(this.report, { ...outcome, examples, rejected: [...this.#faults, ...outcome.rejected] })
    this.#chunk = []
    this.#faults = []
    this.#options.onProgress?.({ rows: this.#rows, bytes: this.#bytes })
  }

  /** A header that does not fit is a file that does not. */
  #bindHeader({ line, names, preamble }: NonNullable<Piece['header']>): Binding {
    try {
      this.#translator = this.#options.translation?.open(names, preamble) ?? null
      this.report.preset = this.#translator?.preset ?? null
      for (const name of this.#translator?.left ?? []) this.#ignore(name)
      const binding = this.#translator?.binding ?? this.#bind(names)
      assertComplete(this.#kind, binding, this.#translator ? {} : this.#options.map)
      return binding
    } catch (error) {
      throw error instanceof RowRefused ? new FileRefused(error.reason, error.message, line) : error
    }
  }

  #takeRow(row: SourceRow): void {
    const { line, names, cells, fault } = row
    if (this.#translator) {
      try {
        this.#chunk.push(...this.#translator.rows(row))
      } catch (error) {
        this.#faults.push(rejectionOf(error, line))
      }
      return
    }
    if (fault) {
      this.#faults.push({ line, field: null, ...fault })
      return
    }
    try {
      this.#chunk.push({ line, cells, binding: this.#header ?? this.#bind(names) })
    } catch (error) {
      this.#faults.push(rejectionOf(error, line))
    }
  }

  #bind(names: readonly string[]): Binding {
    const binding = bind(this.#kind, names, this.#options.map)
    if (this.#kind.keepsUnknown) return binding
    for (const { name } of binding.custom) this.#ignore(name)
    return { ...binding, custom: [] }
  }

  #ignore(name: string): void {
    const { ignored_columns } = this.report
    if (ignored_columns.length < MAX_COLUMNS && !ignored_columns.includes(name)) ignored_columns.push(name)
  }

  async #write(rows: readonly BoundRow[]): Promise<Outcome> {
    const { db, now, newId, settings } = this.#deps
    for (let attempt = 1; ; attempt++) {
      const plan = await this.#kind.plan(rows, { db, now: now(), newId, settings })
      const writes = [...plan.writes, markStale(plan.stale)].filter(isSomething)
      if (this.#options.dryRun || writes.length === 0) return plan.outcome
      try {
        await db.run(...assertDatesZone(settings.timezone), ...writes)
        return plan.outcome
      } catch (error) {
        if (!(await areDatesIn(db, settings.timezone)))
          throw new Error('the time zone setting changed during the import: import the file again')
        if (attempt === ATTEMPTS) throw error
      }
    }
  }
}

const isSomething = (write: Write) => !('rows' in write) || write.rows.length > 0
