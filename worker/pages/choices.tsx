/** What the bar lets one choose: money, period, model. Each choice is a URL. */
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
            {view.models.map(model => (
              <option value={model.name} selected={model.name === view.model.name}>
                {model.title}
              </option>
            ))}
          </select>
        ) : (
          <input type="hidden" name="model" value={view.model.name} />
        )}
        {(choices.includes('period') || choices.includes('model')) && <button type="submit">Show</button>}
      </form>
    </div>
  )
}

export type Choice = 'period' | 'model' | 'stage'

/** The URL's parameters that are the page's own; a page number does not outlive another choice. */
function pageParameters({ query }: Frame): Record<string, string> {
  const own = Object.entries(query).filter(([name]) => !['period', 'model', 'stage', 'page'].includes(name))
  return Object.fromEntries(own.flatMap(([name, value]) => (value ? [[name, value]] : [])))
}
