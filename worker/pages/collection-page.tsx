/** What was collected and what was not: why, what to do about it, and that the counts balance. */
import { LETTER_DAYS } from '../collect/dead-letter-retention.ts'
import { botWords } from './bot-words.ts'
import { differenceOf, type SiteDay, spans } from './collection-ledger.ts'
import { ColumnChart } from './column-chart.tsx'
import { type Clock, count, percent, plural } from './figures.ts'
import { Page } from './layout.tsx'
import type { CollectionProps } from './read-collection.ts'
import { mendingOf } from './reject-words.ts'
import { Replayed, ReplayForm } from './replay-form.tsx'
import { linkTo } from './view.ts'

export function CollectionPage(props: CollectionProps) {
  const { frame, span, balance, reasons, bots, waiting } = props
  const { view } = frame
  return (
    <Page frame={frame} title="Collection" answer={<Answer {...props} />}>
      <Replayed frame={frame} />
      {differenceOf(balance) !== 0 && <Unbalanced difference={differenceOf(balance)} />}
      <section>
        <nav class="segments small" aria-label="Over how long">
          {(['24h', '7d', '30d'] as const).map(key => (
            <a
              href={linkTo('/collection', view, { span: key === '24h' ? null : key })}
              aria-current={key === span ? 'true' : undefined}
            >
              {spans[key].title}
            </a>
          ))}
        </nav>
      </section>
      {reasons.length > 0 && (
        <>
          <section>
            <Chart {...props} />
          </section>
          <Reasons {...props} />
        </>
      )}
      {waiting > 0 && reasons.length === 0 && (
        <p>
          <a href={linkTo('/dead-letters', view)}>{plural(waiting, 'older dead letter')}</a> can still be replayed.
        </p>
      )}
      {balance.received > 0 && <Ledger {...props} />}
      {bots.length > 0 && <Bots {...props} />}
    </Page>
  )
}

function Answer({ frame, span, balance, reasons }: CollectionProps) {
  const { phrase } = spans[span]
  const lost = balance.rejected + balance.refused
  if (balance.received === 0) {
    return (
      <>
        Nothing came {phrase}. Here will stand what became of every event: put{' '}
        <a href={linkTo('/install', frame.view)}>the snippet</a> into your pages, and open one of them.
      </>
    )
  }
  const [first] = reasons
  return (
    <>
      <strong>{plural(balance.received, 'event')}</strong> came {phrase}.{' '}
      {lost === 0 ? (
        'All of them were taken.'
      ) : (
        <>
          <strong>{count(lost)}</strong> of them ({percent(lost / balance.received)}) were not taken
          {first && (
            <>
              , {reasons.length === 1 ? 'all' : 'most'} for <a href={lettersLink(frame, first.reason)}>{nameOf(first.reason)}</a>
            </>
          )}
          .
        </>
      )}{' '}
      {differenceOf(balance) === 0 && 'The ledger balances: every event has one outcome.'}
    </>
  )
}

const Unbalanced = ({ difference }: { difference: number }) => (
  <p class="notice loud">
    <strong>The ledger does not balance.</strong>{' '}
    {difference > 0
      ? `${plural(difference, 'event')} came and have no outcome: they may be lost.`
      : `${plural(-difference, 'outcome')} too many: events may have been counted twice.`}{' '}
    The table below says on which day. Nothing that was accepted is gone; please report it with the days and sites concerned.
  </p>
)

function Chart({ frame, span, steps, balance }: CollectionProps) {
  const { clock } = frame
  const lost = balance.rejected + balance.refused
  const busiest = steps.reduce((most, step) => (step.events > most.events ? step : most))
  return (
    <ColumnChart
      title={
        lost === busiest.events
          ? `All ${plural(lost, 'event')} that were not taken came ${whenOf(busiest.from, span, clock)}`
          : `${plural(lost, 'event')} were not taken, the most of them (${count(busiest.events)}) ${whenOf(busiest.from, span, clock)}`
      }
      description={`Events that were not taken, ${spans[span].phrase}`}
      tick={count}
      columns={steps.map(({ from, events }, i) => ({
        label: i % LABEL_EVERY[span] !== 0 ? '' : span === '24h' ? clock.time(from).slice(0, 5) : clock.shortDay(from),
        sublabel: '',
        value: events,
        shown: count(events),
        title: `${clock.moment(from)}: ${count(events)}`,
      }))}
    />
  )
}

/** So few that they stand side by side on a telephone. */
const LABEL_EVERY = { '24h': 6, '7d': 8, '30d': 6 } as const

const whenOf = (from: number, span: CollectionProps['span'], clock: Clock) =>
  span === '30d' ? `on ${clock.shortDay(from)}` : `after ${span === '24h' ? clock.time(from).slice(0, 5) : clock.moment(from)}`

function Reasons({ frame, reasons, waiting }: CollectionProps) {
  return (
    <section>
      <div class="head">
        <h2>Why events were not taken</h2>
        <a href={linkTo('/dead-letters', frame.view)}>All dead letters</a>
      </div>
      <div class="table reasons">
        <table>
          <thead>
            <tr>
              <th scope="col">Reason</th>
              <th scope="col" class="n">
                Events
              </th>
              <th scope="col" class="n roomy-only">
                Kept
              </th>
              <th scope="col" class="n roomy-only">
                Waiting
              </th>
              <th scope="col">Send again</th>
            </tr>
          </thead>
          <tbody>
            {reasons.map(line => (
              <tr>
                <th scope="row" class="why">
                  <a href={lettersLink(frame, line.reason)}>{nameOf(line.reason)}</a>
                  <p class="quiet">{mendingOf(line.reason)}</p>
                </th>
                <td class="n">{count(line.events)}</td>
                <td class="n roomy-only">{count(line.letters)}</td>
                <td class="n roomy-only">{count(line.waiting)}</td>
                <td>{line.waiting > 0 && <ReplayForm choice={{ reason: line.reason }} label="Replay" />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="hint">
        {`Letters are kept for ${LETTER_DAYS} days, at most 10,000 or 50 MB per site and day; what comes beyond that, and what comes with an unknown key, is only counted. `}
        First mend the reason, then replay: each event counts as of the moment at which it came, and none is stored twice.
      </p>
      {waiting > 0 && reasons.length > 1 && <ReplayForm choice={{}} label={`Replay all that wait (${count(waiting)})`} />}
    </section>
  )
}

function Ledger({ frame, days, sites, balance }: CollectionProps) {
  const numbers = (line: Omit<SiteDay, 'site_id' | 'day_at'>) => (
    <>
      <td class="n">{count(line.received)}</td>
      <td class="n roomy-only">{count(line.accepted)}</td>
      <td class="n roomy-only">{count(line.duplicate)}</td>
      <td class="n roomy-only">{count(line.rejected)}</td>
      <td class="n roomy-only">{count(line.refused)}</td>
      <td class="n">
        {differenceOf(line) === 0 ? (
          '0'
        ) : (
          <span class="tag bad">{`${differenceOf(line) > 0 ? '+' : ''}${count(differenceOf(line))}`}</span>
        )}
      </td>
    </>
  )
  return (
    <section>
      <div class="head">
        <h2>The ledger</h2>
        <span class="quiet">received = accepted + duplicate + rejected + refused, by UTC day</span>
      </div>
      <div class="table">
        <table>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col" class="name">
                Site
              </th>
              <th scope="col" class="n">
                Received
              </th>
              <th scope="col" class="n roomy-only">
                Accepted
              </th>
              <th scope="col" class="n roomy-only">
                Duplicate
              </th>
              <th scope="col" class="n roomy-only">
                Rejected
              </th>
              <th scope="col" class="n roomy-only">
                Refused
              </th>
              <th scope="col" class="n">
                Off by
              </th>
            </tr>
          </thead>
          <tbody>
            {days.map(line => (
              <tr>
                <th scope="row">{utcDay(line.day_at, frame.clock)}</th>
                <td class="name">
                  <span class="clip">{line.site_id === '' ? 'unknown key' : (sites.get(line.site_id) ?? line.site_id)}</span>
                </td>
                {numbers(line)}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">All</th>
              <td />
              {numbers(balance)}
            </tr>
          </tfoot>
        </table>
      </div>
    </section>
  )
}

/** Noon of it is the same day in nearly every time zone. */
const utcDay = (day_at: number, clock: Clock) => clock.shortDay(day_at + 12 * 3_600_000)

function Bots({ frame, bots, balance }: CollectionProps) {
  const marked = bots.reduce((sum, { events }) => sum + events, 0)
  return (
    <section>
      <div class="head">
        <h2>Machines</h2>
        <span class="quiet">{`${percent(marked / balance.accepted)} of what was accepted; kept, marked, and in no report`}</span>
        <a href={linkTo('/install', frame.view, { bots: '1' })}>Show machines in the live feed</a>
      </div>
      <div class="table">
        <table>
          <thead>
            <tr>
              <th scope="col">Sign</th>
              <th scope="col" class="n">
                Events
              </th>
            </tr>
          </thead>
          <tbody>
            {bots.map(({ reason, events }) => (
              <tr>
                <th scope="row">{botWords(reason)}</th>
                <td class="n">{count(events)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="hint">
        The switch “Show machines” stays in the address. It holds for the live feed, for visits and forms on the pages of accounts
        and people, and for the audit of campaign tagging. Sessions of machines are no touches: no credit, no heat and no coverage
        ever counts them.
      </p>
    </section>
  )
}

const lettersLink = ({ view }: CollectionProps['frame'], reason: string) => linkTo('/dead-letters', view, { reason })

/** 'origin_not_allowed' → 'origin not allowed' */
export const nameOf = (reason: string): string => reason.replaceAll('_', ' ')
