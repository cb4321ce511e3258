/** What is to be told, put where it waits to be sent: each fact once, and to whom it is news. */
import { insertInto, type Write } from '../../db/database.ts'
import { keysTold } from '../../db/queries/alerts.ts'
import { listsOf } from '../../db/queries/in-list.ts'
import { alertDeliveries, alerts, type Webhook } from '../../db/schema.ts'
import type { JobDeps } from '../jobs/attribute.ts'
import type { Lease } from '../jobs/lease.ts'
import type { AlertKind, Notice } from './kinds.ts'
import { kindsOf } from './webhooks.ts'

/** One look for news. */
export interface Context extends JobDeps {
  readonly lease: Lease
  readonly webhooks: readonly Webhook[]
  readonly wanted: ReadonlySet<AlertKind>
  readonly at: number
}

/** Writes what is new and wanted, together with what says that it was looked at. */
export async function tell(context: Context, notices: readonly Notice[], seen: readonly Write[] = []): Promise<void> {
  const { db, lease, newId, webhooks, at } = context
  const known = new Set<string>()
  for (const list of listsOf(notices.map(({ alert_key }) => alert_key)))
    for (const { alert_key } of await keysTold(db, list)) known.add(alert_key)
  const rows: (typeof alerts.$inferInsert)[] = []
  const deliveries: (typeof alertDeliveries.$inferInsert)[] = []
  for (const { alert_key, happened_at, facts } of notices) {
    const listeners = webhooks.filter(webhook => webhook.since_at <= happened_at && kindsOf(webhook).includes(facts.kind))
    if (listeners.length === 0 || known.has(alert_key)) continue
    known.add(alert_key)
    const alert_id = `al_${newId()}`
    rows.push({
      alert_id,
      alert_key,
      kind: facts.kind,
      happened_at,
      made_at: at,
      ...namesOf(facts),
      facts: JSON.stringify(facts),
    })
    for (const { webhook_id } of listeners) deliveries.push(deliveryOf(alert_id, webhook_id, newId(), at))
  }
  if (rows.length + seen.length === 0) return
  await lease.commit(insertInto(alerts, rows), insertInto(alertDeliveries, deliveries), ...seen)
}

export const deliveryOf = (alert_id: string, webhook_id: string, id: string, at: number) => ({
  delivery_id: `msg_${id}`,
  alert_id,
  webhook_id,
  status: 'waiting' as const,
  attempts: 0,
  made_at: at,
  next_at: at,
})

function namesOf(facts: Notice['facts']) {
  if (facts.kind === 'data.stopped' || facts.kind === 'digest.weekly') return {}
  const { account_id } = facts
  return facts.kind === 'deal.moved' ? { account_id, deal_id: facts.deal_id } : { account_id, person_id: facts.person_id }
}
