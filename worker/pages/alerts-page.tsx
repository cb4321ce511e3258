/** Who is told of what, how well that works, and what has been told. */
import { AlertForms } from './alert-forms.tsx'
import { AlertsTable, WebhookRows } from './alert-tables.tsx'
import { placeOf } from './alert-words.ts'
import { count, plural } from './figures.ts'
import { Page } from './layout.tsx'
import { ALERTS_PER_PAGE, type AlertsProps } from './read-alerts.ts'
import { Pager } from './table.tsx'
import { linkTo } from './view.ts'

export function AlertsPage(props: AlertsProps) {
  const { frame, webhooks, alerts, total, page, done } = props
  return (
    <Page frame={frame} title="Alerts" answer={<Answer {...props} />}>
      {done && <JustDone {...props} />}
      {webhooks.length > 0 && (
        <section>
          <h2>Who is told</h2>
          <WebhookRows {...props} />
        </section>
      )}
      {alerts.length > 0 && (
        <section>
          <h2>What was told</h2>
          <AlertsTable {...props} />
          <Pager
            page={page}
            perPage={ALERTS_PER_PAGE}
            total={total}
            link={number => linkTo('/alerts', frame.view, { page: number })}
          />
        </section>
      )}
      <AlertForms {...props} />
    </Page>
  )
}

function Answer({ webhooks, total, errors }: AlertsProps) {
  const wrong = Object.keys(errors).length
  if (wrong > 0) return <>{plural(wrong, 'field')} cannot be taken as typed; nothing is saved and nothing is lost.</>
  if (webhooks.length === 0)
    return (
      <>
        Nobody is told anything yet. Give the address of a webhook, or of a channel in Slack, Mattermost or Rocket.Chat, and
        choose what it is to hear of. What happened before that stays quiet.
      </>
    )
  const active = webhooks.filter(({ paused_at, disabled_at }) => paused_at === null && disabled_at === null)
  const failing = active.filter(({ failing_since }) => failing_since !== null).length
  const waiting = webhooks.reduce((sum, webhook) => sum + webhook.waiting, 0)
  return (
    <>
      <strong>{plural(active.length, 'webhook')}</strong> {active.length === 1 ? 'is' : 'are'} told
      {active.length < webhooks.length && ` and ${count(webhooks.length - active.length)} not`};{' '}
      <strong>{plural(total, 'alert')}</strong> so far.{' '}
      {failing > 0
        ? `${plural(failing, 'webhook')} cannot be reached: ${plural(waiting, 'delivery', 'deliveries')} ${waiting === 1 ? 'waits' : 'wait'}, to be tried again for three days.`
        : waiting > 0
          ? `${plural(waiting, 'delivery', 'deliveries')} ${waiting === 1 ? 'waits' : 'wait'}.`
          : 'Nothing waits.'}
    </>
  )
}

function JustDone({ done, webhooks }: AlertsProps) {
  const webhook = webhooks.find(({ webhook_id }) => webhook_id === done?.webhook_id)
  if (!done || !webhook) return null
  const place = <bdi>{placeOf(webhook)}</bdi>
  if (done.what === 'made')
    return (
      <p class="notice" role="status">
        {place} is told from now on. Send a test to see that it arrives.
      </p>
    )
  if (done.what === 'tested')
    return (
      <p class={`notice${done.result.delivered ? '' : ' loud'}`} role="status">
        {done.result.delivered ? (
          <>
            The test arrived at {place}: it answered {done.result.answered}.
          </>
        ) : (
          <>
            The test did not arrive at {place}: <bdi>{done.result.detail}</bdi>.
          </>
        )}
      </p>
    )
  return (
    <section role="status">
      <h2>Copy the secret now</h2>
      <div class="snippet">
        <pre tabindex={0}>
          <code>{done.secret}</code>
        </pre>
        <button type="button" data-copy={done.secret} hidden>
          Copy
        </button>
      </div>
      <p class="hint">
        It cannot be shown again. With it {place} tells our messages from others’: they are signed as Standard Webhooks says, and
        its libraries check them.{' '}
        {!done.isNew && 'The secret before it signs, too, for 24 hours, so that nothing is lost meanwhile.'}
      </p>
    </section>
  )
}
