/** The forms of the page of alerts: another webhook, and what the alerts go by. */
import { alertKinds, kindWords } from '../alerts/kinds.ts'
import { ChoiceField, Notes, TextField } from './field.tsx'
import { type AlertsProps, EVENT } from './read-alerts.ts'
import { linkTo } from './view.ts'

export const AlertForms = (props: AlertsProps) => (
  <div class="workbench">
    <section>
      <h2>{props.webhooks.length > 0 ? 'Tell somebody else' : 'Tell somebody'}</h2>
      <NewWebhook {...props} />
    </section>
    <section>
      <h2>What counts</h2>
      <Terms {...props} />
    </section>
  </div>
)

const NewWebhook = ({ frame, typed, errors }: AlertsProps) => (
  <form method="post" action={linkTo('/alerts', frame.view)} class="form">
    <TextField
      name="url"
      label="Address"
      placeholder="https://hooks.slack.com/services/…"
      hint="It must begin with https:// and be reachable from the internet: nothing is sent into private networks."
      typed={typed}
      errors={errors}
    />
    <ChoiceField
      name="kind"
      label="What is there"
      options={[
        ['webhook', 'A program: it gets JSON, signed as Standard Webhooks says'],
        ['slack', 'A chat: an incoming webhook of Slack, Mattermost, Rocket.Chat or the like'],
      ]}
      typed={typed}
      errors={errors}
    />
    <fieldset class="field">
      <legend>Tell when</legend>
      {alertKinds.map(kind => (
        <label class="option">
          <input type="checkbox" name={EVENT + kind} checked={typed[EVENT + kind] !== undefined} />
          <span>{kindWords[kind]}</span>
        </label>
      ))}
      <Notes name="events" errors={errors} />
    </fieldset>
    <div class="actions">
      <button type="submit" class="main">
        Add
      </button>
    </div>
  </form>
)

const Terms = ({ frame, typed, errors }: AlertsProps) => (
  <form method="post" action={linkTo('/alerts/terms', frame.view)} class="form">
    <TextField
      name="alerts.pricing_paths"
      label="Pricing pages"
      hint="Paths, separated by commas; * stands for any text. A language in front, as /de or /en-gb, makes no difference. Each account is told of once a day."
      typed={typed}
      errors={errors}
    />
    <TextField
      name="heat.cold_after_days"
      label="An account is cold after"
      kind="number"
      unit="days without a visit"
      hint="What we do ourselves, a call or a mail of ours, is no sign of life of theirs."
      typed={typed}
      errors={errors}
    />
    <div class="actions">
      <button type="submit">Save</button>
    </div>
    <p class="hint">
      A site or an import has stopped when it is silent for half as long again as in an ordinary week: nights and weekends are
      learned from its last four weeks. Visits count as news for a day, wins and losses for a week. Machines are never told of.
    </p>
  </form>
)
