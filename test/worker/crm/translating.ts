/** Vendors' files as the rows that an import makes of them, without a store. */
import { readFileSync } from 'node:fs'
import type { ImportSettings } from '../../../worker/crm/kind.ts'
import { type KindName, kinds } from '../../../worker/crm/kinds.ts'
import { readRows } from '../../../worker/crm/read-rows.ts'
import { RowRefused } from '../../../worker/crm/report.ts'
import { type FileWish, isHeaderFor, surveyFile, translationOf } from '../../../worker/crm/survey.ts'

const settings: ImportSettings = { currency: 'EUR', timezone: 'Europe/Berlin' }

export const exported = (name: string) => new Uint8Array(readFileSync(new URL(`../../fixtures/exports/${name}`, import.meta.url)))

export async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

export interface Translated {
  readonly preset: string | null
  /** Filled cells by our columns, then the properties that are kept. */
  readonly rows: readonly Readonly<Record<string, string>>[]
  readonly rejected: readonly string[]
  readonly skipped: number
  readonly left: readonly string[]
}

/** The rows of a file. Refused ones as `line field reason`. */
export async function translated(kind: KindName, file: Uint8Array | string, wish: FileWish = {}): Promise<Translated> {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file
  const survey = await surveyFile(whole(bytes), kind, wish)
  const translation = translationOf(kind, settings, wish, survey)
  let translator = null
  const rows = []
  const rejected: string[] = []
  for await (const piece of readRows(whole(bytes), isHeaderFor(kind))) {
    if (piece.header) translator = translation.open(piece.header.names, piece.header.preamble)
    for (const row of piece.rows) {
      try {
        rows.push(...(translator?.rows(row) ?? []))
      } catch (error) {
        if (!(error instanceof RowRefused)) throw error
        rejected.push(`${row.line} ${error.field} ${error.reason}`)
      }
    }
  }
  rows.push(...(translator?.end() ?? []))
  return {
    preset: translator?.preset?.name ?? null,
    rows: rows.map(({ cells, binding }) => {
      const own = kinds[kind].columns.map(({ name }, i) => [name, cells[binding.places[i] ?? -1]] as const)
      const kept = binding.custom.map(({ name, place }) => [name, cells[place]] as const)
      return Object.fromEntries([...own, ...kept].flatMap(([name, cell]) => (cell ? [[name, String(cell)] as const] : [])))
    }),
    rejected,
    skipped: translator?.skipped ?? 0,
    left: translator?.left ?? [],
  }
}
