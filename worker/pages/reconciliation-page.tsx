/** Whether every unit that was won is accounted for: by month and currency, and each deal that touches do not fully earn. */
import type { Child } from 'hono/jsx'
import type { ReconciledMoney, ReconciliationReason } from '../attribution/reconciliation.ts'
import type { ExclusionCount, ReconciledDeal } from '../export/reconciliation.ts'
import type { ReconciliationSums } from '../export/reconciliation-sums.ts'
import { count, monthOf, percent, plural } from './figures.ts'
import type { Frame } from './frame.ts'
import { Page } from './layout.tsx'
import { exactMoney } from './money.ts'
import { Name } from './names.tsx'
import { monthStart, shiftDays } from './period.ts'
import { gapWords, reconciliationWords } from './reconciliation-words.ts'
import { NoDeals } from './stage-sentence.tsx'
import { Pager } from './table.tsx'
import { linkTo } from './view.ts'

export const GAPS_PER_PAGE = 50

/** Lines of a month and a currency. */
export const MONTHS_PER_PAGE = 24

export interface ReconciliationProps {
  readonly frame: Frame
  readonly sums: ReconciliationSums
  /** No line differs, in any currency. */
  readonly isBalanced: boolean
  /** Deals that are not fully attributed, whatever the reason. */
  readonly incomplete: number
  /** The reason that is looked at; null: all. */
  readonly reason: ReconciliationReason | null
  /** Lines of this page, and how many there are on all. */
  readonly gaps: readonly ReconciledDeal[]
  readonly found: number
  readonly excluded: ReadonlyMap<string, readonly ExclusionCount[]>
  /** Whether there is any deal, of whatever period. */
  readonly hasDeals: boolean
  readonly page: number
  readonly monthsPage: number
}

export function ReconciliationPage(props: ReconciliationProps) {
  const { frame, sums } = props
  return (
    <Page frame={frame} title="Reconciliation" answer={<Answer {...props} />} choices={['period', 'model']}>
      <Unrated {...props} />
      {sums.months.length > 0 && (
        <>
          <Months {...props} />
          <Gaps {...props} />
        </>
      )}
    </Page>
  )
}

function Answer({ frame, sums, isBalanced, incomplete, hasDeals }: ReconciliationProps): Child {
  const { view } = frame
  if (sums.months.length === 0) return <NoDeals frame={frame} hasDeals={hasDeals} />
  const { total } = sums
  const won = exactMoney(total.won_minor, total.currency)
  const share = (minor: number) => (total.won_minor > 0 ? percent(minor / total.won_minor) : exactMoney(minor, total.currency))
  const parts = `${share(total.credited_minor)} credited to touches, ${share(total.unattributed_minor)} unattributed`
  if (isBalanced)
    return (
      <>
        All <strong>{won}</strong> won {view.period.phrase} is accounted for: {parts}, <strong>0 difference</strong>.
        {incomplete > 0 &&
          ` ${plural(incomplete, 'deal')} ${incomplete === 1 ? 'is' : 'are'} not fully attributed; each has its reason below.`}
      </>
    )
  const late = sums.reasons.filter(({ reason }) => reason === 'not_computed' || reason === 'changed')
  return (
    <>
      Of <strong>{won}</strong> won {view.period.phrase}: {parts},{' '}
      <strong>{`${exactMoney(total.difference_minor, total.currency)} difference`}</strong>, since{' '}
      {late
        .map(({ reason, deals }) =>
          reason === 'changed'
            ? `${plural(deals, 'deal')} changed after the last run`
            : `${plural(deals, 'deal')} ${deals === 1 ? 'has' : 'have'} not been computed yet`,
        )
        .join(' and ')}
      . The next run settles it: <code>tributary attribute</code>.
    </>
  )
}

/** Money in a currency without a rate is not in the sentence's sum, but it balances in its own currency. */
function Unrated({ sums }: ReconciliationProps) {
  if (sums.unrated.length === 0) return null
  const parts = sums.unrated.map(
    ({ currency, deals, won_minor }) => `${plural(deals, 'deal')} of ${exactMoney(won_minor, currency)}`,
  )
  return (
    <p class="notice">
      {`Beside this sum: ${parts.join(', ')}, for which there is no exchange rate on the day. They stand below in their own currency. `}
      Import the rate with <code>tributary import rates FILE</code>.
    </p>
  )
}

function Months({ frame, sums, reason, page, monthsPage }: ReconciliationProps) {
  const { view } = frame
  const first = (monthsPage - 1) * MONTHS_PER_PAGE
  return (
    <section>
      <div class="head">
        <h2>By month and currency</h2>
        <span class="quiet">{`revenue from the CRM’s deals and adjustments, credit under ${view.model.title}; months are ${frame.settings.timezone}`}</span>
      </div>
      <div class="table">
        <table>
          <thead>
            <tr>
              <th scope="col">Month</th>
              <th scope="col" class="n roomy-only">
                Deals
              </th>
              <th scope="col" class="n">
                Won
              </th>
              <th scope="col" class="n roomy-only">
                Credited
              </th>
              <th scope="col" class="n roomy-only">
                Share
              </th>
              <th scope="col" class="n roomy-only">
                Unattributed
              </th>
              <th scope="col" class="n chosen">
                Difference
              </th>
            </tr>
          </thead>
          <tbody>
            {sums.months.slice(first, first + MONTHS_PER_PAGE).map(({ month, currency, deals, ...money }) => (
              <tr>
                <th scope="row">
                  <a href={linkTo('/deals', view, { period: periodOf(month) })}>{monthWords(month)}</a>{' '}
                  <span class="quiet">{currency}</span>
                </th>
                <td class="n roomy-only">{count(deals)}</td>
                <MoneyCells money={money} currency={currency} />
              </tr>
            ))}
          </tbody>
          <tfoot>
            {sums.currencies.map(({ currency, deals, ...money }) => (
              <tr>
                <th scope="row">
                  All <span class="quiet">{currency}</span>
                </th>
                <td class="n roomy-only">{count(deals)}</td>
                <MoneyCells money={money} currency={currency} />
              </tr>
            ))}
          </tfoot>
        </table>
      </div>
      <Pager
        page={monthsPage}
        perPage={MONTHS_PER_PAGE}
        total={sums.months.length}
        link={months => linkTo('/reconciliation', view, { reason, page: page === 1 ? null : page, months })}
      />
    </section>
  )
}

function MoneyCells({ money, currency }: { money: ReconciledMoney; currency: string }) {
  const { won_minor, credited_minor, unattributed_minor, difference_minor } = money
  return (
    <>
      <td class="n">{exactMoney(won_minor, currency)}</td>
      <td class="n roomy-only">{exactMoney(credited_minor, currency)}</td>
      <td class="n roomy-only">{won_minor > 0 ? percent(credited_minor / won_minor) : ''}</td>
      <td class="n roomy-only">
        {unattributed_minor === 0 ? <span class="quiet">–</span> : exactMoney(unattributed_minor, currency)}
      </td>
      <td class="n chosen">
        {difference_minor === 0 ? '0' : <span class="tag bad">{exactMoney(difference_minor, currency)}</span>}
      </td>
    </>
  )
}

function Gaps({ frame, sums, incomplete, reason, gaps, found, excluded, page }: ReconciliationProps) {
  const { view, clock } = frame
  if (incomplete === 0)
    return (
      <section>
        <h2>Every deal is fully attributed</h2>
      </section>
    )
  return (
    <section>
      <h2>{`${plural(incomplete, 'deal')} not fully attributed`}</h2>
      <nav class="site-list" aria-label="Reason">
        <a class="button" href={linkTo('/reconciliation', view)} aria-current={reason === null ? 'true' : undefined}>
          All reasons
        </a>
        {sums.reasons.map(known => (
          <a
            class="button"
            href={linkTo('/reconciliation', view, { reason: known.reason })}
            aria-current={known.reason === reason ? 'true' : undefined}
          >
            {`${reconciliationWords[known.reason]}, ${count(known.deals)}`}
          </a>
        ))}
      </nav>
      {found === 0 && <p class="quiet">No deal of this period has this reason.</p>}
      {found > 0 && (
        <div class="table">
          <table>
            <thead>
              <tr>
                <th scope="col" class="name">
                  Deal
                </th>
                <th scope="col" class="person wide-only">
                  Account
                </th>
                <th scope="col" class="n roomy-only">
                  Won
                </th>
                <th scope="col" class="n">
                  Amount
                </th>
                <th scope="col" class="n wide-only">
                  Unattributed
                </th>
                <th scope="col" class="n wide-only">
                  Difference
                </th>
                <th scope="col">Why</th>
              </tr>
            </thead>
            <tbody>
              {gaps.map(line => (
                <tr>
                  <th scope="row" class="name">
                    <a href={linkTo(`/deals/${encodeURIComponent(line.deal_id)}`, view)}>
                      <Name text={line.name ?? line.external_id} />
                    </a>
                  </th>
                  <td class="person wide-only">
                    {line.account_id === null ? (
                      <span class="quiet">none</span>
                    ) : (
                      <a href={linkTo(`/accounts/${encodeURIComponent(line.account_id)}`, view)}>
                        <Name text={line.account_name ?? line.account_id} />
                      </a>
                    )}
                  </td>
                  <td class="n roomy-only">{clock.day(line.won_at)}</td>
                  <td class="n">{line.isWon ? exactMoney(line.won_minor, line.currency) : <span class="quiet">not won</span>}</td>
                  <td class="n wide-only">{exactMoney(line.unattributed_minor, line.currency)}</td>
                  <td class="n wide-only">
                    {line.difference_minor === 0 ? '0' : exactMoney(line.difference_minor, line.currency)}
                  </td>
                  <td class="why">{gapWords(line.reasons, excluded.get(line.deal_id) ?? [])}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Pager
        page={page}
        perPage={GAPS_PER_PAGE}
        total={found}
        link={number => linkTo('/reconciliation', view, { reason, page: number })}
      />
    </section>
  )
}

/** '2026-03' → 'Mar 2026' */
const monthWords = (month: string) => `${monthOf(`${month}-01`)} ${month.slice(0, 4)}`

/** '2026-02' → '2026-02-01..2026-02-28' */
const periodOf = (month: string) => `${month}-01..${shiftDays(monthStart(`${month}-01`, 1), -1)}`
