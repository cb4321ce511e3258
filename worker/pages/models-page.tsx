/** Every model of the workspace: what it does, whose it is, and what it says of the money. */
import type { Child } from 'hono/jsx'
import { customRule } from '../attribution/custom.ts'
import type { Model } from '../attribution/models.ts'
import type { CustomModel } from '../custom-models.ts'
import { channelClass } from './channel-class.ts'
import type { CreditLine } from './credit-table.ts'
import { ago, count, percent, plural } from './figures.ts'
import type { Frame } from './frame.ts'
import { Page } from './layout.tsx'
import { exactMoney } from './money.ts'
import type { StageTotal } from './stage-total.ts'
import { stageWords } from './stage-words.ts'
import { linkTo, type View } from './view.ts'

export interface ModelLine {
  readonly model: Model
  /** When its numbers were fitted or made; null for a rule that is the same everywhere. */
  readonly made_at: number | null
  /** What the workspace made of it; null for a model that is not its own. */
  readonly custom: CustomModel | null
  /** The channel with most of the money under it. */
  readonly largest: CreditLine | null
}

export interface ModelsProps {
  readonly frame: Frame
  readonly total: StageTotal
  readonly lines: readonly ModelLine[]
  /** Saved, and not yet in force. */
  readonly waiting: readonly CustomModel[]
  /** Made, and not computed. */
  readonly off: readonly CustomModel[]
  /** Titles of models that are to be computed and have no credits yet. */
  readonly unmade: readonly string[]
  /** Titles of models that everybody has and this workspace does not compute. */
  readonly unlisted: readonly string[]
}

export function ModelsPage(props: ModelsProps) {
  const { frame, waiting, lines } = props
  const isWaiting = waiting.length > 0 || lines.some(line => line.custom?.state === 'replacing')
  return (
    <Page frame={frame} title="Models" answer={<Answer {...props} />} choices={['stage', 'period']}>
      <section>
        <p class="actions">
          <a class="button" href={linkTo('/models/new', frame.view)}>
            New model
          </a>
          <a class="button" href={linkTo('/models/compare', frame.view)}>
            Compare all
          </a>
          <a class="button" href={linkTo('/models/choice', frame.view)}>
            Which to trust
          </a>
          {isWaiting && (
            <a class="button" href={linkTo('/models', frame.view)} data-feed-refresh>
              Refresh
            </a>
          )}
        </p>
        <div data-feed={isWaiting ? linkTo('/models/list', frame.view) : undefined}>
          <ModelList {...props} />
        </div>
      </section>
    </Page>
  )
}

function Answer({ frame, lines, total }: ModelsProps): Child {
  const { view } = frame
  const own = lines.filter(line => line.custom).length
  const agreed = mostAgreed(lines.map(line => line.largest))
  return (
    <>
      <strong>{plural(lines.length, 'model')}</strong> {lines.length === 1 ? 'is' : 'are'} in force here
      {own > 0 && `, ${count(own)} of them your own`}.{' '}
      {agreed && total.base_minor > 0 && (
        <>
          {stageWords(view.stage).title} {view.period.phrase}: <strong>{agreed[0]}</strong> earned the most under{' '}
          {agreed[1] === lines.length ? 'every one' : `${count(agreed[1])} of ${count(lines.length)}`}.
        </>
      )}
    </>
  )
}

/** The channel that most models see as the largest, with how many do. */
function mostAgreed(largest: readonly (CreditLine | null)[]): readonly [channel: string, models: number] | null {
  const counts = new Map<string, number>()
  for (const line of largest) if (line) counts.set(line.label, (counts.get(line.label) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0] ?? null
}

/** Also by itself, to be put in place of an older one. */
export function ModelList(props: ModelsProps) {
  const { frame, lines, waiting, off, unmade, unlisted } = props
  const { view, clock } = frame
  return (
    <>
      {waiting.map(own => (
        <p class="notice" role="status">
          <strong>{titleOf(own)}</strong> is being computed: saved {ago(own.made_at, clock.now)}, it will stand below and on every
          page as soon as all its credits are written.
        </p>
      ))}
      <ul class="models">
        {lines.map(line => (
          <Line {...props} line={line} />
        ))}
      </ul>
      {off.map(own => (
        <p class="hint">
          {titleOf(own)} ({customRule(own.definition).definition}) is made, but not computed.{' '}
          <a href={linkTo('/settings', view)}>Choose it in Settings</a> or <OwnLinks view={view} own={own} />
        </p>
      ))}
      {unmade.length > 0 && (
        <p class="hint">{`To be computed, without numbers so far: ${unmade.join(', ')}. A run of the job makes them.`}</p>
      )}
      {unlisted.length > 0 && (
        <p class="hint">
          Not computed: {unlisted.join(', ')}. <a href={linkTo('/settings', view)}>Choose models in Settings</a>
        </p>
      )}
    </>
  )
}

function Line({ frame, total, line }: ModelsProps & { line: ModelLine }) {
  const { model, largest, custom } = line
  const { view, settings, clock } = frame
  const amount = largest?.byModel.get(model.name) ?? 0
  return (
    <li>
      <div>
        <h3>
          <a href={linkTo('/channels', view, { model: model.name })}>{model.title}</a>
        </h3>
        <p>{`${capital(model.definition)}.`}</p>
        <p class="quiet">
          {origin(line, frame)}
          {custom && <OwnLinks view={view} own={custom} />}
        </p>
        {custom?.state === 'replacing' && (
          <p class="notice" role="status">
            New numbers are being computed: saved {ago(custom.made_at, clock.now)}. Until all their credits are written, every
            page shows the model as it stands here.
          </p>
        )}
      </div>
      {largest && total.base_minor > 0 && (
        <p class="largest" title={exactMoney(amount, settings.currency)}>
          <span class={`swatch ${channelClass(largest.label)}`} />
          <bdi>{largest.label}</bdi> <span class="nowrap">{percent(amount / total.base_minor)}</span>
        </p>
      )}
    </li>
  )
}

function origin({ model, made_at, custom }: ModelLine, { clock }: Frame): string {
  const when = made_at === null ? '' : ` ${clock.moment(made_at)}`
  if (custom) return custom.state === 'replacing' ? 'Your own. ' : `Your own, made${when}, in force. `
  const convention = model.convention ? `As ${model.convention}. ` : ''
  return made_at === null ? convention || 'A common rule. ' : `${convention}Fitted to your journeys${when}. `
}

const OwnLinks = ({ view, own }: { view: View; own: CustomModel }) => {
  const path = `/models/edit/${own.model.slice('custom:'.length)}`
  return (
    <>
      <a href={linkTo(path, view)}>Edit</a> · <a href={`${linkTo(path, view)}#delete`}>Delete</a>
    </>
  )
}

const titleOf = ({ model }: CustomModel) => `Custom: ${model.slice('custom:'.length).replaceAll('_', ' ')}`

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
