/** What a run changed against an earlier one: which credits moved, and because of what. */
import { causeTitles, causeWords } from '../export/cause-words.ts'
import type { DealDiff, RunDiff } from '../export/run-diff.ts'
import { type Bar, BarChart } from './bar-chart.tsx'
import { channelClass } from './channel-class.ts'
import { count, plural } from './figures.ts'
import type { Frame } from './frame.ts'
import { Page } from './layout.tsx'
import { exactMoney, shortMoney } from './money.ts'
import { Name } from './names.tsx'
import type { RunProps } from './read-runs.ts'
import { DiffAnswer, FirstAnswer } from './run-sentence.tsx'
import { modelsOf, tookWords } from './runs-page.tsx'
import { stageWords } from './stage-words.ts'
import { Pager } from './table.tsx'
import { linkTo } from './view.ts'

const DEALS_PER_PAGE = 50

export function RunPage(props: RunProps) {
  const { frame, run, diff, refusal } = props
  const { view } = frame
  return (
    <Page
      frame={frame}
      title={`What run ${run.run_id} changed`}
      trail={<a href={linkTo('/runs', view)}>Runs</a>}
      answer={diff ? <DiffAnswer frame={frame} diff={diff} /> : <FirstAnswer refusal={refusal} />}
      choices={['stage', 'model']}
    >
      {diff && diff.deals.length > 0 && (
        <>
          {diff.by_channel.some(channel => channel.before_minor !== channel.after_minor) && (
            <section>
              <Channels frame={frame} diff={diff} />
            </section>
          )}
          <section>
            <h2>Because of what</h2>
            <Causes diff={diff} />
          </section>
          <section>
            <h2>{`${stageWords(diff.stage).title} of ${plural(diff.deals.length, 'deal')}, before and after`}</h2>
            <Deals {...props} diff={diff} />
          </section>
        </>
      )}
      <Facts {...props} />
    </Page>
  )
}

const UNATTRIBUTED = '(unattributed)'

const signed = (minor: number, currency: string, write: typeof shortMoney) => (minor > 0 ? '+' : '') + write(minor, currency)

function Channels({ frame, diff }: { frame: Frame; diff: RunDiff }) {
  const { by_channel, base_currency: currency } = diff
  const bars = by_channel
    .map(({ channel, before_minor, after_minor }) => ({ channel, change: after_minor - before_minor }))
    .filter(({ change }) => change !== 0)
    .map(
      ({ channel, change }): Bar => ({
        label: channel ?? UNATTRIBUTED,
        href: channel === null ? null : linkTo('/channels/deals', frame.view, { by: 'channel', of: channel, period: 'all' }),
        colour: channel === null ? 'ch-none' : channelClass(channel),
        value: change,
        shown: signed(change, currency, shortMoney),
        exact: signed(change, currency, exactMoney),
        share: '',
      }),
    )
  const best = bars.reduce((largest, bar) => (bar.value > largest.value ? bar : largest))
  const worst = bars.reduce((least, bar) => (bar.value < least.value ? bar : least))
  const finding = [
    best.value > 0 ? `${best.label} gained ${best.shown.slice(1)}` : null,
    worst.value < 0 ? `${worst.label} lost ${shortMoney(-worst.value, currency)}` : null,
  ].filter(part => part !== null)
  return (
    <BarChart
      title={
        <>
          {finding.join(', ')} <span class="quiet">{`${diff.model.title}; only deals that changed`}</span>
        </>
      }
      bars={bars}
    />
  )
}

function Causes({ diff }: { diff: RunDiff }) {
  const { by_cause, base_currency: currency } = diff
  return (
    <div class="table">
      <table>
        <thead>
          <tr>
            <th scope="col">Cause</th>
            <th scope="col" class="n roomy-only">
              Deals
            </th>
            <th scope="col" class="n">{`Gained, ${currency}`}</th>
            <th scope="col" class="n">{`Lost, ${currency}`}</th>
          </tr>
        </thead>
        <tbody>
          {by_cause.map(({ cause, deals, gained_minor, lost_minor }) => (
            <tr>
              <th scope="row">{causeTitles[cause]}</th>
              <td class="n roomy-only">{count(deals)}</td>
              <td class="n">{exactMoney(gained_minor, currency)}</td>
              <td class="n">{exactMoney(lost_minor, currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Deals({ frame, run, diff, page }: RunProps & { diff: RunDiff }) {
  const { view } = frame
  const { base_currency: currency } = diff
  const amount = (minor: number | null) => (minor === null ? <span class="quiet">none</span> : exactMoney(minor, currency))
  return (
    <>
      <div class="table">
        <table>
          <thead>
            <tr>
              <th scope="col">Deal, and why</th>
              <th scope="col" class="n roomy-only">{`Before, ${currency}`}</th>
              <th scope="col" class="n roomy-only">{`After, ${currency}`}</th>
              <th scope="col" class="n">{`Moved, ${currency}`}</th>
            </tr>
          </thead>
          <tbody>
            {diff.deals.slice((page - 1) * DEALS_PER_PAGE, page * DEALS_PER_PAGE).map(deal => (
              <tr>
                <th scope="row" class="why">
                  <a href={linkTo(`/deals/${encodeURIComponent(deal.deal_id)}`, view)}>
                    <Name text={deal.deal_name ?? deal.external_id} />
                  </a>
                  <Why frame={frame} deal={deal} diff={diff} />
                </th>
                <td class="n roomy-only">{amount(deal.before_minor)}</td>
                <td class="n roomy-only">{amount(deal.after_minor)}</td>
                <td class="n" title={movedTitle(deal, currency)}>
                  {exactMoney(deal.moved_minor, currency)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Pager
        page={page}
        perPage={DEALS_PER_PAGE}
        total={diff.deals.length}
        link={number => linkTo(`/runs/${encodeURIComponent(run.run_id)}`, view, { from: diff.from.run_id, page: number })}
      />
    </>
  )
}

/** Which channel has how much more or less. */
function movedTitle({ parts }: DealDiff, currency: string): string {
  const byChannel = Map.groupBy(parts, part => part.channel)
  return [...byChannel]
    .map(([channel, own]) => ({ channel, change: own.reduce((sum, part) => sum + part.after_minor - part.before_minor, 0) }))
    .filter(({ change }) => change !== 0)
    .map(({ channel, change }) => `${channel ?? UNATTRIBUTED} ${signed(change, currency, exactMoney)}`)
    .join('\n')
}

/** More are in the JSON of `tributary diff`. */
const MAX_CAUSES = 4

function Why({ frame, deal, diff }: { frame: Frame; deal: DealDiff; diff: RunDiff }) {
  const words = deal.causes.map(cause => causeWords(cause, diff.names, { day: frame.clock.day, money: exactMoney }))
  const all = deal.steps.some(step => step.cause === 'model') ? [...words, 'the model has other numbers'] : words
  const more = all.length - MAX_CAUSES
  const shown = [...new Set(all)].slice(0, MAX_CAUSES).join('; ')
  return (
    <span class="quiet">
      <bdi>{shown}</bdi>
      {more > 0 && ` and ${plural(more, 'further cause')}`}
    </span>
  )
}

function Facts({ frame, run, earlier, diff }: RunProps) {
  const { clock, view } = frame
  return (
    <section>
      <div class="head">
        <h2>The run</h2>
        {earlier.length > 1 && (
          <form method="get" action={`/runs/${encodeURIComponent(run.run_id)}`} class="choices" data-submits-itself>
            <input type="hidden" name="model" value={view.model.name} />
            <input type="hidden" name="stage" value={view.stage} />
            <select name="from" aria-label="Compare with">
              {earlier.map(({ run_id, started_at }) => (
                <option value={run_id} selected={run_id === diff?.from.run_id}>
                  {`Compare with ${run_id}, ${clock.moment(started_at)}`}
                </option>
              ))}
            </select>
            <button type="submit">Show</button>
          </form>
        )}
      </div>
      <dl class="facts">
        <dt>Began</dt>
        <dd>{`${clock.moment(run.started_at)}, took ${tookWords(run)}`}</dd>
        <dt>Computed</dt>
        <dd>
          {run.kind === 'full' ? 'everything' : 'what was stale'}:{' '}
          {`${plural(run.subjects, 'account or person', 'accounts and people')}, ${plural(run.deals, 'deal')}, ${plural(run.credits, 'credit')}`}
        </dd>
        <dt>Models</dt>
        <dd>{modelsOf(run).join(', ')}</dd>
      </dl>
    </section>
  )
}
