/** POST /e: HTTP in, HTTP out. What happens to the events is told in steps.ts. */
import { type Context, Hono } from 'hono'
import { RequestRefused } from '../errors.ts'
import { arrive } from './arrive.ts'
import type { CollectContext } from './context.ts'
import { isSameSite, visitorCookie } from './cookie.ts'
import { storageRefusal } from './storage-error.ts'

const DAY_S = 86_400

/**
 * `POST /e` takes `WireBatch` and answers 202 with `WireAnswer` when everything is stored for good. The key of the site
 * may also stand in the address, `/e?site=KEY`: then even a body that cannot be read is kept for its owner.
 */
export function collectRoutes(context: CollectContext) {
  const { budget, store, addressOf, clientOf, now, newId } = context
  const routes = new Hono()
  routes.options('/e', c => c.body(null, 204, { ...corsFor(pageOf(c), addressOf(c.req.raw)), ...PREFLIGHT }))
  routes.post('/e', async c => {
    const collector = addressOf(c.req.raw)
    const page = pageOf(c)
    const headers = corsFor(page, collector)
    try {
      return await budget(c.req.raw, async () => {
        const arrived = await arrive(c.req.raw, clientOf(c), context)
        const answer = await store(arrived.arrival)
        if (arrived.refusal) throw arrived.refusal
        const { visitorId } = arrived
        const carried = c.req.header('cookie') ?? ''
        const cookie = visitorId !== null && isOwn(page, collector) ? visitorCookie(visitorId, collector, carried, now()) : null
        return new Response(JSON.stringify(answer), {
          status: 202,
          headers: { 'Content-Type': 'application/json', ...headers, ...(cookie && { 'Set-Cookie': cookie }) },
        })
      })
    } catch (error) {
      const refusal = error instanceof RequestRefused ? error : storageRefusal(error)
      if (refusal) return refused(refusal, headers)
      throw error
    }
  })
  routes.all('/e', c =>
    refused(new RequestRefused('method_not_allowed', 'events come by POST'), {
      ...corsFor(pageOf(c), addressOf(c.req.raw)),
      Allow: 'POST, OPTIONS',
    }),
  )

  const refused = (refusal: RequestRefused, headers: Record<string, string>) => {
    const response = refusal.answer(newId())
    for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
    return response
  }
  return routes
}

const PREFLIGHT = {
  'Access-Control-Allow-Methods': 'POST',
  'Access-Control-Allow-Headers': 'content-type, content-encoding',
  'Access-Control-Max-Age': String(DAY_S),
}

/** The page that the request comes from; null when it comes from none. */
const pageOf = (c: Context): URL | null => URL.parse(c.req.header('origin') ?? '')

const isOwn = (page: URL | null, collector: URL): page is URL => page !== null && isSameSite(page.hostname, collector.hostname)

/**
 * Anybody's page may read the answer, for it tells nothing but counts. A page of the same owner may send its cookies
 * along, because browsers take a cookie only from an answer to a request that could have sent one; all that we read of
 * them is whether the visitor's is there already.
 */
const corsFor = (page: URL | null, collector: URL): Record<string, string> => ({
  Vary: 'Origin',
  'Cache-Control': 'no-store',
  'Access-Control-Expose-Headers': 'Retry-After',
  ...(isOwn(page, collector)
    ? { 'Access-Control-Allow-Origin': page.origin, 'Access-Control-Allow-Credentials': 'true' }
    : { 'Access-Control-Allow-Origin': '*' }),
})
