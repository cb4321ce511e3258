/** The JSON API under /api/v1: who asks shows a key; browsers of other origins get nothing, as there is no CORS. */
import { Hono, type MiddlewareHandler } from 'hono'
import type { Database } from '../../db/database.ts'
import { apiKeyOf } from '../access/api-keys.ts'
import { sendTest } from '../alerts/test-delivery.ts'
import type { AlertPlatform } from '../alerts/webhooks.ts'
import { RequestRefused } from '../errors.ts'
import { revokeSalesLink } from '../identity/sales-link.ts'
import { coverageOf } from './coverage.ts'
import { listDeadLetters } from './dead-letters.ts'
import { createLinkFrom, listSalesLinks, salesLinkById } from './links.ts'
import { limitFrom, parametersIn } from './parameters.ts'
import { listModels, listRuns, receiptOf } from './reads.ts'
import { createWebhookFrom, deleteWebhook, listWebhooks, webhookActions, webhookItemById } from './webhooks.ts'

export interface ApiDeps {
  readonly db: Database
  readonly now: () => number
  readonly newId: () => string
  /** Origin under which browsers reach us; absent: as whoever asks does. */
  readonly publicUrl?: string | undefined
  readonly addressOf?: (request: Request) => URL
  /** Absent: this server sends no alerts. */
  readonly alerts?: AlertPlatform | undefined
}

interface Known {
  Variables: { keyId: string }
}

/** A new route is a line here and a function in a `reads.ts`; every one is behind the key. */
export function apiRoutes({ db, now, newId, publicUrl, alerts, addressOf = ({ url }) => new URL(url) }: ApiDeps) {
  const routes = new Hono<Known>()
  routes.use('/api/*', apiHeaders, keyRequired(db))

  routes.get('/api/v1/receipts/:deal', async c => {
    const { model = 'linear', stage } = parametersIn(c.req.url, ['model', 'stage'])
    return c.json(await receiptOf(db, c.req.param('deal'), model, stage))
  })
  routes.get('/api/v1/runs', async c => c.json(await listRuns(db, listingIn(c.req.url))))
  routes.get('/api/v1/models', async c => c.json(await listModels(db, listingIn(c.req.url))))

  routes.get('/api/v1/coverage', async c => {
    parametersIn(c.req.url, [])
    return c.json(await coverageOf(db, now()))
  })

  routes.get('/api/v1/dead-letters', async c => {
    const { reason, site_id, limit, cursor } = parametersIn(c.req.url, ['reason', 'site_id', 'limit', 'cursor'])
    return c.json(await listDeadLetters(db, { reason, site_id }, { limit: limitFrom(limit), cursor }))
  })

  routes.get('/api/v1/links', async c => {
    const { person, limit, cursor } = parametersIn(c.req.url, ['person', 'limit', 'cursor'])
    return c.json(await listSalesLinks(db, person, { limit: limitFrom(limit), cursor }))
  })
  routes.post('/api/v1/links', async c => {
    const origin = publicUrl ?? addressOf(c.req.raw).origin
    return c.json(await createLinkFrom(db, c.req.raw, `API key ${c.get('keyId')}`, { now, newId, origin }), 201)
  })
  routes.get('/api/v1/links/:id', async c => c.json(await salesLinkById(db, c.req.param('id'))))
  routes.delete('/api/v1/links/:id', async c => {
    const id = await revokeSalesLink(db, c.req.param('id'), now())
    return c.json(await salesLinkById(db, id))
  })
  for (const path of ['/api/v1/links', '/api/v1/links/:id']) {
    routes.all(path, () => {
      throw new RequestRefused('method_not_allowed', 'links are listed by GET, made by POST, revoked by DELETE of one')
    })
  }

  const webhookDeps = { now, newId, platform: alerts }
  routes.get('/api/v1/webhooks', async c => c.json(await listWebhooks(db, listingIn(c.req.url))))
  routes.post('/api/v1/webhooks', async c => {
    const by = { created_by: `API key ${c.get('keyId')}`, origin: publicUrl ?? addressOf(c.req.raw).origin }
    return c.json(await createWebhookFrom(db, c.req.raw, by, webhookDeps), 201)
  })
  routes.get('/api/v1/webhooks/:id', async c => c.json(await webhookItemById(db, c.req.param('id'))))
  routes.delete('/api/v1/webhooks/:id', async c => c.json(await deleteWebhook(db, c.req.param('id'))))
  routes.post('/api/v1/webhooks/:id/test', async c =>
    c.json(await sendTest(db, c.req.param('id'), publicUrl ?? addressOf(c.req.raw).origin, webhookDeps)),
  )
  for (const action of ['pause', 'resume', 'rotate'] as const) {
    routes.post(`/api/v1/webhooks/:id/${action}`, async c =>
      c.json(await webhookActions[action](db, c.req.param('id'), webhookDeps)),
    )
  }
  for (const path of ['/api/v1/webhooks', '/api/v1/webhooks/:id', '/api/v1/webhooks/:id/:action']) {
    routes.all(path, () => {
      throw new RequestRefused(
        'method_not_allowed',
        'webhooks are listed by GET, made by POST, removed by DELETE of one; test, pause, resume and rotate of one are POSTs',
      )
    })
  }

  for (const path of ['/api/v1/receipts/:deal', '/api/v1/runs', '/api/v1/models', '/api/v1/coverage', '/api/v1/dead-letters']) {
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
  (db: Database): MiddlewareHandler<Known> =>
  async (c, next) => {
    const [, key = ''] = /^Bearer +(\S+) *$/i.exec(c.req.header('Authorization') ?? '') ?? []
    const known = await apiKeyOf(db, key)
    if (known === null)
      throw new RequestRefused(
        'unknown_write_key',
        'Authorization must be Bearer with a key of this workspace: tributary key create',
      )
    c.set('keyId', known.key_id)
    await next()
  }
