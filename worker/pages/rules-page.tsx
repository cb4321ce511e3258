/** The workspace's own channel rules: the list, what a change would move, who changed them. */
import type { ChannelRule } from '../journey/custom-rules.ts'
import { ruleFields, ruleOperators } from '../journey/custom-rules.ts'
import { LONGEST_NAME, LONGEST_VALUE, MOST_CONDITIONS } from '../journey/read-rules.ts'
import { idOf, Notes } from './field.tsx'
import { plural } from './figures.ts'
import type { Frame } from './frame.ts'
import { Page } from './layout.tsx'
import type { RulesFacts, RulesPreview } from './read-rules.ts'
import { PREVIEW_DAYS } from './read-rules.ts'
import { conditionName, type DraftRule, fieldWords, operatorWords, ruleName, ruleWords } from './rules-form.ts'
import { RulesMoves } from './rules-preview.tsx'
import { SettingsStatus } from './settings-page.tsx'
import type { FieldErrors } from './typed.ts'
import { linkTo } from './view.ts'

export interface RulesProps {
  readonly frame: Frame
  readonly draft: readonly DraftRule[]
  readonly errors: FieldErrors
  /** The rules that the form was made from, as JSON: nobody must overwrite what another one has saved meanwhile. */
  readonly seen: string
  readonly facts: RulesFacts
  readonly preview: { readonly rules: readonly ChannelRule[]; readonly found: RulesPreview } | null
  /** What is to be known before anything else. */
  readonly notice?: string
}

export function RulesPage({ frame, draft, errors, seen, facts, preview, notice }: RulesProps) {
  const { view, settings } = frame
  const action = linkTo('/channels/rules', view)
  const wrong = Object.keys(errors).length
  const inForce = settings['channels.rules']
  return (
    <Page
      frame={frame}
      title="Channel rules"
      trail={<a href={linkTo('/channels', view)}>Channels</a>}
      answer={
        wrong > 0
          ? `${plural(wrong, 'field')} cannot be taken as typed; nothing is saved and nothing is lost.`
          : inForce.length === 0
            ? 'There are no rules of your own: every visit is classified by the built-in ones. Yours come before them, and the first that fits decides.'
            : `${plural(inForce.length, 'rule')} of your own ${inForce.length === 1 ? 'comes' : 'come'} before the built-in ones, for visits of all time; the first that fits decides.`
      }
    >
      {notice && (
        <p class="notice loud" role="alert">
          {notice}
        </p>
      )}
      {facts.is_stale && (
        <div data-feed={linkTo('/settings/status', view)}>
          <SettingsStatus isStale />
        </div>
      )}
      <div class="workbench">
        <form method="post" action={action} class="form">
          {/* The Enter key presses the first button of a form. */}
          <button type="submit" name="action" value="preview" hidden />
          <input type="hidden" name="seen" value={seen} />
          <datalist id="channel-names">
            {facts.channels.map(name => (
              <option value={name} />
            ))}
          </datalist>
          {draft.length > 0 && (
            <ol class="rule-list">
              {draft.map((rule, r) => (
                <Rule rule={rule} place={r} last={draft.length - 1} errors={errors} action={action} />
              ))}
            </ol>
          )}
          <p>
            <button type="submit" name="action" value="add" formaction={`${action}#add`} id="add">
              Add a rule
            </button>
          </p>
          <p class="hint">
            Case does not count, and * stands for any text. A referrer’s host includes those below it; a click id is its
            parameter, as gclid, or * for any; a landing path is /pricing, without the host. Imported touches that name their
            channel keep it. A rule that gives a campaign puts its name in place of the stated one, in visits, touches and spend;
            the address stays as it came.
          </p>
          <p class="actions">
            <button type="submit" name="action" value="preview" formaction={`${action}#preview`}>
              Preview
            </button>
            <button type="submit" name="action" value="save" class="main">
              Save
            </button>
          </p>
          <p class="hint">
            {`Preview shows which visits of the last ${PREVIEW_DAYS} days would move. Save has all history classified and credited anew; what it was stays below, to be put back.`}
          </p>
        </form>
        {preview && <RulesMoves frame={frame} {...preview} />}
      </div>
      {facts.history.length > 0 && <History frame={frame} facts={facts} />}
    </Page>
  )
}

interface RuleProps {
  readonly rule: DraftRule
  readonly place: number
  readonly last: number
  readonly errors: FieldErrors
  readonly action: string
}

function Rule({ rule, place, last, errors, action }: RuleProps) {
  const field = ruleName('name', place)
  const button = (verb: string, label: string, words: string, isOff = false) => (
    <button
      type="submit"
      name="action"
      value={`${verb}:${place}`}
      formaction={`${action}#${idOf(field)}`}
      aria-label={words}
      title={words}
      disabled={isOff}
    >
      {label}
    </button>
  )
  return (
    <li>
      <fieldset class="field">
        <legend>{`Rule ${place + 1}`}</legend>
        {rule.when.map(({ field: chosen, operator, value }, i) => {
          const name = conditionName('value', place, i)
          return (
            <div class="condition">
              <span class="quiet">{i === 0 ? 'When' : 'and'}</span>
              <select name={conditionName('field', place, i)} aria-label={`What condition ${i + 1} looks at`}>
                {ruleFields.map(known => (
                  <option value={known} selected={known === chosen}>
                    {fieldWords[known]}
                  </option>
                ))}
              </select>
              <select name={conditionName('operator', place, i)} aria-label={`How condition ${i + 1} compares`}>
                {ruleOperators.map(known => (
                  <option value={known} selected={known === operator}>
                    {operatorWords[known]}
                  </option>
                ))}
              </select>
              <input
                type="text"
                id={idOf(name)}
                name={name}
                value={value}
                aria-label={`Value of condition ${i + 1}`}
                placeholder={i === 0 ? 'g2*' : 'empty: no condition'}
                maxlength={LONGEST_VALUE}
                autocomplete="off"
                spellcheck={false}
                aria-invalid={errors[name] === undefined ? undefined : 'true'}
                aria-describedby={errors[name] === undefined ? undefined : `${idOf(name)}-error`}
              />
              <Notes name={name} errors={errors} />
            </div>
          )
        })}
        <div class="condition outcome">
          <select name={ruleName('gives', place)} aria-label="What the rule gives">
            <option value="channel" selected={rule.gives === 'channel'}>
              the channel is
            </option>
            <option value="campaign" selected={rule.gives === 'campaign'}>
              the campaign is
            </option>
          </select>
          <input
            type="text"
            id={idOf(field)}
            name={field}
            value={rule.name}
            aria-label="Name of the channel or campaign"
            list={rule.gives === 'channel' ? 'channel-names' : undefined}
            placeholder="Paid Social"
            maxlength={LONGEST_NAME}
            autocomplete="off"
            aria-invalid={errors[field] === undefined ? undefined : 'true'}
            aria-describedby={errors[field] === undefined ? undefined : `${idOf(field)}-error`}
          />
          <Notes name={field} errors={errors} />
        </div>
        <p class="actions small">
          {button('up', '↑', `Move rule ${place + 1} up`, place === 0)}
          {button('down', '↓', `Move rule ${place + 1} down`, place === last)}
          {button('condition', 'And …', `Another condition for rule ${place + 1}`, rule.when.length >= MOST_CONDITIONS)}
          {button('remove', 'Remove', `Remove rule ${place + 1}`)}
        </p>
      </fieldset>
    </li>
  )
}

function History({ frame: { clock, view }, facts }: { frame: Frame; facts: RulesFacts }) {
  return (
    <section id="history">
      <div class="head">
        <h2>Changes</h2>
        <span class="quiet">{`the newest ${plural(facts.history.length, 'change')}`}</span>
      </div>
      <ol class="rows">
        {facts.history.map(({ change_id, actor, changed_at, rules }, i) => (
          <li>
            <p>
              {clock.moment(changed_at)} by <bdi>{actor}</bdi>:{' '}
              {rules.length === 0 ? 'no rules any more' : plural(rules.length, 'rule')}{' '}
              {i === 0 ? (
                <span class="tag">in force</span>
              ) : (
                <a href={linkTo('/channels/rules', view, { change: change_id })}>Put back …</a>
              )}
            </p>
            {rules.map(rule => (
              <p class="quiet">
                <bdi>{ruleWords(rule)}</bdi>
              </p>
            ))}
          </li>
        ))}
      </ol>
    </section>
  )
}
