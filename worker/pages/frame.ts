/** What stands around every page, read once per request. */
import type { Database } from '../../db/database.ts'
import { type DataAge, dataAge } from '../../db/queries/data-age.ts'
import { type Assets, addressOf } from '../assets.ts'
import { type Coverage, readCoverage } from '../jobs/coverage.ts'
import { currentModels } from '../models-in-force.ts'
import { readSettings, type Settings } from '../settings.ts'
import { type Clock, clockIn, DAY_MS } from './figures.ts'
import { type Query, type View, viewFrom } from './view.ts'

export type Room =
  | 'channels'
  | 'accounts'
  | 'deals'
  | 'links'
  | 'alerts'
  | 'models'
  | 'reconciliation'
  | 'runs'
  | 'review'
  | 'collection'
  | 'import'
  | 'settings'
  | 'install'

/** What the page's head and rail need; an error page has no more than this. */
export interface Shell {
  readonly theme: 'light' | 'dark' | null
  readonly addresses: Addresses
  readonly room: Room | null
  /** What was searched for among the accounts, to stand in the search box. */
  readonly search: string
}

export interface Frame extends Shell {
  readonly path: string
  /** The URL's parameters: what a page adds to period, model and stage. */
  readonly query: Query
  readonly view: View
  readonly settings: Settings
  readonly clock: Clock
  readonly age: DataAge
  readonly coverage: Coverage
}

export interface Addresses {
  readonly style: string
  readonly script: string
  readonly font: string
}

export const addressesOf = (assets: Assets): Addresses => ({
  style: addressOf(assets, 'style.css'),
  script: addressOf(assets, 'pages.js'),
  font: addressOf(assets, 'inter.woff2'),
})

/** Coverage is counted over the last days only: it must not cost more the longer the history is. */
export const COVERAGE_DAYS = 30

export async function readFrame(db: Database, now: number, shell: Shell, path: string, query: Query): Promise<Frame> {
  const [settings, age, coverage] = await Promise.all([
    readSettings(db),
    dataAge(db),
    readCoverage(db, now - COVERAGE_DAYS * DAY_MS, Number.MAX_SAFE_INTEGER),
  ])
  const view = viewFrom(query, settings, await currentModels(db, settings), now)
  return { ...shell, path, query, view, settings, clock: clockIn(settings.timezone, now), age, coverage }
}
