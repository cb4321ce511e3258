/** Every model side by side, with how sure each share is. */
import type { Fit } from '../attribution/data-driven/fit.ts'
import { channelClass } from './channel-class.ts'
import { count, plural } from './figures.ts'
import { IntervalChart } from './interval-chart.tsx'
import { Page } from './layout.tsx'
import type { ComparisonProps, ModelShares } from './read-choice.ts'
import { NoDeals } from './stage-sentence.tsx'
import { stageWords } from './stage-words.ts'
import { linkTo } from './view.ts'

export function ComparisonPage(props: ComparisonProps) {
  const { frame, deals, models } = props
  const { view } = frame
  const chosen = models.find(({ model }) => model === view.model.name)?.channels ?? []
  return (
    <Page
      frame={frame}
      title={`${stageWords(view.stage).title}: how sure are the shares?`}
      trail={<a href={linkTo('/models', view)}>Models</a>}
      answer={
        deals === 0 ? (
          <NoDeals frame={frame} hasDeals={props.hasDeals} />
        ) : chosen.length === 0 ? (
          <>
            No touch earned money of the {plural(deals, 'deal')} {view.period.phrase}, so there are no shares to compare.{' '}
            <a href={linkTo('/reconciliation', view)}>See why</a>
          </>
        ) : (
          <Answer {...props} chosen={chosen} />
        )
      }
      choices={['stage', 'period', 'model']}
    >
      {chosen.length > 0 && (
        <>
          <section>
            <IntervalChart
              title={
                <>
                  {findingOf(chosen)} <span class="quiet">{`${view.model.title}: ${view.model.definition}`}</span>
                </>
              }
              origin={0}
              dots={chosen.map(({ channel, value, low, high }) => ({
                label: channel,
                colour: channelClass(channel),
                value,
                low,
                high,
                shown: points(value),
                between: `${points(low)} to ${points(high)}`,
              }))}
              hint="Of what touches earned. The lines are 95 % intervals: deals of whole accounts drawn again 500 times."
            />
          </section>
          {props.fit && <FitTable fit={props.fit} earned={chosen} />}
          <section>
            <div class="head">
              <h2>Every model side by side</h2>
              <span class="quiet">share of what touches earned, and its 95 % interval</span>
            </div>
            <Table {...props} order={chosen.map(({ channel }) => channel)} />
          </section>
        </>
      )}
    </Page>
  )
}

function Answer({ frame: { view }, deals, models, chosen }: ComparisonProps & { chosen: ModelShares['channels'] }) {
  const top = chosen[0]!
  const tops = models.filter(({ channels }) => channels[0]?.channel === top.channel).length
  const shares = models.flatMap(({ channels }) =>
    channels.filter(({ channel }) => channel === top.channel).map(({ value }) => value),
  )
  return (
    <>
      <strong>{top.channel}</strong> earned <strong>{points(top.value)}</strong> of {plural(deals, 'deal')} under{' '}
      {view.model.title}, give or take chance between {points(top.low)} and {points(top.high)}. It comes first under {tops} of{' '}
      {plural(models.length, 'model')}; the models themselves put it anywhere from {points(Math.min(...shares))} to{' '}
      {points(Math.max(...shares))}. Which of them to trust is <a href={linkTo('/models/choice', view)}>another question</a>.
    </>
  )
}

/** Whether the first channel is ahead of the second beyond chance. */
function findingOf([first, second]: ModelShares['channels']): string {
  if (!first) return ''
  if (!second) return `${first.channel} earned all of it`
  return first.low > second.high
    ? `${first.channel} is ahead of ${second.channel} beyond chance`
    : `${first.channel} and ${second.channel} cannot be told apart: their intervals overlap`
}

function Table({ frame: { view }, models, order }: ComparisonProps & { order: readonly string[] }) {
  const others = models.flatMap(({ channels }) => channels.map(({ channel }) => channel))
  const channels = [...new Set([...order, ...others])]
  const titles = new Map(view.models.map(model => [model.name, model]))
  return (
    <section class="table wide" tabindex={0} aria-label="Every model side by side">
      <table>
        <thead>
          <tr>
            <th scope="col" class="name">
              Channel
            </th>
            {models.map(({ model }) => (
              <th
                scope="col"
                class={`n model${model === view.model.name ? ' chosen' : ''}`}
                title={titles.get(model)?.definition}
              >
                <a href={linkTo('/models/compare', view, { model })}>{titles.get(model)?.title ?? model}</a>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {channels.map(channel => (
            <tr>
              <th scope="row" class="name">
                <span class={`swatch ${channelClass(channel)}`} />
                <bdi>{channel}</bdi>
              </th>
              {models.map(({ model, channels: own }) => {
                const share = own.find(one => one.channel === channel)
                return (
                  <td class={`n${model === view.model.name ? ' chosen' : ''}`}>
                    {share ? (
                      <>
                        {points(share.value)} <span class="quiet nowrap">{`${points(share.low)}–${points(share.high)}`}</span>
                      </>
                    ) : (
                      <span class="quiet">–</span>
                    )}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** What was learned of all journeys, beside what became of it deal by deal. They answer two questions, and differ. */
function FitTable({ fit, earned }: { fit: Fit; earned: ModelShares['channels'] }) {
  const isMarkov = fit.game === null
  return (
    <section>
      <div class="head">
        <h2>What the fit says</h2>
        <span class="quiet">
          {`of ${count(fit.conversions)} won and ${count(Math.round(fit.nulls))} other journeys; each deal splits its own money by it, so the shares differ`}
        </span>
      </div>
      {fit.warnings.map(warning => (
        <p class="notice">{warning.text}</p>
      ))}
      <section class="table" tabindex={0} aria-label="What the fit says">
        <table>
          <thead>
            <tr>
              <th scope="col" class="name">
                Channel
              </th>
              <th
                scope="col"
                class="n"
                title={isMarkov ? 'the part of won deals that would be lost without it' : 'won deals attributed to it'}
              >
                {isMarkov ? 'Removal effect' : 'Deals'}
              </th>
              <th scope="col" class="n">
                Share of the fit
              </th>
              <th scope="col" class="n">
                Share of the credit
              </th>
            </tr>
          </thead>
          <tbody>
            {fit.weights
              .toSorted((a, b) => b.weight - a.weight)
              .map(({ channel, weight, share }) => (
                <tr>
                  <th scope="row" class="name">
                    <span class={`swatch ${channelClass(channel)}`} />
                    <bdi>{channel}</bdi>
                  </th>
                  <td class="n">{isMarkov ? points(weight) : weight.toFixed(1)}</td>
                  <td class="n">{points(share)}</td>
                  <td class="n">{points(earned.find(one => one.channel === channel)?.value ?? 0)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </section>
    </section>
  )
}

const points = (share: number) => `${(share * 100).toFixed(1)} %`
