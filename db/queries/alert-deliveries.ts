/** The outbox: what is to be sent, and what became of it. */
import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { type Alert, type AlertDelivery, alertDeliveries, alerts, webhooks } from '../schema.ts'

export interface DueDelivery extends Pick<AlertDelivery, 'delivery_id' | 'webhook_id' | 'attempts' | 'made_at'> {
  readonly alert_id: string
  readonly happened_at: Alert['happened_at']
  readonly facts: Alert['facts']
}

/** Those whose time has come, of webhooks that may be written to, the longest due first. */
export const dueDeliveries = (db: Database, now: number, limit: number) =>
  db.all<DueDelivery>(sql`
    select
        alert_deliveries.delivery_id,
        alert_deliveries.webhook_id,
        alert_deliveries.attempts,
        alert_deliveries.made_at,
        alerts.alert_id,
        alerts.happened_at,
        alerts.facts
    from ${alertDeliveries}
    inner join ${webhooks} on webhooks.webhook_id = alert_deliveries.webhook_id
    inner join ${alerts} on alerts.alert_id = alert_deliveries.alert_id
    where alert_deliveries.next_at <= ${now}
      and webhooks.paused_at is null
      and webhooks.disabled_at is null
      and webhooks.held_until <= ${now}
    order by alert_deliveries.next_at, alert_deliveries.made_at, alert_deliveries.delivery_id
    limit ${limit}
  `)

export type Tried = Pick<AlertDelivery, 'delivery_id' | 'status' | 'next_at' | 'tried_at' | 'answered' | 'reason' | 'detail'>

export const deliveryTried = ({ delivery_id, status, next_at, tried_at, answered, reason, detail }: Tried): SQL => sql`
  update ${alertDeliveries}
  set status = ${status},
      attempts = attempts + 1,
      next_at = ${next_at},
      tried_at = ${tried_at},
      answered = ${answered},
      reason = ${reason},
      detail = ${detail}
  where delivery_id = ${delivery_id}
`

/** What waits for longer than is tried, and was held up by a pause. */
export const deliveriesGivenUp = (madeBefore: number, reason: string, detail: string): SQL => sql`
  update ${alertDeliveries}
  set status = 'failed',
      next_at = null,
      reason = coalesce(reason, ${reason}),
      detail = coalesce(detail, ${detail})
  where next_at is not null
    and made_at < ${madeBefore}
`

/** An alert on its way, or arrived, for people to see. */
export interface DeliveryLine extends AlertDelivery {
  readonly url: string
  readonly webhook_kind: 'webhook' | 'slack'
}

/** Of these alerts. */
export const deliveriesOf = (db: Database, list: SQL) =>
  db.all<DeliveryLine>(sql`
    select
        alert_deliveries.*,
        webhooks.url,
        webhooks.kind as webhook_kind
    from ${alertDeliveries}
    inner join ${webhooks} on webhooks.webhook_id = alert_deliveries.webhook_id
    where alert_deliveries.alert_id in (${list})
    order by alert_deliveries.made_at, alert_deliveries.delivery_id
  `)
