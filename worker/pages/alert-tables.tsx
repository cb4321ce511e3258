/** Webhooks with how they fare, and alerts with what became of them. */
import { kindWords, TEST } from '../alerts/kinds.ts'
import { kindsOf } from '../alerts/webhooks.ts'
import { healthOf, kindName, placeOf, type State, sentence, stateOf } from './alert-words.ts'
import { count } from './figures.ts'
import type { AlertsProps, WebhookLine } from './read-alerts.ts'

export const WebhookRows = (props: AlertsProps) => (
  <ul class="rows">
    {props.webhooks.map(webhook => (
      <WebhookRow {...props} webhook={webhook} />
    ))}
  </ul>
)

function WebhookRow({ frame: { clock }, webhook }: AlertsProps & { webhook: WebhookLine }) {
  const { kind, waiting, created_at, created_by, paused_at, disabled_at } = webhook
  const health = healthOf(webhook, clock)
  const stands = paused_at === null && disabled_at === null
  return (
    <li>
      <p>
        <strong>
          <bdi>{placeOf(webhook)}</bdi>
        </strong>{' '}
        <span class="tag">{kind === 'slack' ? 'chat' : 'signed JSON'}</span> <StateTag {...health} />{' '}
        {waiting > 0 && <span class="tag warm">{`${count(waiting)} waiting`}</span>}
      </p>
      <p class="quiet">
        <bdi>{`${sentence(health.more)}.`}</bdi>
      </p>
      <p class="quiet">{`Told when ${list(kindsOf(webhook).map(one => kindWords[one]))}.`}</p>
      <p class="quiet">
        <bdi>{`Made ${clock.moment(created_at)} by ${created_by}.`}</bdi>
      </p>
      <div class="actions">
        <Act webhook={webhook} action="test" label="Send a test" />
        {stands ? (
          <Act webhook={webhook} action="pause" label="Pause" />
        ) : (
          <Act webhook={webhook} action="resume" label="Resume" title="What happens from now on is told" />
        )}
        {kind === 'webhook' && (
          <Act webhook={webhook} action="rotate" label="New secret" title="The old one signs for a day more" />
        )}
        <Act webhook={webhook} action="remove" label="Remove" title="With what waits for it" />
      </div>
    </li>
  )
}

interface ActProps {
  readonly webhook: WebhookLine
  readonly action: 'test' | 'pause' | 'resume' | 'rotate' | 'remove'
  readonly label: string
  readonly title?: string
}

const Act = ({ webhook, action, label, title }: ActProps) => (
  <form method="post" action={`/alerts/${encodeURIComponent(webhook.webhook_id)}/${action}`}>
    <button type="submit" class="bare" title={title}>
      {label}
    </button>
  </form>
)

export const AlertsTable = ({ frame: { clock }, alerts }: AlertsProps) => (
  <ul class="rows">
    {alerts.map(({ kind, happened_at, summary, link, deliveries }) => (
      <li>
        <p>
          {kind === TEST ? (
            <bdi>{summary}</bdi>
          ) : (
            <a href={link}>
              <bdi>{`${summary}.`}</bdi>
            </a>
          )}
        </p>
        <p class="quiet">{`${clock.moment(happened_at)} · ${kindName(kind)}`}</p>
        {deliveries.map(delivery => {
          const state = stateOf(delivery, clock)
          return (
            <p class="quiet">
              <bdi>{placeOf(delivery)}</bdi> <StateTag {...state} /> <bdi>{state.more}</bdi>
            </p>
          )
        })}
      </li>
    ))}
  </ul>
)

const StateTag = ({ words, tone }: State) => <span class={`tag ${tone}`.trim()}>{words}</span>

/** 'a, b or c' */
const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
