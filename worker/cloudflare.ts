/**
 * Tributary as a Cloudflare Worker: the app on D1, events through a queue, the job by cron trigger.
 *
 *   POST /e → decided → EVENTS → queue() → D1          202 as soon as the queue has them
 *                          └→ after three tries the queue of dead messages → queue() → dead_letters
 *
 * Without the binding EVENTS the events go straight to D1, and 202 means that they are there.
 */

import type { D1Database, ExecutionContext, MessageBatch, Queue, ScheduledController } from '@cloudflare/workers-types'
import files from '#assets'
import { d1Database } from '../db/d1.ts'
import { MOST_ANSWERED, tellAlerts } from './alerts/job.ts'
import { createApp } from './app.ts'
import { assetsFrom } from './assets.ts'
import type { Arrival } from './collect/arrival.ts'
import { bury, deliver } from './collect/queue/deliver.ts'
import { queuedStore } from './collect/queue/send.ts'
import { webSha256 } from './collect/sha256.ts'
import { arrivalStore, type StoreArrivals } from './collect/store.ts'
import { RequestRefused } from './errors.ts'
import { fetchAsk } from './fetch-ask.ts'
import { attribute } from './jobs/attribute.ts'
import { startSlice } from './jobs/slice.ts'

interface Bindings {
  readonly DB: D1Database
  readonly EVENTS?: Queue<string>
  /** Signs alerts: `npx wrangler secret put SECRET`. */
  readonly SECRET?: string
}

/** How the name of a queue of dead messages ends. */
const DEAD = '-dead'

// Made once for each isolate, as what it remembers of sites and days is dear to look up. Not before the first request:
// hashing the assets takes promises, and a Worker may only make them while it answers.
let app: ReturnType<typeof createApp> | undefined

export default {
  async fetch(request: Request, bindings: Bindings, context: ExecutionContext): Promise<Response> {
    app ??= await makeApp(bindings)
    return app.fetch(request, bindings, context)
  },

  async queue(batch: MessageBatch, { DB }: Bindings): Promise<void> {
    const db = d1Database(DB)
    const handle = batch.queue.endsWith(DEAD) ? bury : deliver
    await handle(batch.messages, { ...platform, db, store: storeOf(db) })
  },

  async scheduled(_: ScheduledController, bindings: Bindings): Promise<void> {
    const db = d1Database(bindings.DB)
    await runJob(bindings.DB, 'cron')
    await tellAlerts({ ...platform, db, platform: alertsOf(bindings), chance: Math.random })
  },
}

/** As worker/env.ts has it for Node. */
const MIN_SECRET = 32

const alertsOf = ({ SECRET }: Bindings) => ({
  post: fetchAsk(request => fetch(request), MOST_ANSWERED),
  secret: async () => (SECRET && SECRET.length >= MIN_SECRET ? SECRET : null),
})

async function makeApp(bindings: Bindings): Promise<ReturnType<typeof createApp>> {
  const { DB, EVENTS } = bindings
  const db = d1Database(DB)
  const storeAll = storeOf(db)
  const store = async (arrival: Arrival) => (await storeAll([arrival]))[0]!
  const send = (message: string) => EVENTS!.send(message, { contentType: 'text' })
  return createApp({
    ...platform,
    db,
    assets: await assetsFrom(files.map(([name, base64]) => [name, Uint8Array.from(atob(base64), char => char.charCodeAt(0))])),
    ask: fetchAsk(request => fetch(request)),
    alerts: alertsOf(bindings),
    runSoon: c => c.executionCtx.waitUntil(runJob(DB, 'a page')),
    store: EVENTS ? queuedStore({ ...platform, send, store }) : store,
    // A request that its client breaks off is stopped where it stands, and would hold its bytes for ever.
    budget: (_, work) => work(),
    countryOf: countryFrom,
    asnOf: asnFrom,
    organisationOf: organisationFrom,
    clientOf: visit => visit.req.header('CF-Connecting-IP') ?? null,
  })
}

const storeOf = (db: ReturnType<typeof d1Database>): StoreArrivals => arrivalStore({ ...platform, db })

/** What the platform says beside the request itself, where no client can write; null outside of it. */
function asnFrom(request: Request): number | null {
  const { asn } = Object(Reflect.get(request, 'cf'))
  return typeof asn === 'number' ? asn : null
}

function countryFrom(request: Request): string | null {
  const { country } = Object(Reflect.get(request, 'cf'))
  return typeof country === 'string' ? country : null
}

function organisationFrom(request: Request): string | null {
  const { asOrganization } = Object(Reflect.get(request, 'cf'))
  return typeof asOrganization === 'string' ? asOrganization : null
}

/**
 * As much of the job as one invocation may do; the next one goes on there. A run that is under way elsewhere leaves what
 * came after its beginning to the next one.
 */
async function runJob(DB: D1Database, owner: string): Promise<void> {
  try {
    const { db, slice } = startSlice(d1Database(DB), Date.now)
    await attribute({ ...platform, db }, { owner, slice })
  } catch (error) {
    const isRunning = error instanceof RequestRefused && error.reason === 'job_running'
    if (!isRunning) throw error
  }
}

const platform = {
  now: Date.now,
  newId: () => crypto.randomUUID(),
  sha256: webSha256,
  report: (error: unknown, requestId: string) => console.error(JSON.stringify({ requestId, error: String(error) })),
}
