/** A workspace with a webhook to a real receiver, and alerts that run when a test says so. */
import { sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import type { Alert, AlertDelivery, Webhook } from '../../../db/schema.ts'
import { tellAlerts } from '../../../worker/alerts/job.ts'
import { type AlertKind, alertKinds } from '../../../worker/alerts/kinds.ts'
import { createWebhook } from '../../../worker/alerts/webhooks.ts'
import { openWorkspace, type Workspace } from '../jobs/workspace.ts'
import { platformOf, type Receiver } from './receiver.ts'

export interface Story extends Workspace {
  /** Moves the clock on. */
  pass(ms: number): void
  /** An address on the site, now. */
  see(visitor: string, path: string): Promise<void>
  identify(visitor: string, email: string): Promise<void>
  /** The job, then alerts: found and sent. */
  run(options?: { full?: boolean }): Promise<void>
  tell(): Promise<void>
  add(kind?: Webhook['kind'], events?: readonly AlertKind[]): Promise<{ webhook_id: string; secret: string | null }>
  alerts(): Promise<Alert[]>
  deliveries(): Promise<AlertDelivery[]>
  webhooks(): Promise<Webhook[]>
}

const SECOND_MS = 1000

/** What tells of facts, and not of the calendar. */
const facts = alertKinds.filter(kind => kind !== 'digest.weekly')

export async function openStory(db: Database, receiver: Receiver): Promise<Story> {
  const workspace = await openWorkspace(db)
  const { clock } = workspace
  const platform = platformOf(receiver)
  let ids = 0
  const newId = () => `${++ids}`.padStart(6, '0')
  const deps = { db, now: () => clock.now, newId, platform, chance: () => 0.5, publicUrl: 'https://t.example.com' }
  const event = (url: string, more: object) => ({
    type: 'page',
    url,
    title: 'A page',
    created_at: new Date(clock.now).toISOString(),
    ...more,
  })
  const tell = () => tellAlerts(deps)
  return {
    ...workspace,
    pass: ms => {
      clock.now += ms
    },
    async see(visitor, path) {
      clock.now += SECOND_MS
      await workspace.visit(visitor, event(`https://www.example.com${path}`, {}))
    },
    async identify(visitor, email) {
      clock.now += SECOND_MS
      await workspace.visit(
        visitor,
        event('https://www.example.com/demo', { type: 'form', form: 'demo', email, fields: { email } }),
      )
    },
    async run(options) {
      clock.now += SECOND_MS
      await workspace.attribute(options)
      await tell()
    },
    tell,
    add: (kind = 'webhook', events = facts) =>
      createWebhook(db, { url: receiver.url, kind, events, created_by: 'a test', origin: 'http://elsewhere' }, deps),
    alerts: () => db.all<Alert>(sql`select * from alerts order by made_at, alert_id`),
    deliveries: () => db.all<AlertDelivery>(sql`select * from alert_deliveries order by made_at, delivery_id`),
    webhooks: () => db.all<Webhook>(sql`select * from webhooks order by webhook_id`),
  }
}
