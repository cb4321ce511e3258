/**
 * POST /v1/{batch,page,screen,track,identify,group,alias}: the Segment tracking API, for its clients and RudderStack's
 * with no more than another host. HTTP in, HTTP out.
 */
import { Hono } from 'hono'
import { RequestRefused } from '../../errors.ts'
import type { CollectContext } from '../context.ts'
import { storageRefusal } from '../storage-error.ts'
import { arriveCalls } from './arrive.ts'
import { callAt } from './call.ts'
import { senderFinder } from './sender.ts'

/**
 * Answers 200, since PHP's and older clients take any other status for a failure, with `success` and what `POST /e`
 * answers. `GET /v1/projects/KEY/settings` is what the browser's client asks its host before it sends.
 */
export function segmentRoutes(context: CollectContext) {
  const { newId, store, findSite, budget, addressOf } = context
  const deps = { ...context, findSender: senderFinder(context.db, findSite) }
  const routes = new Hono()

  routes.options('/v1/:call', c => c.body(null, 204, { ...HEADERS, ...PREFLIGHT }))
  routes.post('/v1/:call', async c => {
    const call = callAt(c.req.param('call'))
    if (call === null) return refused(new RequestRefused('not_found', 'there is no such call'))
    try {
      return await budget(c.req.raw, async () => {
        const { arrival, refusal } = await arriveCalls(c.req.raw, call, deps)
        const answer = await store(arrival)
        if (refusal) throw refusal
        return c.json({ success: answer.rejected.length === 0, ...answer }, 200, HEADERS)
      })
    } catch (error) {
      const refusal = error instanceof RequestRefused ? error : storageRefusal(error)
      if (refusal) return refused(refusal)
      throw error
    }
  })
  routes.all('/v1/:call', () =>
    refused(new RequestRefused('method_not_allowed', 'calls come by POST'), { Allow: 'POST, OPTIONS' }),
  )

  routes.get('/v1/projects/:key/settings', async c => {
    const site = await findSite(c.req.param('key'))
    if (!site) return refused(new RequestRefused('unknown_write_key', 'the write key must be the key of a site'))
    const { host, protocol } = addressOf(c.req.raw)
    return c.json(settingsFor(site.site_key, host, protocol.slice(0, -1)), 200, HEADERS)
  })

  const refused = (refusal: RequestRefused, headers: Record<string, string> = {}) => {
    const response = refusal.answer(newId())
    for (const [name, value] of Object.entries({ ...HEADERS, ...headers })) response.headers.set(name, value)
    return response
  }
  return routes
}

const DAY_S = 86_400

/** No cookie is read or set here, so anybody's page may read the answer: it tells nothing but counts. */
const HEADERS = { 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'no-store' }

const PREFLIGHT = {
  'Access-Control-Allow-Methods': 'GET, POST',
  'Access-Control-Allow-Headers': 'authorization, content-type, content-encoding, x-retry-count, anonymousid',
  'Access-Control-Max-Age': String(DAY_S),
}

/** In the form of Segment's own: one destination, which is here. */
const settingsFor = (apiKey: string, host: string, protocol: string) => ({
  integrations: {
    'Segment.io': { apiKey, apiHost: `${host}/v1`, protocol, type: 'browser', versionSettings: { componentTypes: [] } },
  },
  plan: { track: { __default: { enabled: true, integrations: {} } } },
  edgeFunction: {},
  metrics: { sampleRate: 0 },
})
