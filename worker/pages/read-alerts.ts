/** What the page of alerts shows. */
import type { Database } from '../../db/database.ts'
import { type DeliveryLine, deliveriesOf } from '../../db/queries/alert-deliveries.ts'
import { alertPage } from '../../db/queries/alerts.ts'
import { listsOf } from '../../db/queries/in-list.ts'
import { allWebhooks, waitingByWebhook } from '../../db/queries/webhooks.ts'
import type { Webhook } from '../../db/schema.ts'
import { factsOf, readAbout } from '../alerts/about.ts'
import { alertKinds } from '../alerts/kinds.ts'
import { messageOf } from '../alerts/message.ts'
import type { TestResult } from '../alerts/test-delivery.ts'
import { type Settings, settingText } from '../settings.ts'
import type { Frame } from './frame.ts'
import { pageNumberFrom } from './table.tsx'
import type { FieldErrors, Typed } from './typed.ts'

export const ALERTS_PER_PAGE = 25

/** Fields of the form by kind: `event:deal.moved`. */
export const EVENT = 'event:'

export interface WebhookLine extends Webhook {
  readonly waiting: number
}

export interface AlertLine {
  readonly alert_id: string
  readonly kind: string
  readonly happened_at: number
  readonly summary: string
  /** Path in the dashboard. */
  readonly link: string
  readonly deliveries: readonly DeliveryLine[]
}

/** What has just been done. */
export type Done =
  | { readonly what: 'secret'; readonly webhook_id: string; readonly secret: string; readonly isNew: boolean }
  | { readonly what: 'made'; readonly webhook_id: string }
  | { readonly what: 'tested'; readonly webhook_id: string; readonly result: TestResult }

export interface AlertsProps {
  readonly frame: Frame
  readonly webhooks: readonly WebhookLine[]
  readonly alerts: readonly AlertLine[]
  readonly total: number
  readonly page: number
  readonly typed: Typed
  readonly errors: FieldErrors
  readonly done: Done | null
}

export interface AlertForm {
  readonly typed: Typed
  readonly errors: FieldErrors
}

export const emptyAlertForm = (settings: Settings): AlertForm => ({
  typed: { kind: 'webhook', ...Object.fromEntries(alertKinds.map(kind => [EVENT + kind, 'on'])), ...typedTerms(settings) },
  errors: {},
})

export const typedTerms = (settings: Settings): Typed => ({
  'heat.cold_after_days': settingText(settings['heat.cold_after_days']),
  'alerts.pricing_paths': settings['alerts.pricing_paths'].join(', '),
})

export async function readAlerts(db: Database, frame: Frame, form: AlertForm, done: Done | null): Promise<AlertsProps> {
  const page = pageNumberFrom(frame.query.page)
  const [webhooks, waiting, { alerts, total }] = await Promise.all([
    allWebhooks(db),
    waitingByWebhook(db),
    alertPage(db, ALERTS_PER_PAGE, (page - 1) * ALERTS_PER_PAGE),
  ])
  const facts = alerts.map(factsOf)
  const [list] = listsOf(alerts.map(({ alert_id }) => alert_id))
  const [abouts, deliveries] = await Promise.all([readAbout(db, facts), list ? deliveriesOf(db, list) : []])
  const lines = alerts.map(({ alert_id, kind, happened_at }, i): AlertLine => {
    const { data } = messageOf({ alert_id, happened_at, facts: facts[i] ?? null }, abouts[i]!, '')
    const own = deliveries.filter(delivery => delivery.alert_id === alert_id)
    return { alert_id, kind, happened_at, summary: data.summary, link: data.link, deliveries: own }
  })
  const withWaiting = webhooks.map(webhook => ({
    ...webhook,
    waiting: waiting.find(row => row.webhook_id === webhook.webhook_id)?.waiting ?? 0,
  }))
  return { frame, webhooks: withWaiting, alerts: lines, total, page, ...form, done }
}
