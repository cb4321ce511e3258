/** Which channels, campaigns or content brought the money: bars under the chosen model, every model side by side. */
import type { Child } from 'hono/jsx'
import type { CreditKey } from '../../db/queries/credit-totals.ts'
import { Short } from './amounts.tsx'
import { type Bar, BarChart } from './bar-chart.tsx'
import { channelClass } from './channel-class.ts'
import { type CreditLine, largestUnder } from './credit-table.ts'
import { count, percent, plural } from './figures.ts'
import type { Frame } from './frame.ts'
import { Page } from './layout.tsx'
import { exactMoney, shortMoney } from './money.ts'
import { NoDeals, StageSentence } from './stage-sentence.tsx'
import type { StageTotal, UnratedMoney } from './stage-total.ts'
import { Pager } from './table.tsx'
import { linkTo } from './view.ts'

export const creditKeys = ['channel', 'campaign', 'content'] as const satisfies readonly CreditKey[]

const plurals: Readonly<Record<CreditKey, string>> = { channel: 'Channels', campaign: 'Campaigns', content: 'Content' }

/** Bars beyond this say nothing; the table has them all. */
const MAX_BARS = 14
export const LINES_PER_PAGE = 25

interface ChannelsProps {
  readonly frame: Frame
  readonly by: CreditKey
  readonly lines: readonly CreditLine[]
  readonly total: StageTotal
  readonly unrated: readonly UnratedMoney[]
  readonly page: number
  /** Whether there is any deal, of whatever period. */
  readonly hasDeals: boolean
}

export function ChannelsPage({ frame, by, lines, total, unrated, page, hasDeals }: ChannelsProps) {
  const { view } = frame
  return (
    <Page
      frame={frame}
      title={`${view.stage === 'won' ? 'Revenue' : 'Pipeline'} by ${by}`}
      answer={<Answer frame={frame} lines={lines} total={total} hasDeals={hasDeals} />}
      choices={['stage', 'period', 'model']}
    >
      <Unrated unrated={unrated} />
      {total.deals > 0 && (
        <>
          <section>
            <nav class="segments small" aria-label="Added up by">
              {creditKeys.map(key => (
                <a
                  href={linkTo('/channels', view, { by: key === 'channel' ? null : key })}
                  aria-current={key === by ? 'true' : undefined}
                >
                  {plurals[key]}
                </a>
              ))}
            </nav>
          </section>
          <section>
            <Bars frame={frame} by={by} lines={lines} total={total} />
          </section>
          <section>
            <div class="head">
              <h2>Every model side by side</h2>
              <span class="quiet">{`${frame.settings.currency}; each number leads to the deals behind it`}</span>
            </div>
            <ModelTable frame={frame} by={by} lines={lines} total={total} page={page} />
          </section>
        </>
      )}
    </Page>
  )
}

function Answer({ frame, lines, total, hasDeals }: Pick<ChannelsProps, 'frame' | 'lines' | 'total' | 'hasDeals'>): Child {
  const { view } = frame
  if (total.deals === 0) return <NoDeals frame={frame} hasDeals={hasDeals} />
  const largest = largestUnder(lines, view.model.name)
  const opener = largestUnder(lines, 'first_touch')
  const closer = largestUnder(lines, 'last_touch')
  return (
    <>
      <StageSentence frame={frame} total={total} />
      {total.base_minor > 0 && <>; {percent(total.touched_minor / total.base_minor)} of it has at least one touch</>}.{' '}
      {largest && (
        <>
          <strong>{largest.label}</strong> earned the most of it
          {opener &&
            closer &&
            (opener === closer ? (
              <>; it opened and closed the most, too</>
            ) : (
              <>
                ; {opener.label} opened the most, {closer.label} closed the most
              </>
            ))}
          .
        </>
      )}
    </>
  )
}

/** Money in a currency without a rate is in no sum, so it is said beside them. */
export function Unrated({ unrated }: { unrated: readonly UnratedMoney[] }) {
  if (unrated.length === 0) return null
  const parts = unrated.map(
    ({ currency, deals, amount_minor }) => `${plural(deals, 'deal')} of ${exactMoney(amount_minor, currency)}`,
  )
  return (
    <p class="notice">
      {`Not in these sums: ${parts.join(', ')}, since there is no exchange rate for ${unrated.map(row => row.currency).join(', ')} on the day. `}
      Import it with <code>tributary import rates FILE</code>.
    </p>
  )
}

function Bars({ frame, by, lines, total }: Pick<ChannelsProps, 'frame' | 'by' | 'lines' | 'total'>) {
  const { view, settings } = frame
  const amounts = (line: CreditLine) => view.models.map(model => line.byModel.get(model.name) ?? 0)
  const amount = (line: CreditLine) => line.byModel.get(view.model.name) ?? 0
  const named = lines.filter(isNamed)
  const shown = [...named.slice(0, MAX_BARS), ...lines.filter(line => !isNamed(line))]
  const bars = shown.map((line): Bar => {
    const all = amounts(line)
    return {
      label: line.label,
      href: dealsLink(frame, by, line),
      colour: colourOf(by, line),
      value: amount(line),
      range: all.length > 1 ? [Math.min(...all), Math.max(...all)] : undefined,
      shown: shortMoney(amount(line), settings.currency),
      exact: exactMoney(amount(line), settings.currency),
      share: total.base_minor === 0 ? '' : percent(amount(line) / total.base_minor),
    }
  })
  const largest = largestUnder(lines, view.model.name)
  const more = named.length - MAX_BARS
  return (
    <BarChart
      title={
        <>
          {largest && total.base_minor > 0
            ? `${largest.label} earned ${percent(amount(largest) / total.base_minor)} of ${shortMoney(total.base_minor, settings.currency)}`
            : `${shortMoney(total.base_minor, settings.currency)} in all`}{' '}
          <span class="quiet">{`${view.model.title}: ${view.model.definition}`}</span>
        </>
      }
      bars={bars}
      hint={[
        view.models.length > 1 &&
          `The line under a bar runs from the least to the most that any of ${view.models.length} models gives. `,
        more > 0 && `${plural(more, by === 'content' ? 'page' : by)} more in the table.`,
      ]}
    />
  )
}

const isNamed = (line: CreditLine) => !line.isUnattributed && !line.isAbsent

function colourOf(by: CreditKey, line: CreditLine): string {
  if (line.isUnattributed) return 'ch-none'
  if (by === 'channel') return channelClass(line.label)
  return line.isAbsent ? 'ch-direct' : 'ch-plain'
}

const dealsLink = (frame: Frame, by: CreditKey, line: CreditLine, model: string | null = null) =>
  linkTo('/channels/deals', frame.view, { by, of: line.label, ...(model === null ? {} : { model }) })

function ModelTable({ frame, by, lines, total, page }: Pick<ChannelsProps, 'frame' | 'by' | 'lines' | 'total' | 'page'>) {
  const { view, settings } = frame
  const { currency } = settings
  const named = lines.filter(isNamed)
  const first = (page - 1) * LINES_PER_PAGE
  const shown = [...named.slice(first, first + LINES_PER_PAGE), ...lines.filter(line => !isNamed(line))]
  return (
    <>
      <section class="table wide" tabindex={0} aria-label="Every model side by side">
        <table>
          <thead>
            <tr>
              <th scope="col" class="name">
                {plurals[by].replace(/s$/, '')}
              </th>
              <th scope="col" class="n chosen">
                {view.model.title}
              </th>
              <th scope="col" class="n">
                Share
              </th>
              <th scope="col" class="n">
                Deals
              </th>
              <th scope="col" class="n">
                Touches
              </th>
              {view.models.map(model => (
                <th
                  scope="col"
                  class={`n model${model === view.model ? ' chosen' : ''}`}
                  title={`${model.title}: ${model.definition}`}
                >
                  <a href={linkTo('/channels', view, { by: by === 'channel' ? null : by, model: model.name })}>{model.title}</a>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(line => (
              <Line frame={frame} by={by} line={line} total={total} />
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" class="name">
                All
              </th>
              <td class="n chosen">{exactMoney(total.base_minor, currency)}</td>
              <td class="n">{percent(1)}</td>
              <td class="n">{count(total.deals)}</td>
              <td class="n">{count(total.touches)}</td>
              {view.models.map(model => (
                <td class={`n${model === view.model ? ' chosen' : ''}`}>
                  <Short minor={sumUnder(lines, model.name)} currency={currency} />
                </td>
              ))}
            </tr>
          </tfoot>
        </table>
      </section>
      <Pager
        page={page}
        perPage={LINES_PER_PAGE}
        total={named.length}
        link={number => linkTo('/channels', view, { by: by === 'channel' ? null : by, page: number })}
      />
    </>
  )
}

const sumUnder = (lines: readonly CreditLine[], model: string) =>
  lines.reduce((sum, line) => sum + (line.byModel.get(model) ?? 0), 0)

function Line({ frame, by, line, total }: { frame: Frame; by: CreditKey; line: CreditLine; total: StageTotal }) {
  const { view, settings } = frame
  const chosen = line.byModel.get(view.model.name) ?? 0
  return (
    <tr class={line.isUnattributed ? 'none' : undefined}>
      <th scope="row" class="name">
        <a class="clip" href={dealsLink(frame, by, line)} title={line.label}>
          {(by === 'channel' || line.isUnattributed) && (
            <span class={`swatch ${line.isUnattributed ? 'ch-none' : channelClass(line.label)}`} />
          )}
          <bdi>{line.label}</bdi>
        </a>
      </th>
      <td class="n chosen">
        <a class="figure" href={dealsLink(frame, by, line)}>
          {exactMoney(chosen, settings.currency)}
        </a>
      </td>
      <td class="n">{total.base_minor === 0 ? '' : percent(chosen / total.base_minor)}</td>
      <td class="n">{count(line.deals)}</td>
      <td class="n">{count(line.touches)}</td>
      {view.models.map(model => {
        const amount = line.byModel.get(model.name) ?? 0
        return (
          <td class={`n${model === view.model ? ' chosen' : ''}`}>
            {amount === 0 ? (
              <span class="quiet">–</span>
            ) : (
              <a class="figure" href={dealsLink(frame, by, line, model.name)} title={exactMoney(amount, settings.currency)}>
                {shortMoney(amount, settings.currency)}
              </a>
            )}
          </td>
        )
      })}
    </tr>
  )
}
