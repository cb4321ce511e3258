/** The importer inside workerd: a POST to /KIND imports its body into D1. */
import type { D1Database } from '@cloudflare/workers-types'
import { d1Database } from '../../../db/d1.ts'
import { importRows } from '../../../worker/crm/import.ts'
import { isKindName } from '../../../worker/crm/kinds.ts'

export default {
  async fetch(request: Request, env: { DB: D1Database }): Promise<Response> {
    const kind = new URL(request.url).pathname.slice(1)
    if (!isKindName(kind) || !request.body) return new Response('', { status: 404 })
    const deps = { db: d1Database(env.DB), now: () => 0, newId: () => crypto.randomUUID() }
    const settings = { currency: 'EUR', timezone: 'Europe/Berlin' }
    return Response.json(await importRows({ ...deps, settings }, kind, request.body))
  },
}
