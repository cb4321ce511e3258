/** The JSON API under /api/v1: who asks shows a key; browsers of other origins get nothing, as there is no CORS. */
import { Hono, type MiddlewareHandler } from 'hono'
import type { Database } from '../../db/database.ts'
import { apiKeyOf } from '../access/api-keys.ts'
import { RequestRefused } from '../errors.ts'
import { listDeadLetters } from './dead-letters.ts'
import { limitFrom, parametersIn } from './parameters.ts'
import { listModels, listRuns, receiptOf } from './reads.ts'

export interface ApiDeps {
  readonly db: Database
}

/** A new route is a line here and a function in a `reads.ts`; every one is behind the key. */
export function apiRoutes({ db }: ApiDeps) {
  const routes = new Hono()
  routes.use('/api/*', apiHeaders, keyRequired(db))

  routes.get('/api/v1/receipts/:deal', async c => {
    const { model = 'linear', stage } = parametersIn(c.req.url, ['model', 'stage'])
    return c.json(await receiptOf(db, c.req.param('deal'), model, stage))
  })
  routes.get('/api/v1/runs', async c => c.json(await listRuns(db, listingIn(c.req.url))))
  routes.get('/api/v1/models', async c => c.json(await listModels(db, listingIn(c.req.url))))

  routes.get('/api/v1/dead-letters', async c => {
    const { reason, site_id, limit, cursor } = parametersIn(c.req.url, ['reason', 'site_id', 'limit', 'cursor'])
    return c.json(await listDeadLetters(db, { reason, site_id }, { limit: limitFrom(limit), cursor }))
  })

  for (const path of ['/api/v1/receipts/:deal', '/api/v1/runs', '/api/v1/models', '/api/v1/dead-letters']) {
    routes.all(path, () => {
      throw new RequestRefused('method_not_allowed', 'this can only be read: use GET')
    })
  }
  routes.all('/api/*', () => {
    throw new RequestRefused('not_found', 'there is nothing at this address')
  })
  return routes
}

function listingIn(url: string) {
  const { limit, cursor } = parametersIn(url, ['limit', 'cursor'])
  return { limit: limitFrom(limit), cursor }
}

const apiHeaders: MiddlewareHandler = async (c, next) => {
  await next()
  c.res.headers.set('Cache-Control', 'no-store')
  c.res.headers.set('X-Content-Type-Options', 'nosniff')
  if (c.res.status === 401) c.res.headers.set('WWW-Authenticate', 'Bearer')
}

/** What was sent as a key is told to nobody: neither in the answer nor in a log. */
const keyRequired =
  (db: Database): MiddlewareHandler =>
  async (c, next) => {
    const [, key = ''] = /^Bearer +(\S+) *$/i.exec(c.req.header('Authorization') ?? '') ?? []
    if ((await apiKeyOf(db, key)) === null)
      throw new RequestRefused(
        'unknown_write_key',
        'Authorization must be Bearer with a key of this workspace: tributary key create',
      )
    await next()
  }
