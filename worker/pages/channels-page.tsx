/** Which channels, campaigns or content brought the money: bars under the chosen model, every model side by side. */
import type { Child } from 'hono/jsx'
import type { CreditKey } from '../../db/queries/credit-totals.ts'
import { type Bar, BarChart } from './bar-chart.tsx'
import { channelClass } from './channel-class.ts'
import { type CreditLine, largestUnder } from './credit-table.ts'
import { percent, plural } from './figures.ts'
import type { Frame } from './frame.ts'
import { Page } from './layout.tsx'
import { dealsLink, isNamed, ModelTable, plurals } from './model-table.tsx'
import { exactMoney, shortMoney } from './money.ts'
import type { SpendSums } from './spend-sums.ts'
import { SpendTable } from './spend-table.tsx'
import { NoDeals, StageSentence } from './stage-sentence.tsx'
import type { StageTotal, UnratedMoney } from './stage-total.ts'
import { stageWords } from './stage-words.ts'
import { linkTo } from './view.ts'

export const creditKeys = ['channel', 'campaign', 'content'] as const satisfies readonly CreditKey[]

/** Bars beyond this say nothing; the table has them all. */
const MAX_BARS = 14
export interface ChannelsProps {
  readonly frame: Frame
  readonly by: CreditKey
  readonly lines: readonly CreditLine[]
  readonly total: StageTotal
  /** Null: content has no cost of its own. */
  readonly spend: SpendSums | null
  readonly unrated: readonly UnratedMoney[]
  readonly page: number
  /** Whether there is any deal, of whatever period. */
  readonly hasDeals: boolean
}

export function ChannelsPage({ frame, by, lines, total, spend, unrated, page, hasDeals }: ChannelsProps) {
  const { view } = frame
  return (
    <Page
      frame={frame}
      title={`${stageWords(view.stage).title} by ${by}`}
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
            <p class="hint">
              How a visit gets its channel: <a href={linkTo('/channels/rules', view)}>channel rules</a>. Which visits lost their
              campaign: <a href={linkTo('/channels/tagging', view)}>audit of campaign tagging</a>.
            </p>
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
      {spend && by !== 'content' && <SpendTable frame={frame} by={by} lines={lines} spend={spend} />}
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
        by === 'content' && 'A touch’s credit is shared over what its session read, by engaged time. ',
        more > 0 && `${plural(more, by === 'content' ? 'page' : by)} more in the table.`,
      ]}
    />
  )
}

function colourOf(by: CreditKey, line: CreditLine): string {
  if (line.isUnattributed) return 'ch-none'
  if (by === 'channel') return channelClass(line.label)
  return line.isAbsent ? 'ch-direct' : 'ch-plain'
}
