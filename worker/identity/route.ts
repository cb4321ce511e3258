/** GET /l/TOKEN: a sales link. Nothing in the request can name another target than the one that is stored. */
import { type Context, Hono } from 'hono'
import type { CollectContext } from '../collect/context.ts'
import { RequestRefused } from '../errors.ts'
import { followLink } from './follow-link.ts'

/**
 * 302 to the stored target, whoever asks; 404 when there is no such link or it was revoked. The page behind it learns
 * neither the link nor the mail's address from a referrer, and nothing on the way may keep the answer.
 */
export function salesLinkRoutes(context: Pick<CollectContext, 'db' | 'now' | 'newId' | 'asnOf'>) {
  const routes = new Hono()
  routes.on(['GET', 'HEAD'], '/l/*', async c => {
    const { method, headers } = c.req.raw
    const token = new URL(c.req.url).pathname.slice('/l/'.length)
    const location = await followLink(token, { method, headers, asn: context.asnOf(c.req.raw) }, context)
    if (location === null) return nowhere(c, context.newId())
    return new Response(null, { status: 302, headers: { ...HEADERS, Location: location } })
  })
  routes.all('/l/*', c => {
    const answer = new RequestRefused('method_not_allowed', 'a link is followed by GET').answer(context.newId())
    answer.headers.set('Allow', 'GET, HEAD')
    return c.newResponse(answer.body, answer)
  })
  return routes
}

const HEADERS = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex',
  'X-Content-Type-Options': 'nosniff',
}

/** A program is told the reason; a person, who is no user of ours, reads a sentence. */
function nowhere(c: Context, requestId: string): Response {
  const isPerson = c.req.header('Accept')?.includes('text/html') ?? false
  const answer = isPerson
    ? new Response(GONE, { status: 404, headers: { 'Content-Type': 'text/html; charset=utf-8' } })
    : new RequestRefused('not_found', 'there is no such link').answer(requestId)
  for (const [name, value] of Object.entries({ ...HEADERS, 'Content-Security-Policy': "default-src 'none'" }))
    answer.headers.set(name, value)
  return answer
}

const GONE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>This link leads nowhere</title>
<h1>This link leads nowhere any more</h1>
<p>It was taken back, or a part of it got lost on the way. Whoever sent it to you can send a new one.</p>
</html>
`
