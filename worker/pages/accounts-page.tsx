/** Which accounts are alive: how many by when they were last seen, and the list with what each brought. */
import type { AccountListRow, AccountSort } from '../../db/queries/account-list.ts'
import { Short } from './amounts.tsx'
import { type Bar, BarChart } from './bar-chart.tsx'
import { ago, count, DAY_MS, percent, plural } from './figures.ts'
import type { Frame } from './frame.ts'
import { Page } from './layout.tsx'
import { exactMoney } from './money.ts'
import { Name } from './names.tsx'
import { Spark } from './spark.tsx'
import { Pager, SortHead, type Sorting } from './table.tsx'
import { linkTo } from './view.ts'

export const ACCOUNTS_PER_PAGE = 50
export const SPARK_WEEKS = 26
const FRESH_WEEKS = 4

export const accountSorts = [
  'name',
  'people',
  'touches',
  'last_seen',
  'open_pipeline',
  'won',
] as const satisfies readonly AccountSort[]

/** Accounts by how long ago they were last seen, as days before now. */
export const recencies = [
  { key: 'week', title: 'In the last 7 days', phrase: 'last seen in the last 7 days', fromDays: 7, toDays: 0 },
  { key: 'month', title: '7 to 30 days ago', phrase: 'last seen 7 to 30 days ago', fromDays: 30, toDays: 7 },
  { key: 'quarter', title: '30 to 90 days ago', phrase: 'last seen 30 to 90 days ago', fromDays: 90, toDays: 30 },
  { key: 'half', title: '90 to 180 days ago', phrase: 'last seen 90 to 180 days ago', fromDays: 180, toDays: 90 },
  { key: 'older', title: 'Longer ago', phrase: 'last seen more than 180 days ago', fromDays: Infinity, toDays: 180 },
] as const

export type Recency = (typeof recencies)[number]

interface AccountsProps {
  readonly frame: Frame
  readonly rows: readonly AccountListRow[]
  /** Touches per week by account, the running week last. */
  readonly activity: ReadonlyMap<string, readonly number[]>
  /** How many accounts the list has on all its pages. */
  readonly listed: number
  /** When each account of the workspace was last seen; null: never. */
  readonly lastSeen: readonly (number | null)[]
  readonly seen: Recency | null
  readonly sorting: Sorting<AccountSort>
  readonly page: number
}

export function AccountsPage(props: AccountsProps) {
  const { frame, lastSeen, listed, seen } = props
  const { search } = frame
  return (
    <Page
      frame={frame}
      title="Accounts"
      answer={
        <>
          <Answer {...props} /> <a href="/review">What waits for a decision</a>,{' '}
          <a href={linkTo('/accounts/rules', frame.view)}>how visits find their accounts</a>
        </>
      }
    >
      {lastSeen.length > 0 && search === '' && seen === null && (
        <section>
          <Recencies frame={frame} lastSeen={lastSeen} />
        </section>
      )}
      {listed > 0 && (
        <section>
          <List {...props} />
        </section>
      )}
    </Page>
  )
}

function Answer({ frame, lastSeen, listed, seen }: AccountsProps) {
  const { search, view, clock } = frame
  if (lastSeen.length === 0) {
    return (
      <>
        There are no accounts yet. They come with the CRM (<code>tributary import accounts FILE</code>), or by themselves as soon
        as somebody fills in a form with a business address: <a href={linkTo('/install', view)}>install the snippet</a>.
      </>
    )
  }
  if (search !== '' || seen) {
    return (
      <>
        <strong>{plural(listed, 'account')}</strong>
        {search !== '' && (
          <>
            {' '}
            with <bdi>“{search}”</bdi> in the name or domain
          </>
        )}
        {seen && ` ${seen.phrase}`}. <a href={linkTo('/accounts', view)}>Show all {count(lastSeen.length)}</a>
      </>
    )
  }
  const touched = lastSeen.filter(at => at !== null)
  const active = touched.filter(at => at >= clock.now - 30 * DAY_MS).length
  const silent = lastSeen.length - active
  return (
    <>
      <strong>{count(active)}</strong> of <strong>{plural(lastSeen.length, 'account')}</strong> {active === 1 ? 'was' : 'were'}{' '}
      active in the last 30 days
      {silent > 0 && `; ${count(silent)} ${silent === 1 ? 'is' : 'are'} silent`}
      {touched.length < lastSeen.length && `, ${count(lastSeen.length - touched.length)} of them never seen`}.
    </>
  )
}

/** Accounts last seen in a recency's span, counted back from now. */
export const isIn = (recency: Recency, at: number, now: number) =>
  at >= now - recency.fromDays * DAY_MS && (recency.toDays === 0 || at < now - recency.toDays * DAY_MS)

function Recencies({ frame, lastSeen }: Pick<AccountsProps, 'frame' | 'lastSeen'>) {
  const { view, clock } = frame
  const touched = lastSeen.filter(at => at !== null)
  const bars = recencies.map((recency): Bar => {
    const value = touched.filter(at => isIn(recency, at, clock.now)).length
    return {
      label: recency.title,
      href: linkTo('/accounts', view, { seen: recency.key }),
      colour: 'ch-plain',
      value,
      shown: count(value),
      exact: plural(value, 'account'),
      share: percent(value / lastSeen.length),
    }
  })
  return <BarChart title="When accounts were last seen" bars={bars} />
}

function List({ frame, rows, activity, listed, seen, sorting, page }: AccountsProps) {
  const { view, settings, clock, search } = frame
  const { currency } = settings
  const sortText = (key: Sorting<AccountSort>) => `${key.descending ? '-' : ''}${key.sort}`
  const link = (more: Record<string, string | number | null>) =>
    linkTo('/accounts', view, { q: search, seen: seen?.key ?? null, sort: sortText(sorting), ...more })
  const head = { sorting, link: (sort: string) => link({ sort }) }
  return (
    <>
      <div class="table">
        <table>
          <thead>
            <tr>
              <SortHead column="name" className="name" {...head}>
                Account
              </SortHead>
              <SortHead column="people" isNumber className="roomy-only" {...head}>
                People
              </SortHead>
              <SortHead column="touches" isNumber {...head}>
                Touches
              </SortHead>
              <th scope="col" class="wide-only">{`Last ${SPARK_WEEKS} weeks`}</th>
              <SortHead column="last_seen" isNumber {...head}>
                Last seen
              </SortHead>
              <SortHead column="open_pipeline" isNumber {...head}>
                {`Open pipeline, ${currency}`}
              </SortHead>
              <SortHead column="won" isNumber {...head}>
                {`Won, ${currency}`}
              </SortHead>
            </tr>
          </thead>
          <tbody>
            {rows.map(row => (
              <tr>
                <th scope="row" class="name">
                  <span class="pair">
                    <a href={linkTo(`/accounts/${encodeURIComponent(row.account_id)}`, view)}>
                      <Name text={row.name} />
                    </a>
                    {row.domain !== null && row.domain !== row.name && <span class="quiet clip">{row.domain}</span>}
                  </span>
                </th>
                <td class="n roomy-only">{count(row.people)}</td>
                <td class="n">{count(row.touches)}</td>
                <td class="wide-only">
                  <AccountSpark weeks={activity.get(row.account_id)} />
                </td>
                <td class="n" title={row.last_seen_at === null ? undefined : clock.moment(row.last_seen_at)}>
                  {row.last_seen_at === null ? <span class="quiet">never</span> : ago(row.last_seen_at, clock.now)}
                </td>
                <td class="n">
                  <MoneyCell minor={row.open_pipeline_minor} unrated={row.open_unrated} currency={currency} />
                </td>
                <td class="n">
                  <MoneyCell minor={row.won_minor} unrated={row.won_unrated} currency={currency} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Pager page={page} perPage={ACCOUNTS_PER_PAGE} total={listed} link={number => link({ page: number })} />
    </>
  )
}

/** Nothing is a dash, so that the eye finds what is there. */
const MoneyCell = ({ minor, unrated, currency }: { minor: number; unrated: number; currency: string }) => (
  <>
    {(minor !== 0 || unrated === 0) &&
      (minor === 0 ? (
        <span class="quiet" title={exactMoney(0, currency)}>
          –
        </span>
      ) : (
        <Short minor={minor} currency={currency} />
      ))}
    {unrated > 0 && (
      <span class="quiet" title="There is no exchange rate for their currency on the day, so no sum counts them">
        {`${minor === 0 ? '' : ' + '}${plural(unrated, 'deal')}, no rate`}
      </span>
    )}
  </>
)

function AccountSpark({ weeks }: { weeks: readonly number[] | undefined }) {
  if (!weeks) return <span class="quiet">–</span>
  const total = weeks.reduce((sum, touches) => sum + touches, 0)
  const fresh = weeks.slice(-FRESH_WEEKS).reduce((sum, touches) => sum + touches, 0)
  return (
    <Spark
      values={weeks}
      fresh={FRESH_WEEKS}
      title={`${plural(total, 'touch', 'touches')} in ${SPARK_WEEKS} weeks, ${count(fresh)} in the last ${FRESH_WEEKS}`}
    />
  )
}
