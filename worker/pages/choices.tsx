/** What the bar lets one choose: money, period, model. Each choice is a URL. */
import { isCustom, isFitted, type Model } from '../attribution/models.ts'
import type { Frame } from './frame.ts'
import { periodChoices } from './period.ts'
import { stageWords } from './stage-words.ts'
import { linkTo } from './view.ts'

export function Choices({ frame, choices }: { frame: Frame; choices: readonly Choice[] }) {
  if (choices.length === 0) return null
  const { path, view } = frame
  const kept = pageParameters(frame)
  const isListed = periodChoices.some(choice => choice.key === view.period.key)
  return (
    <div class="choices">
      {choices.includes('stage') && (
        <nav class="segments" aria-label="Money">
          {view.stages.map(stage => (
            <a
              href={linkTo(path, view, { ...kept, stage: stage === 'won' ? null : stage })}
              aria-current={stage === view.stage ? 'true' : undefined}
            >
              {stageWords(stage).title}
            </a>
          ))}
        </nav>
      )}
      <form method="get" action={path} class="choices" data-submits-itself>
        {Object.entries(kept).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        {view.stage !== 'won' && <input type="hidden" name="stage" value={view.stage} />}
        {choices.includes('period') ? (
          <select name="period" aria-label="Period">
            {!isListed && (
              <option value={view.period.key} selected>
                {view.period.key.replace('..', ' to ')}
              </option>
            )}
            {periodChoices.map(({ key, title }) => (
              <option value={key} selected={key === view.period.key}>
                {title}
              </option>
            ))}
          </select>
        ) : (
          <input type="hidden" name="period" value={view.period.key} />
        )}
        {choices.includes('model') ? (
          <select name="model" aria-label="Model">
            <ModelOptions view={view} />
          </select>
        ) : (
          <input type="hidden" name="model" value={view.model.name} />
        )}
        {(choices.includes('period') || choices.includes('model')) && <button type="submit">Show</button>}
      </form>
    </div>
  )
}

/** In groups as soon as there are several kinds: with twenty models a list is hard to find one in. */
function ModelOptions({ view: { models, model: chosen } }: Pick<Frame, 'view'>) {
  const option = (model: Model) => (
    <option value={model.name} selected={model.name === chosen.name}>
      {model.title}
    </option>
  )
  const groups = [
    ...Map.groupBy(models, ({ name }) => (isCustom(name) ? 'Your own' : isFitted(name) ? 'Fitted to your journeys' : 'Rules')),
  ]
  if (groups.length < 2) return <>{models.map(option)}</>
  return (
    <>
      {groups.map(([label, own]) => (
        <optgroup label={label}>{own.map(option)}</optgroup>
      ))}
    </>
  )
}

export type Choice = 'period' | 'model' | 'stage'

/** The URL's parameters that are the page's own; a page number does not outlive another choice. */
function pageParameters({ query }: Frame): Record<string, string> {
  const own = Object.entries(query).filter(([name]) => !['period', 'model', 'stage', 'page'].includes(name))
  return Object.fromEntries(own.flatMap(([name, value]) => (value ? [[name, value]] : [])))
}
