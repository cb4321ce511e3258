/** A message that tries a webhook out, at once and once. */
import { type Database, insertInto } from '../../db/database.ts'
import { webhookAnswered } from '../../db/queries/webhooks.ts'
import { alertDeliveries, alerts } from '../../db/schema.ts'
import { RequestRefused } from '../errors.ts'
import { columnsOf, send } from './deliver.ts'
import { TEST } from './kinds.ts'
import { messageOf } from './message.ts'
import { deliveryOf } from './outbox.ts'
import { triedOutcome } from './outcome.ts'
import { type WebhookDeps, webhookNamed } from './webhooks.ts'

export interface TestResult {
  readonly delivered: boolean
  /** Status of the answer; null: there was none. */
  readonly answered: number | null
  readonly reason: string | null
  readonly detail: string | null
}

const nobody = { account: null, person: null, deal: null, site: null }

/**
 * Also to one that is paused. What fails is not tried again.
 * @throws RequestRefused not_found; forbidden where this server sends nothing
 */
export async function sendTest(
  db: Database,
  webhook_id: string,
  origin: string,
  { now, newId, platform }: WebhookDeps,
): Promise<TestResult> {
  const webhook = await webhookNamed(db, webhook_id)
  if (!platform) throw new RequestRefused('forbidden', 'this server sends no alerts')
  const at = now()
  const alert_id = `al_${newId()}`
  const delivery = deliveryOf(alert_id, webhook_id, newId(), at)
  const message = messageOf({ alert_id, happened_at: at, facts: null }, nobody, origin)
  const tried = triedOutcome(await send({ now, platform }, webhook, delivery.delivery_id, message), delivery, at, 0)
  const { answered, reason, detail } = columnsOf(tried)
  const delivered = tried.outcome.status === 'delivered'
  const status = delivered ? ('delivered' as const) : ('failed' as const)
  await db.run(
    insertInto(alerts, [{ alert_id, alert_key: `${TEST} ${alert_id}`, kind: TEST, happened_at: at, made_at: at, facts: 'null' }]),
    insertInto(alertDeliveries, [
      { ...delivery, status, attempts: 1, next_at: null, tried_at: now(), ...{ answered, reason, detail } },
    ]),
    ...(delivered ? [webhookAnswered(webhook_id, at)] : []),
  )
  return { delivered, answered, reason, detail }
}
