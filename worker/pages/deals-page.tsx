/** The deals that reached a stage in a period, by month and one by one. */
import type { ReachedDeal } from '../../db/queries/credit-totals.ts'
import type { DealChannel, DealListRow, DealSort } from '../../db/queries/deal-list.ts'
import { dayOf } from '../crm/dates.ts'
import { channelClass } from './channel-class.ts'
import { Unrated } from './channels-page.tsx'
import { type Column, ColumnChart } from './column-chart.tsx'
import { count, monthOf, percent, plural } from './figures.ts'
import type { Frame } from './frame.ts'
import { Page } from './layout.tsx'
import { exactMoney, shortMoney } from './money.ts'
import { Name } from './names.tsx'
import { monthStart } from './period.ts'
import { NoDeals, StageSentence } from './stage-sentence.tsx'
import type { StageTotal, UnratedMoney } from './stage-total.ts'
import { stageWords } from './stage-words.ts'
import { Pager, SortHead, type Sorting } from './table.tsx'
import { linkTo } from './view.ts'

export const DEALS_PER_PAGE = 50

export const dealSorts = ['name', 'account', 'status', 'stage_at', 'touches', 'amount'] as const satisfies readonly DealSort[]

interface DealsProps {
  readonly frame: Frame
  readonly rows: readonly DealListRow[]
  /** The largest channel of each deal of this page under the chosen model. */
  readonly channels: ReadonlyMap<string, DealChannel>
  /** All of the period. */
  readonly reached: readonly ReachedDeal[]
  readonly total: StageTotal
  readonly unrated: readonly UnratedMoney[]
  readonly undated: number
  /** Whether there is any deal, of whatever period. */
  readonly hasDeals: boolean
  readonly search: string
  readonly listed: number
  readonly sorting: Sorting<DealSort>
  readonly page: number
}

export function DealsPage(props: DealsProps) {
  const { frame, reached, total, unrated, undated, listed, search } = props
  const { view } = frame
  return (
    <Page
      frame={frame}
      title={stageWords(view.stage).deals}
      answer={<Answer {...props} />}
      choices={['stage', 'period', 'model']}
    >
      <Unrated unrated={unrated} />
      {view.stage === 'opportunity' && undated > 0 && (
        <p class="notice">{`${plural(undated, 'deal')} without a creation date: nobody knows when it became an opportunity, so no pipeline counts it.`}</p>
      )}
      {total.deals > 0 && (
        <section>
          <Months frame={frame} reached={reached} />
        </section>
      )}
      {(total.deals > 0 || search !== '') && (
        <section>
          <form method="get" action="/deals" class="row narrow-search">
            {Object.entries(kept(props)).map(([name, value]) => (
              <input type="hidden" name={name} value={value} />
            ))}
            <input
              type="search"
              name="find"
              value={search}
              placeholder="Find a deal or account here"
              aria-label="Find a deal or account here"
              maxlength={200}
            />
          </form>
          {listed > 0 ? (
            <List {...props} />
          ) : (
            <p class="quiet">No deal of this period has “{search}” in its name, id or account.</p>
          )}
        </section>
      )}
    </Page>
  )
}

/** What a search keeps of the URL. */
function kept({ frame: { query } }: DealsProps): Record<string, string> {
  const names = ['period', 'model', 'stage', 'sort']
  return Object.fromEntries(names.flatMap(name => (query[name] ? [[name, query[name]]] : [])))
}

function Answer({ frame, total, hasDeals }: DealsProps) {
  const { settings } = frame
  if (total.deals === 0) return <NoDeals frame={frame} hasDeals={hasDeals} />
  const average = Math.round(total.base_minor / Math.max(1, total.rated_deals))
  return (
    <>
      <StageSentence frame={frame} total={total} />
      {total.deals > 1 &&
        `, ${shortMoney(average, settings.currency)} on average after ${count(Math.round(total.touches / total.deals))} touches`}
      .{' '}
      {total.touched_deals < total.deals &&
        `${plural(total.deals - total.touched_deals, 'deal')} had no touch that could earn credit.`}
    </>
  )
}

function Months({ frame, reached }: Pick<DealsProps, 'frame' | 'reached'>) {
  const { settings, view, clock } = frame
  const { currency, timezone } = settings
  const byMonth = Map.groupBy(reached, deal => monthStart(dayOf(deal.stage_at, timezone)))
  const times = reached.map(deal => deal.stage_at)
  const [first, last] = [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))]
  const start = monthStart(dayOf(Math.max(view.period.from, first), timezone))
  const end = monthStart(dayOf(Math.max(last, Math.min(view.period.to - 1, clock.now)), timezone))
  const months: string[] = []
  for (let month = start; month <= end; month = monthStart(month, 1)) months.push(month)

  const columns = months.map((month, i): Column => {
    const own = byMonth.get(month) ?? []
    const value = own.reduce((sum, deal) => sum + (deal.base_amount_minor ?? 0), 0)
    const name = monthOf(month)
    return {
      label: name,
      sublabel: i === 0 || name === 'Jan' ? month.slice(0, 4) : '',
      value,
      shown: shortMoney(value, currency),
      title: `${name} ${month.slice(0, 4)}: ${exactMoney(value, currency)} of ${plural(own.length, 'deal')}`,
    }
  })
  const best = columns.reduce((largest, column) => (column.value > largest.value ? column : largest))
  const what = view.stage === 'opportunity' ? 'New pipeline' : stageWords(view.stage).date
  return (
    <ColumnChart
      title={`${what} by month: the most in ${best.title.split(':')[0]}, ${best.shown}`}
      description={`${what} by month, ${columns.length} months. ${columns.map(column => column.title).join('; ')}`}
      columns={columns}
      tick={value => shortMoney(value, currency)}
    />
  )
}

const tones = { won: 'good', open: 'warm', lost: '' } as const

export const StatusTag = ({ status }: { status: 'open' | 'won' | 'lost' }) => <span class={`tag ${tones[status]}`}>{status}</span>

function List({ frame, rows, channels, search, listed, sorting, page }: DealsProps) {
  const { view, settings, clock } = frame
  const { currency } = settings
  const link = (more: Record<string, string | number | null>) =>
    linkTo('/deals', view, { find: search, sort: `${sorting.descending ? '-' : ''}${sorting.sort}`, ...more })
  const head = { sorting, link: (sort: string) => link({ sort }) }
  return (
    <>
      <div class="table">
        <table>
          <thead>
            <tr>
              <SortHead column="name" className="name" {...head}>
                Deal
              </SortHead>
              <SortHead column="account" className="name roomy-only" {...head}>
                Account
              </SortHead>
              <SortHead column="status" className="roomy-only" {...head}>
                Status
              </SortHead>
              <SortHead column="stage_at" isNumber {...head}>
                {stageWords(view.stage).date}
              </SortHead>
              <SortHead column="touches" isNumber className="roomy-only" {...head}>
                Touches
              </SortHead>
              <th scope="col" class="wide-only">
                Earned the most
              </th>
              <SortHead column="amount" isNumber {...head}>
                {`Amount, ${currency}`}
              </SortHead>
            </tr>
          </thead>
          <tbody>
            {rows.map(row => (
              <tr>
                <th scope="row" class="name">
                  <a href={linkTo(`/deals/${encodeURIComponent(row.deal_id)}`, view)}>
                    <Name text={row.name ?? row.external_id} />
                  </a>
                </th>
                <td class="name roomy-only">
                  {row.account_id === null ? (
                    <span class="quiet">no account</span>
                  ) : (
                    <a href={linkTo(`/accounts/${encodeURIComponent(row.account_id)}`, view)}>
                      <Name text={row.account_name ?? row.account_id} />
                    </a>
                  )}
                </td>
                <td class="roomy-only">
                  <StatusTag status={row.status} />
                </td>
                <td class="n">{clock.day(row.stage_at)}</td>
                <td class="n roomy-only">{count(row.path_length)}</td>
                <td class="wide-only">
                  <LargestChannel channel={channels.get(row.deal_id)} />
                </td>
                <td class="n" title={row.currency === currency ? undefined : exactMoney(row.amount_minor, row.currency)}>
                  {row.base_amount_minor === null ? (
                    <span class="quiet">{`${exactMoney(row.amount_minor, row.currency)}, no rate`}</span>
                  ) : (
                    exactMoney(row.base_amount_minor, currency)
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Pager page={page} perPage={DEALS_PER_PAGE} total={listed} link={number => link({ page: number })} />
    </>
  )
}

function LargestChannel({ channel }: { channel: DealChannel | undefined }) {
  if (!channel) return <span class="quiet">no touch</span>
  return (
    <>
      <span class={`swatch ${channelClass(channel.channel)}`} />
      {channel.channel} <span class="quiet">{percent(channel.weight_e15 / 1e15)}</span>
    </>
  )
}
