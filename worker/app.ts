/** The table of contents: every route of Tributary, the same on Cloudflare and on Node. */

import { sql } from 'drizzle-orm'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { apiRoutes } from './api/route.ts'
import { type Assets, assetRoutes } from './assets.ts'
import { type CollectDeps, collectContext } from './collect/context.ts'
import { collectRoutes } from './collect/route.ts'
import { segmentRoutes } from './collect/segment/route.ts'
import { storageRefusal } from './collect/storage-error.ts'
import { RequestRefused } from './errors.ts'
import { salesLinkRoutes } from './identity/route.ts'
import { type PageDeps, pageRoutes } from './pages/routes.tsx'

export interface AppDeps extends CollectDeps, PageDeps {
  /** Built files that browsers load. */
  readonly assets: Assets
  /** Where a bug is told to whoever runs this: one call per unexpected error. */
  readonly report: (error: unknown, requestId: string) => void
}

/** Says that `Sec-GPC: 1` is honoured, and since when the statement stands: https://w3c.github.io/gpc/ */
const GLOBAL_PRIVACY_CONTROL = { gpc: true, lastUpdate: '2026-11-23' }

export function createApp(deps: AppDeps) {
  const app = new Hono()

  app.onError((error, c) => {
    const requestId = crypto.randomUUID()
    const refusal = error instanceof RequestRefused ? error : storageRefusal(error)
    if (refusal) return refusal.answer(requestId)
    if (error instanceof HTTPException) return error.getResponse()
    deps.report(error, requestId)
    return c.json({ error: 'internal', request_id: requestId }, 500)
  })
  app.notFound(() => {
    throw new RequestRefused('not_found', 'there is nothing at this address')
  })

  app.get('/healthz', c => c.json({ status: 'ok' }))
  app.get('/readyz', async c => {
    await deps.db.all(sql`select 1 as ready`)
    return c.json({ status: 'ready' })
  })

  app.get('/.well-known/gpc.json', c => c.json(GLOBAL_PRIVACY_CONTROL))

  app.route('/', assetRoutes(deps.assets))
  const collecting = collectContext(deps)
  app.route('/', collectRoutes(collecting))
  app.route('/', segmentRoutes(collecting))
  app.route('/', salesLinkRoutes(collecting))
  app.route('/', apiRoutes(deps))
  app.route('/', pageRoutes(deps))
  return app
}
