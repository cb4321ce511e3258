/** Webhooks made and changed, for the API, the page and the command line. */
import { type Database, insertInto } from '../../db/database.ts'
import {
  allWebhooks,
  webhookById,
  webhookPaused,
  webhookRemoved,
  webhookResumed,
  webhookRotated,
} from '../../db/queries/webhooks.ts'
import { type Webhook, webhooks } from '../../db/schema.ts'
import { RequestRefused } from '../errors.ts'
import { randomName } from '../identity/random-name.ts'
import type { Ask } from '../install/ask.ts'
import { type AlertKind, alertKinds, isAlertKind } from './kinds.ts'
import { webhookSecret } from './sign.ts'
import { parseWebhookUrl } from './target.ts'

/** What the platform gives to alerts. */
export interface AlertPlatform {
  /** Sends an alert; never into a private network. */
  readonly post: Ask
  /** The server's own secret; null: it has none, and webhooks that are signed cannot be made. */
  readonly secret: () => Promise<string | null>
  /** Addresses that may be written to whatever the rules say: this machine, for the demo. */
  readonly isOpen?: (url: URL) => boolean
}

export interface WebhookOrder {
  readonly url: string
  readonly kind: Webhook['kind']
  readonly events: readonly AlertKind[]
  readonly created_by: string
  /** Under which its maker reached us. */
  readonly origin: string
}

export interface WebhookDeps {
  readonly now: () => number
  readonly newId: () => string
  readonly platform: AlertPlatform | undefined
}

/** As many as a person can keep in view; each alert is sent to all of them. */
export const MOST_WEBHOOKS = 50

/**
 * @returns with the secret that signs, which is not shown again; null for a chat, which checks none
 * @throws RequestRefused ssrf_blocked, bad_url, batch_too_large, forbidden when the server has no secret
 */
export async function createWebhook(
  db: Database,
  order: WebhookOrder,
  { now, newId, platform }: WebhookDeps,
): Promise<{ readonly webhook_id: string; readonly secret: string | null }> {
  const url = parseWebhookUrl(order.url, platform?.isOpen ?? (() => false))
  if ((await allWebhooks(db)).length >= MOST_WEBHOOKS)
    throw new RequestRefused('batch_too_large', `there can be ${MOST_WEBHOOKS} webhooks`)
  const webhook_id = `w_${newId()}`
  const salt = randomName()
  const secret = order.kind === 'slack' ? null : await secretOf(platform, webhook_id, salt)
  const created_at = now()
  const { kind, events, created_by, origin } = order
  await db.run(
    insertInto(webhooks, [
      {
        ...{ webhook_id, url, kind, salt, origin, created_at, created_by },
        events: alertKinds.filter(known => events.includes(known)).join(','),
        since_at: created_at,
        failures: 0,
        held_until: 0,
      },
    ]),
  )
  return { webhook_id, secret }
}

/** What signs from now on; the secret before it signs, too, for a day. @throws RequestRefused not_found, forbidden */
export async function rotateSecret(db: Database, webhook_id: string, { now, platform }: WebhookDeps): Promise<string> {
  const webhook = await webhookNamed(db, webhook_id)
  if (webhook.kind === 'slack') throw new RequestRefused('bad_request', 'a chat checks no signature, so there is no secret')
  const salt = randomName()
  const secret = await secretOf(platform, webhook_id, salt)
  await assertThere(db.run(webhookRotated(webhook_id, salt, now())))
  return secret
}

/** @throws RequestRefused not_found */
export const pauseWebhook = (db: Database, webhook_id: string, now: number): Promise<void> =>
  assertThere(db.run(webhookPaused(webhook_id, now)))

/** Also one that was disabled. @throws RequestRefused not_found */
export const resumeWebhook = (db: Database, webhook_id: string, now: number): Promise<void> =>
  assertThere(db.run(webhookResumed(webhook_id, now)))

/** @throws RequestRefused not_found */
export const removeWebhook = (db: Database, webhook_id: string): Promise<void> =>
  assertThere(db.run(...webhookRemoved(webhook_id)))

/** @throws RequestRefused not_found */
export async function webhookNamed(db: Database, webhook_id: string): Promise<Webhook> {
  const webhook = await webhookById(db, webhook_id)
  if (!webhook) throw new RequestRefused('not_found', 'there is no such webhook')
  return webhook
}

export const kindsOf = ({ events }: Pick<Webhook, 'events'>): AlertKind[] => events.split(',').filter(isAlertKind)

const ROTATION_MS = 86_400_000

/** What signs a delivery now, the newest first. Null: the server has lost its own secret. */
export async function signingSecrets(platform: AlertPlatform, webhook: Webhook, now: number): Promise<readonly string[] | null> {
  const own = await platform.secret()
  if (own === null) return null
  const { webhook_id, salt, old_salt, rotated_at } = webhook
  const isOldGood = old_salt !== null && rotated_at !== null && now < rotated_at + ROTATION_MS
  return Promise.all([salt, ...(isOldGood ? [old_salt] : [])].map(one => webhookSecret(own, webhook_id, one)))
}

async function secretOf(platform: AlertPlatform | undefined, webhook_id: string, salt: string): Promise<string> {
  const own = (await platform?.secret()) ?? null
  if (own === null)
    throw new RequestRefused('forbidden', 'this server has no secret to sign with: set SECRET, 32 characters or more, first')
  return webhookSecret(own, webhook_id, salt)
}

async function assertThere(done: Promise<readonly (readonly unknown[])[]>): Promise<void> {
  if (!(await done).at(-1)?.length) throw new RequestRefused('not_found', 'there is no such webhook')
}
