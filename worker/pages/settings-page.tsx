/** What the workspace computes with, in plain words, and what a change would do. */
import { ChoiceField, type FormState, idOf, Notes, TextField } from './field.tsx'
import { count, plural } from './figures.ts'
import type { Frame } from './frame.ts'
import { Page } from './layout.tsx'
import { Preview } from './preview.tsx'
import type { SettingsFacts, SettingsPreview } from './read-settings.ts'
import { MODEL, NAMES, ORDER, STAGE, stageRows } from './settings-form.ts'
import { linkTo } from './view.ts'

export interface SettingsProps extends FormState {
  readonly frame: Frame
  readonly facts: SettingsFacts
  readonly preview: (SettingsPreview & { readonly currency: string }) | null
}

export function SettingsPage(props: SettingsProps) {
  const { frame, typed, errors, facts, preview } = props
  const { view } = frame
  const state = { typed, errors }
  const wrong = Object.keys(errors).length
  return (
    <Page
      frame={frame}
      title="Settings"
      answer={
        wrong > 0
          ? `${plural(wrong, 'field')} cannot be taken as typed; nothing is saved and nothing is lost.`
          : 'What every number is computed with. A change recomputes all history; preview it first.'
      }
      choices={wrong > 0 || preview ? [] : ['stage', 'period', 'model']}
    >
      {facts.is_stale && (
        <div data-feed={linkTo('/settings/status', view)}>
          <SettingsStatus isStale />
        </div>
      )}
      <div class="workbench">
        <form method="post" action={linkTo('/settings', view)} class="form">
          <Paths {...state} />
          <Stages {...state} facts={facts} />
          <Models {...state} facts={facts} />
          <ChoiceField
            {...state}
            name="attribution.null_journeys"
            label="Journeys without a win"
            options={[
              ['risk_set', 'Matched: for each win, other accounts as they stood at that moment'],
              ['all', 'All: lost deals up to their close, and all touches of accounts without any deal'],
            ]}
            hint="What models that are fitted from your journeys learn from. With all, channels look harmful merely because accounts that buy stop being counted."
          />
          <TextField
            {...state}
            name="currency"
            label="Base currency"
            hint="Every deal is converted to it once, at the rate of its day. ISO 4217, as EUR."
          />
          <TextField
            {...state}
            name="timezone"
            label="Time zone"
            hint="Where a day begins and ends, and what a date without a time means: the end of that day there. As Europe/Berlin."
          />
          <p class="actions">
            <button type="submit" name="action" value="preview" formaction={`${linkTo('/settings', view)}#preview`}>
              Preview
            </button>
            <button type="submit" name="action" value="save" class="main">
              Save
            </button>
          </p>
        </form>
        {preview && (
          <Preview
            frame={frame}
            comparison={preview.comparison}
            before="As set"
            after="As typed"
            currencies={[frame.settings.currency, preview.currency]}
            sample={
              preview.looked < preview.of
                ? `Recomputed from the facts of ${count(preview.looked)} of ${plural(preview.of, 'account')} with deals in the period, the first in the order of their ids, which were made by chance; under ${view.model.title}.`
                : `Recomputed from the facts of all ${plural(preview.of, 'account')} with deals in the period; under ${view.model.title}.`
            }
            beyond="Other sessions by another time-out, other fits, and dates that move with the time zone are not in it."
          />
        )}
      </div>
    </Page>
  )
}

/** Also by itself, to be put in place of an older one. */
export const SettingsStatus = ({ isStale }: { isStale: boolean }) => (
  <p class="notice" role="status">
    {isStale
      ? 'Something has changed and is being computed. Until the run is complete, every page shows what the run before it gave.'
      : 'Computed: every page shows the settings as they are here.'}
  </p>
)

function Paths(state: FormState) {
  return (
    <>
      <ChoiceField
        {...state}
        name="attribution.scope"
        label="Whose touches count for a deal"
        options={[
          ['account', 'Everybody of the account, and touches of the account itself'],
          ['contact_roles', 'The contacts that the CRM lists for the deal'],
          ['primary_contact', 'The primary contact only'],
        ]}
      />
      <TextField
        {...state}
        name="attribution.lookback_days"
        label="Look back"
        kind="number"
        unit="days before the stage"
        placeholder="all"
        hint="Older touches earn nothing. Empty: however old."
      />
      <TextField
        {...state}
        name="attribution.dedupe_minutes"
        label="Fold repeats"
        kind="number"
        unit="minutes"
        hint="The same person with the same channel, campaign and content again within this time is one touch. 0: never; 30 is usual."
      />
      <TextField
        {...state}
        name="session.timeout_minutes"
        label="A session ends after"
        kind="number"
        unit="minutes without an event"
      />
      <ChoiceField
        {...state}
        name="attribution.direct_policy"
        label="Direct visits"
        options={[
          ['keep', 'Earn as all others do'],
          ['drop_if_any_nondirect', 'Earn only where a path has nothing else'],
        ]}
      />
      <ChoiceField
        {...state}
        name="attribution.repeat_deals"
        label="Another deal of the same account"
        options={[
          ['no_reset', 'Shares the whole history: what opened the account counts for every deal'],
          ['reset_after_won', 'Begins anew after the deal won before it'],
        ]}
      />
    </>
  )
}

function Stages({ typed, errors, facts }: FormState & { facts: SettingsFacts }) {
  const unmapped = facts.crm_stages.filter(stage => stage.counts_as === null)
  return (
    <fieldset class="field">
      <legend>Stages</legend>
      <ul class="form-rows">
        {stageRows(typed).map(row => (
          <li>
            <input
              type="text"
              id={idOf(STAGE + row)}
              name={STAGE + row}
              value={typed[STAGE + row] ?? ''}
              aria-label={`Stage ${row + 1}`}
              placeholder="mql"
              maxlength={40}
              autocomplete="off"
              spellcheck={false}
              aria-invalid={errors[STAGE + row] === undefined ? undefined : 'true'}
              aria-describedby={errors[STAGE + row] === undefined ? undefined : `${idOf(STAGE + row)}-error`}
            />
            <input
              type="text"
              name={NAMES + row}
              value={typed[NAMES + row] ?? ''}
              aria-label={`Names of stage ${row + 1} in the CRM`}
              placeholder="MQL, Marketing qualified"
              maxlength={2000}
              autocomplete="off"
              spellcheck={false}
            />
            <Notes name={STAGE + row} errors={errors} />
          </li>
        ))}
      </ul>
      <Notes
        name="attribution.stages"
        errors={errors}
        hint="Our name, and what the CRM calls it, separated by commas; a name with a comma stands in double quotes. lead, opportunity and won are there anyway: dated by the CRM’s entries when named here, else by lead date, creation and close. Any other name is a stage of your own between lead and opportunity, in this order."
      />
      {facts.crm_stages.length > 0 && (
        <>
          <p class="hint">
            {unmapped.length === 0
              ? 'Every stage that the CRM has named counts:'
              : `${count(unmapped.length)} of ${plural(facts.crm_stages.length, 'stage')} that the CRM has named ${unmapped.length === 1 ? 'counts' : 'count'} for nothing:`}
          </p>
          <ul class="seen">
            {facts.crm_stages.map(({ stage, deals, counts_as }) => (
              <li class={`tag${counts_as === null ? '' : ' good'}`}>
                <bdi>{stage}</bdi>
                {`, ${plural(deals, 'deal')}`}
                {counts_as === null ? '' : ` → ${counts_as}`}
              </li>
            ))}
          </ul>
        </>
      )}
    </fieldset>
  )
}

function Models({ typed, errors, facts }: FormState & { facts: SettingsFacts }) {
  return (
    <fieldset class="field">
      <legend>Models to compute</legend>
      <ul class="form-rows chosen-models">
        {facts.models.map(({ name, title }) => (
          <li>
            <label class="option">
              <input type="checkbox" name={MODEL + name} checked={typed[MODEL + name] !== undefined} />
              <span>{title}</span>
            </label>
            <input
              type="text"
              name={ORDER + name}
              value={typed[ORDER + name] ?? ''}
              inputmode="numeric"
              aria-label={`Place of ${title}`}
              maxlength={4}
              autocomplete="off"
            />
          </li>
        ))}
      </ul>
      <TextField
        typed={typed}
        errors={errors}
        name="more_models"
        label="Another half-life"
        placeholder="time_decay_14d"
        hint="time_decay_<days>d, any number of days; separated by commas."
      />
      <Notes
        name="attribution.models"
        errors={errors}
        hint="Each has its column on every page, in the order of the numbers. Fewer compute faster."
      />
    </fieldset>
  )
}
