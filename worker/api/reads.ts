/** What the JSON API answers. Lists are `{"items", "next_cursor"}`; without a next page the cursor is null. */
import type { Database } from '../../db/database.ts'
import { completeRuns } from '../../db/queries/complete-runs.ts'
import type { Run } from '../../db/schema.ts'
import { RequestRefused } from '../errors.ts'
import { readReceipt } from '../export/receipt.ts'
import { currentModels, modelInForce } from '../models-in-force.ts'
import { readSettings } from '../settings.ts'

export interface Listing {
  readonly limit: number
  readonly cursor: string | undefined
}

interface ItemsOf<T> {
  readonly items: readonly T[]
  readonly next_cursor: string | null
}

/** As `tributary receipt --json`. @throws RequestRefused `not_found`, `invalid_parameter` */
export async function receiptOf(db: Database, deal: string, name: string, stage: string | undefined) {
  const model = await modelInForce(db, await readSettings(db), name)
  if (!model) throw new RequestRefused('invalid_parameter', `model: the workspace has no model ${name.slice(0, 40)}`)
  return readReceipt(db, deal, model, stage)
}

/** Complete runs of the attribution job, the newest first. @throws RequestRefused `invalid_cursor` */
export async function listRuns(db: Database, { limit, cursor }: Listing) {
  const rows = await completeRuns(db, fenceFrom(cursor), limit + 1)
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return {
    items: items.map(runItem),
    next_cursor: rows.length > limit && last ? String(last.fence) : null,
  }
}

/** The models that reports show, in the workspace's order. @throws RequestRefused `invalid_cursor` */
export async function listModels(db: Database, { limit, cursor }: Listing) {
  const models = await currentModels(db, await readSettings(db))
  const after = cursor === undefined ? -1 : models.findIndex(model => model.name === cursor)
  if (cursor !== undefined && after < 0) throw new RequestRefused('invalid_cursor', 'cursor: not one of this list')
  const items = models.slice(after + 1, after + 1 + limit)
  return {
    items: items.map(({ name, key, title, definition, convention }) => ({
      name,
      title,
      definition,
      convention,
      /** Null for a rule that is the same everywhere. */
      model_version: key === name ? null : key,
    })),
    next_cursor: after + 1 + limit < models.length ? (items.at(-1)?.name ?? null) : null,
  } satisfies ItemsOf<object>
}

function runItem(run: Run) {
  return {
    run_id: run.run_id,
    kind: run.kind,
    status: run.status,
    started_at: new Date(run.started_at).toISOString(),
    finished_at: run.finished_at === null ? null : new Date(run.finished_at).toISOString(),
    subjects: run.subjects,
    deals: run.deals,
    credits: run.credits,
    models: JSON.parse(run.models),
    settings: JSON.parse(run.settings),
  }
}

function fenceFrom(cursor: string | undefined): number | null {
  if (cursor === undefined) return null
  if (!/^\d{1,15}$/.test(cursor)) throw new RequestRefused('invalid_cursor', 'cursor: not one of this list')
  return Number(cursor)
}
