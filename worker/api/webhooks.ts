/** Webhooks for the JSON API. A secret is in the answer to the request that made it, and nowhere else. */
import type { Database } from '../../db/database.ts'
import { allWebhooks, waitingByWebhook } from '../../db/queries/webhooks.ts'
import type { Webhook } from '../../db/schema.ts'
import { type AlertKind, alertKinds, isAlertKind } from '../alerts/kinds.ts'
import {
  createWebhook,
  kindsOf,
  pauseWebhook,
  removeWebhook,
  resumeWebhook,
  rotateSecret,
  type WebhookDeps,
  type WebhookOrder,
  webhookNamed,
} from '../alerts/webhooks.ts'
import { isObject } from '../collect/json.ts'
import { jsonFrom, readBytes } from '../collect/read.ts'
import { RequestRefused } from '../errors.ts'
import type { Listing } from './reads.ts'

/** The newest first. @throws RequestRefused invalid_cursor */
export async function listWebhooks(db: Database, { limit, cursor }: Listing) {
  const all = await webhookItems(db, await allWebhooks(db))
  const from = cursor === undefined ? 0 : all.findIndex(({ id }) => id === cursor) + 1
  if (cursor !== undefined && from === 0) throw new RequestRefused('invalid_cursor', 'cursor: not one of this list')
  const items = all.slice(from, from + limit)
  return { items, next_cursor: from + limit < all.length ? (items.at(-1)?.id ?? null) : null }
}

/** @throws RequestRefused not_found */
export async function webhookItemById(db: Database, webhook_id: string) {
  const [item] = await webhookItems(db, [await webhookNamed(db, webhook_id)])
  return item
}

/**
 * Takes `{"url", "kind", "events"}`; without `events` it listens to all.
 * @throws RequestRefused what reading JSON may, unknown_field, missing_field, wrong_type, invalid_parameter, and what making a
 *   webhook may
 */
export async function createWebhookFrom(
  db: Database,
  request: Request,
  by: Pick<WebhookOrder, 'created_by' | 'origin'>,
  deps: WebhookDeps,
) {
  const { webhook_id, secret } = await createWebhook(db, { ...orderFrom(jsonFrom(await readBytes(request))), ...by }, deps)
  return { ...(await webhookItemById(db, webhook_id)), secret }
}

/** What can be done to one. @throws RequestRefused not_found, and what `rotateSecret` may */
export const webhookActions: Readonly<
  Record<'pause' | 'resume' | 'rotate', (db: Database, webhook_id: string, deps: WebhookDeps) => Promise<object>>
> = {
  async pause(db, webhook_id, { now }) {
    await pauseWebhook(db, webhook_id, now())
    return { ...(await webhookItemById(db, webhook_id)) }
  },
  async resume(db, webhook_id, { now }) {
    await resumeWebhook(db, webhook_id, now())
    return { ...(await webhookItemById(db, webhook_id)) }
  },
  async rotate(db, webhook_id, deps) {
    const secret = await rotateSecret(db, webhook_id, deps)
    return { ...(await webhookItemById(db, webhook_id)), secret }
  },
}

/** @throws RequestRefused not_found */
export async function deleteWebhook(db: Database, webhook_id: string) {
  await removeWebhook(db, webhook_id)
  return { id: webhook_id, deleted: true }
}

/** As programs see them. */
async function webhookItems(db: Database, webhooks: readonly Webhook[]) {
  const waiting = new Map((await waitingByWebhook(db)).map(row => [row.webhook_id, row.waiting]))
  return webhooks.map(webhook => ({
    id: webhook.webhook_id,
    url: webhook.url,
    kind: webhook.kind,
    events: kindsOf(webhook),
    status: statusOf(webhook),
    created_at: instant(webhook.created_at),
    created_by: webhook.created_by,
    disabled_reason: webhook.disabled_reason,
    last_delivered_at: instant(webhook.ok_at),
    failing_since: instant(webhook.failing_since),
    problem: webhook.problem,
    waiting: waiting.get(webhook.webhook_id) ?? 0,
  }))
}

export function statusOf({ disabled_at, paused_at }: Pick<Webhook, 'disabled_at' | 'paused_at'>) {
  if (disabled_at !== null) return 'disabled'
  return paused_at === null ? 'active' : 'paused'
}

const instant = (at: number | null) => (at === null ? null : new Date(at).toISOString())

const FIELDS = ['url', 'kind', 'events']

function orderFrom(body: unknown): Pick<WebhookOrder, 'url' | 'kind' | 'events'> {
  if (!isObject(body)) throw new RequestRefused('wrong_type', 'the body must be an object')
  const unknown = Object.keys(body).find(name => !FIELDS.includes(name))
  if (unknown !== undefined) throw new RequestRefused('unknown_field', `there is no field ${unknown.slice(0, 40)}`)
  const { url, kind = 'webhook', events = alertKinds } = body
  if (url === undefined || url === null) throw new RequestRefused('missing_field', 'url is missing')
  if (typeof url !== 'string') throw new RequestRefused('wrong_type', 'url must be text')
  if (kind !== 'webhook' && kind !== 'slack') throw new RequestRefused('invalid_parameter', 'kind must be webhook or slack')
  return { url, kind, events: eventsFrom(events) }
}

/** @throws RequestRefused wrong_type, invalid_parameter */
export function eventsFrom(events: unknown): AlertKind[] {
  if (!Array.isArray(events) || !events.every(event => typeof event === 'string'))
    throw new RequestRefused('wrong_type', 'events must be a list of texts')
  const unknown = events.find(event => !isAlertKind(event))
  if (unknown !== undefined || events.length === 0)
    throw new RequestRefused('invalid_parameter', `events must be one or more of ${alertKinds.join(', ')}`)
  return events.filter(isAlertKind)
}
