/** Tributary as a Cloudflare Worker: the app on D1, the job by cron trigger. */

import type { D1Database, ExecutionContext, ScheduledController } from '@cloudflare/workers-types'
import files from '#assets'
import { d1Database } from '../db/d1.ts'
import { createApp } from './app.ts'
import { assetsFrom } from './assets.ts'
import { RequestRefused } from './errors.ts'
import { fetchAsk } from './fetch-ask.ts'
import { attribute } from './jobs/attribute.ts'

interface Bindings {
  DB: D1Database
}

// Hashing the assets takes promises, and a Worker may only make them while it answers.
let assets: ReturnType<typeof assetsFrom> | undefined

export default {
  async fetch(request: Request, { DB }: Bindings, context: ExecutionContext): Promise<Response> {
    assets ??= assetsFrom(files.map(([name, base64]) => [name, Uint8Array.from(atob(base64), char => char.charCodeAt(0))]))
    const app = createApp({
      ...platform,
      db: d1Database(DB),
      assets: await assets,
      ask: fetchAsk(request => fetch(request)),
      runSoon: c => c.executionCtx.waitUntil(runJob(DB, 'a page')),
      countryOf: visit => visit.headers.get('CF-IPCountry'),
      asnOf: asnFrom,
      clientOf: visit => visit.req.header('CF-Connecting-IP') ?? null,
    })
    return app.fetch(request, { DB }, context)
  },

  async scheduled(_: ScheduledController, { DB }: Bindings): Promise<void> {
    await runJob(DB, 'cron')
  },
}

/** What the platform says beside the request itself; null outside of it. */
function asnFrom(request: Request): number | null {
  const { asn } = Object(Reflect.get(request, 'cf'))
  return typeof asn === 'number' ? asn : null
}

/** A run that is under way elsewhere leaves what came after its beginning to the next one. */
async function runJob(DB: D1Database, owner: string): Promise<void> {
  try {
    await attribute({ ...platform, db: d1Database(DB) }, { owner })
  } catch (error) {
    const isRunning = error instanceof RequestRefused && error.reason === 'job_running'
    if (!isRunning) throw error
  }
}

const platform = {
  now: Date.now,
  newId: () => crypto.randomUUID(),
  report: (error: unknown, requestId: string) => console.error(JSON.stringify({ requestId, error: String(error) })),
}
