/** Where alerts go: found, listed, changed. */
import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { alertDeliveries, type Webhook, webhooks } from '../schema.ts'

export const allWebhooks = (db: Database) =>
  db.all<Webhook>(sql`select * from ${webhooks} order by created_at desc, webhook_id desc`)

/** Those that something may be sent to. */
export const activeWebhooks = (db: Database) =>
  db.all<Webhook>(sql`
    select *
    from ${webhooks}
    where paused_at is null
      and disabled_at is null
    order by webhook_id
  `)

export async function webhookById(db: Database, webhookId: string): Promise<Webhook | null> {
  const [webhook] = await db.all<Webhook>(sql`select * from ${webhooks} where webhook_id = ${webhookId}`)
  return webhook ?? null
}

/** Returns the id of what is there. */
export const webhookPaused = (webhookId: string, now: number): SQL => sql`
  update ${webhooks}
  set paused_at = coalesce(paused_at, ${now})
  where webhook_id = ${webhookId}
  returning webhook_id
`

/** What happened while it was paused is not told afterwards. Returns the id of what is there. */
export const webhookResumed = (webhookId: string, now: number): SQL => sql`
  update ${webhooks}
  set since_at = case when paused_at is null and disabled_at is null then since_at else ${now} end,
      paused_at = null,
      disabled_at = null,
      disabled_reason = null,
      held_until = 0
  where webhook_id = ${webhookId}
  returning webhook_id
`

/** Returns the id of what is there. */
export const webhookRotated = (webhookId: string, salt: string, now: number): SQL => sql`
  update ${webhooks}
  set old_salt = salt,
      salt = ${salt},
      rotated_at = ${now}
  where webhook_id = ${webhookId}
  returning webhook_id
`

/** With its deliveries. The last one returns the id. */
export const webhookRemoved = (webhookId: string): SQL[] => [
  sql`delete from ${alertDeliveries} where webhook_id = ${webhookId}`,
  sql`delete from ${webhooks} where webhook_id = ${webhookId} returning webhook_id`,
]

export const webhookAnswered = (webhookId: string, now: number): SQL => sql`
  update ${webhooks}
  set ok_at = ${now},
      failing_since = null,
      failures = 0,
      problem = null,
      held_until = 0
  where webhook_id = ${webhookId}
`

export const webhookFailed = (webhookId: string, now: number, problem: string, heldUntil: number): SQL => sql`
  update ${webhooks}
  set failing_since = coalesce(failing_since, ${now}),
      failures = failures + 1,
      problem = ${problem},
      held_until = ${heldUntil}
  where webhook_id = ${webhookId}
`

export const webhookDisabled = (webhookId: string, now: number, reason: string): SQL => sql`
  update ${webhooks}
  set disabled_at = ${now},
      disabled_reason = ${reason}
  where webhook_id = ${webhookId}
`

/** How many deliveries each has to send yet. */
export const waitingByWebhook = (db: Database) =>
  db.all<{ webhook_id: string; waiting: number }>(sql`
    select webhook_id, count(*) as waiting
    from ${alertDeliveries}
    where next_at is not null
    group by webhook_id
  `)
