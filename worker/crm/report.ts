/** What an import tells: how many rows came to what, and for each row that was not taken its line and reason. */
import type { Reason } from '../errors.ts'

/** The shape of `import --json`. Every row of the file is in exactly one of the four counts. */
export interface ImportReport {
  imported: number
  updated: number
  unchanged: number
  /** The first MAX_LISTED, in the order of the file. */
  rejected: Rejection[]
  rejected_total: number
  /** Rows that were taken, and what should be looked at; the first MAX_LISTED. */
  warnings: Rejection[]
  /** Columns that this kind has no place for. */
  ignored_columns: string[]
  /** Lines that are no rows of a vendor's export: totals, footers, tasks that are still to be done. */
  skipped: number
  /** The preset that read the file, and which of its exports; null: columns by our names. */
  preset: { readonly name: string; readonly title: string; readonly layout: string } | null
  /** In a dry run: of rows that are new, and of rows that change, the first MAX_EXAMPLES each. */
  examples: Example[]
}

/** What one row does, or would do. */
export interface Example {
  readonly line: number
  readonly result: 'imported' | 'updated'
  /** Columns of the store by name, with what stands there before and after; of a new row what it has. */
  readonly changes: readonly Change[]
}

export interface Change {
  readonly column: string
  readonly before: string | null
  readonly after: string | null
}

export const MAX_EXAMPLES = 5

export interface Rejection {
  /** Physical line of the file at which the row starts, from 1. */
  readonly line: number
  /** Column by its name in the documentation; null when it is the row as a whole. */
  readonly field: string | null
  readonly reason: Reason
  readonly detail: string
}

export const MAX_LISTED = 1000

export const emptyReport = (): ImportReport => ({
  imported: 0,
  updated: 0,
  unchanged: 0,
  rejected: [],
  rejected_total: 0,
  warnings: [],
  ignored_columns: [],
  skipped: 0,
  preset: null,
  examples: [],
})

/** What became of some rows. */
export interface Outcome {
  imported: number
  updated: number
  unchanged: number
  readonly rejected: Rejection[]
  readonly warnings: Rejection[]
  readonly examples: Example[]
}

export const emptyOutcome = (): Outcome => ({ imported: 0, updated: 0, unchanged: 0, rejected: [], warnings: [], examples: [] })

export function addOutcome(report: ImportReport, outcome: Outcome): void {
  report.imported += outcome.imported
  report.updated += outcome.updated
  report.unchanged += outcome.unchanged
  report.rejected_total += outcome.rejected.length
  for (const result of ['imported', 'updated'] as const) {
    const isOne = (example: Example) => example.result === result
    report.examples.push(...outcome.examples.filter(isOne).slice(0, MAX_EXAMPLES - report.examples.filter(isOne).length))
  }
  for (const key of ['rejected', 'warnings'] as const) {
    const room = MAX_LISTED - report[key].length
    if (room > 0) report[key].push(...outcome[key].toSorted((a, b) => a.line - b.line).slice(0, room))
  }
}

/** One cell or row cannot be taken; the rest of the file can. */
export class RowRefused extends Error {
  readonly reason: Reason
  /** The column; absent when it is the row as a whole, or when the caller is to say. */
  readonly field: string | undefined

  constructor(reason: Reason, detail: string, field?: string) {
    super(detail)
    this.name = 'RowRefused'
    this.reason = reason
    this.field = field
  }
}

/** What the report says of a row that was refused. @throws what is no refusal */
export function rejectionOf(error: unknown, line: number): Rejection {
  if (!(error instanceof RowRefused)) throw error
  return { line, field: error.field ?? null, reason: error.reason, detail: error.message }
}

/** The file as a whole cannot be read on. `report` says what had been taken before. */
export class FileRefused extends Error {
  readonly reason: Reason
  readonly line: number
  report: ImportReport = emptyReport()

  constructor(reason: Reason, detail: string, line = 1) {
    super(detail)
    this.name = 'FileRefused'
    this.reason = reason
    this.line = line
  }
}
