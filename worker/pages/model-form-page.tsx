/** The form in which a model is made or changed, with what it would change beside it. */
import { touchKinds } from '../attribution/custom.ts'
import { ChoiceField, type FormState, Notes, TextField } from './field.tsx'
import { FieldGrid } from './field-grid.tsx'
import { count, plural } from './figures.ts'
import type { Frame } from './frame.ts'
import { Page } from './layout.tsx'
import { CHANNEL, SHARE, TOUCH } from './model-form.ts'
import { Preview } from './preview.tsx'
import type { ModelPreview, Offered } from './read-models.ts'
import { stageWords } from './stage-words.ts'
import { linkTo } from './view.ts'

export interface ModelFormProps extends FormState {
  readonly frame: Frame
  /** Without `custom:`; null: a new model. */
  readonly name: string | null
  readonly offered: Offered
  readonly preview: ModelPreview | null
}

export function ModelFormPage(props: ModelFormProps) {
  const { frame, name, typed, errors, offered, preview } = props
  const { view } = frame
  const state = { typed, errors }
  const action = linkTo(name === null ? '/models/new' : `/models/edit/${name}`, view)
  const wrong = Object.keys(errors).length
  return (
    <Page
      frame={frame}
      title={name === null ? 'New model' : `Custom: ${name.replaceAll('_', ' ')}`}
      trail={<a href={linkTo('/models', view)}>Models</a>}
      answer={
        wrong > 0
          ? `${plural(wrong, 'field')} cannot be taken as typed; nothing is saved and nothing is lost.`
          : 'A rule, and factors for channels and kinds of touch. Numbers are shares of each other: 40, 20, 40 is the same as 2, 1, 2.'
      }
    >
      <div class="workbench">
        <form method="post" action={action} class="form">
          {name === null && (
            <TextField
              {...state}
              name="name"
              label="Name"
              placeholder="my own w"
              hint="Small letters, digits, _ and -. In exports and addresses it is custom:name."
            />
          )}
          <Rule {...state} offered={offered} />
          <fieldset class="field">
            <legend>Factors by channel</legend>
            <FieldGrid {...state} fields={offered.channels.map(channel => [CHANNEL + channel, channel] as const)} empty="1" />
            <Notes
              name="channels"
              errors={errors}
              hint="What a touch’s weight is multiplied by. Empty is 1; with 0 the channel earns nothing, and the others share what it had."
            />
          </fieldset>
          <fieldset class="field">
            <legend>Factors by kind of touch</legend>
            <FieldGrid {...state} fields={touchKinds.map(kind => [TOUCH + kind, kindWords[kind]] as const)} empty="1" />
          </fieldset>
          <p class="actions">
            <button type="submit" name="action" value="preview" formaction={`${action}#preview`}>
              Preview
            </button>
            <button type="submit" name="action" value="save" class="main">
              Save
            </button>
          </p>
          <p class="hint">
            {`Preview shows what would change for ${stageWords(view.stage).title.toLowerCase()} ${view.period.phrase}. Save puts the model in force as soon as its credits are written, within seconds.`}
          </p>
        </form>
        {preview && (
          <Preview
            frame={frame}
            comparison={preview.comparison}
            before={preview.before.title}
            after={name === null ? 'New model' : 'As typed'}
            currencies={[frame.settings.currency, frame.settings.currency]}
            sample={sampleWords(preview)}
          />
        )}
      </div>
      {name !== null && (
        <section id="delete">
          <h2>Delete this model</h2>
          <p class="quiet">It leaves every page and export, with all its credits. The other models stay as they are.</p>
          <form method="post" action={linkTo(`/models/delete/${name}`, view)} class="row">
            <button type="submit">Delete</button>
          </form>
        </section>
      )}
    </Page>
  )
}

function sampleWords({ before, looked, of, unrated }: ModelPreview): string {
  const deals =
    looked < of
      ? `From ${count(looked)} of ${plural(of, 'deal')}, the first in the order of their ids, which were made by chance`
      : `From all ${plural(of, 'deal')}`
  const without = unrated > 0 ? `; ${count(unrated)} without an exchange rate are left out` : ''
  return `${deals}${without}. Compared with ${before.title}: ${before.definition}.`
}

function Rule({ typed, errors, offered }: FormState & { offered: Offered }) {
  const state = { typed, errors }
  const option = (value: string, words: string) => (
    <label class="option">
      <input type="radio" name="rule" value={value} checked={typed.rule === value} />
      <span>{words}</span>
    </label>
  )
  return (
    <fieldset class="field rules">
      <legend>Rule</legend>
      <Notes name="rule" errors={errors} />
      <div class="rule">{option('linear', 'Linear: equal credit to every touch')}</div>
      <div class="rule">
        {option('position', 'Position: shares for the first touch, the last, and those between')}
        <div class="numbers">
          <FieldGrid
            {...state}
            fields={[
              ['first', 'First touch'],
              ['middle', 'Those between'],
              ['last', 'Last touch'],
            ]}
            empty="0"
          />
        </div>
      </div>
      <div class="rule">
        {option('milestones', 'Milestones: shares for the touches that hold them')}
        <div class="numbers">
          <FieldGrid
            {...state}
            fields={[
              ...offered.milestones.map(name => [SHARE + name, milestoneWords(name)] as const),
              ['rest', 'Other touches'] as const,
            ]}
            empty="0"
          />
          <ChoiceField
            {...state}
            typed={{ among: 'all', ...typed }}
            name="among"
            label="Other touches are"
            options={[
              ['all', 'all on the path'],
              ['between', 'those between the first and the last milestone'],
            ]}
          />
        </div>
      </div>
      <div class="rule">
        {option('time_decay', 'Half-life: the later a touch, the more it earns')}
        <div class="numbers">
          <TextField
            {...state}
            name="half_life_days"
            label="Credit halves with every"
            unit="days before the last touch"
            kind="number"
          />
        </div>
      </div>
    </fieldset>
  )
}

const kindWords: Readonly<Record<(typeof touchKinds)[number], string>> = {
  session: 'Web session',
  email: 'E-mail',
  call: 'Call',
  meeting: 'Meeting',
  demo: 'Demo',
  other: 'Other activity',
  offline: 'Imported touch',
}

function milestoneWords(name: string): string {
  switch (name) {
    case 'FT':
      return 'First touch'
    case 'LC':
      return 'Lead creation'
    case 'OC':
      return 'Opportunity creation'
    case 'CW':
      return 'Close'
    default:
      return stageWords(name).title
  }
}
