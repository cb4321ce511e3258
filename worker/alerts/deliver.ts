/**
 * Sends what is due. A delivery is noted after its answer, so a crash in between sends it once more, under the same id:
 * at least once, and the receiver can tell.
 */
import type { Database } from '../../db/database.ts'
import { type DueDelivery, deliveriesGivenUp, deliveryTried, dueDeliveries } from '../../db/queries/alert-deliveries.ts'
import { activeWebhooks, webhookAnswered, webhookDisabled, webhookFailed } from '../../db/queries/webhooks.ts'
import type { Webhook } from '../../db/schema.ts'
import { RequestRefused } from '../errors.ts'
import { type Answer, NoAnswer } from '../install/ask.ts'
import { type Lease, takeLease } from '../jobs/lease.ts'
import { factsOf, readAbout } from './about.ts'
import { type Message, messageOf, slackMessage } from './message.ts'
import { GIVE_UP_MS, pauseAfter, type Tried, triedOutcome } from './outcome.ts'
import { signedHeaders } from './sign.ts'
import { parseWebhookUrl } from './target.ts'
import { type AlertPlatform, signingSecrets } from './webhooks.ts'

export interface DeliverDeps {
  readonly db: Database
  readonly now: () => number
  readonly platform: AlertPlatform
  /** In [0, 1). */
  readonly chance: () => number
  /** Origin under which browsers reach the dashboard; absent: as whoever made the webhook did. */
  readonly publicUrl?: string | undefined
}

const JOB = 'alert deliveries'

const AT_ONCE = 100

/** No further one is begun after this long, so that the process can end, and a Worker's time is enough. */
const BUDGET_MS = 20_000

/** A receiver that fails is left alone for so long at most; each delivery has its own next time besides. */
const HOLD_MS = 5 * 60_000

/**
 * Sends once what is due: to each webhook one after the other, to all of them at the same time.
 * @throws RequestRefused `job_running` while another process sends
 */
export async function deliverAlerts(deps: DeliverDeps): Promise<void> {
  const { db, now } = deps
  const startedAt = now()
  if ((await dueDeliveries(db, startedAt, 1)).length === 0) return
  const lease = await takeLease(db, JOB, JOB, now)
  try {
    await lease.commit(deliveriesGivenUp(startedAt - GIVE_UP_MS, 'gave_up', 'it was not sent within three days'))
    const due = await dueDeliveries(db, startedAt, AT_ONCE)
    const webhooks = new Map((await activeWebhooks(db)).map(webhook => [webhook.webhook_id, webhook]))
    const queues = [...Map.groupBy(due, ({ webhook_id }) => webhook_id)].map(async ([webhook_id, deliveries]) => {
      const webhook = webhooks.get(webhook_id)
      if (!webhook) return
      for (const delivery of deliveries) {
        if (now() - startedAt > BUDGET_MS) return
        if (!(await deliver(deps, lease, webhook, delivery))) return
      }
    })
    const ended = await Promise.allSettled(queues)
    for (const one of ended) if (one.status === 'rejected') throw one.reason
  } catch (error) {
    // As in raise.ts.
    await lease.release().catch(() => {})
    throw error
  }
  await lease.release()
}

/** @returns whether it arrived */
async function deliver(deps: DeliverDeps, lease: Lease, webhook: Webhook, delivery: DueDelivery): Promise<boolean> {
  const { db, now, chance, publicUrl } = deps
  const facts = factsOf(delivery)
  const [about] = await readAbout(db, [facts])
  if (!about) return false
  const message = messageOf({ ...delivery, facts }, about, publicUrl ?? webhook.origin)
  const answer = await send(deps, webhook, delivery.delivery_id, message)
  const at = now()
  const tried = triedOutcome(answer, delivery, at, chance())
  const isThere = tried.outcome.status === 'delivered'
  await lease.commit(
    deliveryTried({ delivery_id: delivery.delivery_id, ...columnsOf(tried), tried_at: at }),
    isThere
      ? webhookAnswered(webhook.webhook_id, at)
      : webhookFailed(webhook.webhook_id, at, columnsOf(tried).detail ?? '', at + holdAfter(delivery.attempts, chance())),
    ...(tried.isGone ? [webhookDisabled(webhook.webhook_id, at, 'gone')] : []),
  )
  return isThere
}

const holdAfter = (attempts: number, chance: number) => Math.min(HOLD_MS, pauseAfter(attempts + 1, chance))

export const columnsOf = ({ outcome, next_at }: Tried) => ({
  status: outcome.status,
  next_at,
  answered: outcome.answered,
  reason: outcome.status === 'delivered' ? null : outcome.reason,
  detail: outcome.status === 'delivered' ? null : outcome.detail.slice(0, 300),
})

type Sending = Pick<DeliverDeps, 'now' | 'platform'>

/** One request, whatever comes of it. */
export async function send(
  { now, platform }: Sending,
  webhook: Webhook,
  id: string,
  message: Message,
): Promise<Answer | NoAnswer> {
  const isSlack = webhook.kind === 'slack'
  const body = JSON.stringify(isSlack ? slackMessage(message) : message)
  const secrets = isSlack ? [] : await signingSecrets(platform, webhook, now())
  if (secrets === null) return new NoAnswer('unreachable', 'it was not sent: the server has lost its SECRET, so nothing can sign')
  const signed = isSlack ? {} : await signedHeaders(secrets, id, now(), body)
  try {
    // What was allowed when it was made may be in the way of a rule that came later.
    const url = new URL(parseWebhookUrl(webhook.url, platform.isOpen ?? (() => false)))
    return await platform.post(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': USER_AGENT, ...signed },
      body,
    })
  } catch (error) {
    if (error instanceof NoAnswer) return error
    if (error instanceof RequestRefused) return new NoAnswer('forbidden', error.message)
    throw error
  }
}

const USER_AGENT = 'Tributary'
