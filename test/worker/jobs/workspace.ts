/** A workspace over a real store: facts go in as they do in production, the job runs when a test says so. */
import { sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import type { Credit, Journey, Touch } from '../../../db/schema.ts'
import type { CollectDeps } from '../../../worker/collect/context.ts'
import { importRows } from '../../../worker/crm/import.ts'
import type { KindName } from '../../../worker/crm/kinds.ts'
import { type AttributeOptions, type AttributeResult, attribute } from '../../../worker/jobs/attribute.ts'
import { readSettings } from '../../../worker/settings.ts'
import { NOW } from '../../engines.ts'
import { type Collector, startCollector } from '../collect/collector.ts'

/** Column name → cell. */
export type Row = Readonly<Record<string, string>>

export interface Workspace {
  readonly db: Database
  readonly clock: { now: number }
  readonly collector: Collector
  /** Throws when a row is refused, unless refusals are taken for granted. */
  import(kind: KindName, rows: readonly Row[], options?: { refusals: 'taken' }): Promise<void>
  /** Page views, forms and the like of one visitor; times are RFC 3339. */
  visit(visitor: string, ...events: object[]): Promise<void>
  attribute(options?: AttributeOptions): Promise<AttributeResult>
}

/** @param deps  what the platform knows of requests */
export async function openWorkspace(db: Database, deps: Partial<CollectDeps> = {}): Promise<Workspace> {
  let ids = 0
  const newId = () => `${String(++ids).padStart(6, '0')}`
  const collector = await startCollector(db, { newId, ...deps })
  const { clock } = collector
  const now = () => clock.now
  return {
    db,
    clock,
    collector,
    async import(kind, rows, options) {
      const lines = rows.map(row => `${JSON.stringify(row)}\n`)
      const report = await importRows({ db, now, newId, settings: await readSettings(db) }, kind, bytesOf(lines))
      if (report.rejected_total > 0 && !options) throw new Error(`${kind}: ${JSON.stringify(report.rejected)}`)
    },
    async visit(visitor, ...events) {
      const sent = events.map((event, i) => ({
        id: `${visitor}-${String(++ids).padStart(8, '0')}${i}`,
        anonymous_id: visitor,
        ...event,
      }))
      const answer = await collector.collect(...sent)
      if (answer.rejected.length > 0) throw new Error(JSON.stringify(answer.rejected))
    },
    attribute: options => attribute({ db, now, newId }, options),
  }
}

async function* bytesOf(lines: readonly string[]): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(lines.join(''))
}

/** Rows that count, as every report reads them. */
export const publishedCredits = (db: Database) => db.all<Credit>(publishedRows('credits'))
export const publishedTouches = (db: Database) => db.all<Touch>(publishedRows('touches'))
export const publishedJourneys = (db: Database) => db.all<Journey>(publishedRows('journeys'))

const publishedRows = (table: string) => sql`
  select t.*
  from ${sql.identifier(table)} as t
  inner join published on published.subject_id = t.subject_id and published.run_id = t.run_id
`

export const page = (at: string, url: string, more: object = {}) => ({
  type: 'page',
  created_at: at,
  url,
  title: 'A page',
  ...more,
})
export const form = (at: string, email: string, more: object = {}) => ({
  type: 'form',
  created_at: at,
  url: 'https://www.example.com/demo',
  form: 'demo',
  email,
  fields: { email },
  ...more,
})

export const DAY_MS = 86_400_000
export const daysBefore = (days: number) => new Date(NOW - days * DAY_MS).toISOString()
