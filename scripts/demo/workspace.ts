/** A fresh workspace with nine months in it. */
import { hash } from 'node:crypto'
import type { Database } from '../../db/database.ts'
import { createApp } from '../../worker/app.ts'
import type { Assets } from '../../worker/assets.ts'
import type { Arrival } from '../../worker/collect/arrival.ts'
import { groupCommit } from '../../worker/collect/group.ts'
import { addSite, type SiteKey } from '../../worker/collect/sites.ts'
import { arrivalStore } from '../../worker/collect/store.ts'
import { attribute } from '../../worker/jobs/attribute.ts'
import { readSettings, writeSetting } from '../../worker/settings.ts'
import { loadStory, storyClock } from './load.ts'
import { nordkai } from './nordkai.ts'
import type { Story } from './story.ts'

export interface WorkspaceDeps {
  readonly db: Database
  readonly now: () => number
  readonly newId: () => string
  readonly assets: Assets
  /** Told after each step. */
  readonly say: (line: string) => void
}

export interface DemoWorkspace {
  /** Of the site that a visitor of the demo sees on this machine. */
  readonly local: SiteKey
}

/** @throws Error when a fact of the story is not taken */
export async function fillWorkspace(story: Story, { db, now, newId, assets, say }: WorkspaceDeps): Promise<DemoWorkspace> {
  await writeSetting(db, 'currency', 'EUR')
  await writeSetting(db, 'timezone', 'Europe/Berlin')
  const site = await addSite(db, nordkai.domain, { now, newId })
  const local = await addSite(db, 'localhost', { now, newId })

  const clock = storyClock()
  const sha256 = (data: string | Uint8Array) => hash('sha256', data)
  // As worker/node.ts does it: requests that come together share one wait for the disk.
  const store = groupCommit(arrivalStore({ db, newId, sha256 }), {
    maxWeight: 1000,
    weigh: ({ candidates }: Arrival) => 1 + candidates.length,
    soon: setImmediate,
    isEverybodys: () => true,
  })
  const report = (error: unknown) => {
    throw error
  }
  const app = createApp({ db, now: clock.now, newId, assets, report, store, sha256, runSoon: () => {} })
  const settings = await readSettings(db)
  const { site_key } = site
  const loaded = await loadStory(story, { db, newId, settings, site_key, clock, request: request => app.fetch(request) })
  say(`Nine months of ${nordkai.name}: ${loaded.events} events of browsers, ${loaded.rows} rows of the CRM.`)

  const { accounts, deals, credits } = await attribute({ db, now, newId }, { owner: 'demo' })
  say(`Attributed: ${deals} deals of ${accounts} accounts, ${credits} credits.`)
  return { local }
}
