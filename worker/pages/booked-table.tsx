/** How a deal's money was booked on its touches: the original amount, and a signed column for each refund and amendment. */
import type { Booking } from '../attribution/bookings.ts'
import { Short } from './amounts.tsx'
import { channelClass } from './channel-class.ts'
import type { CountedProps, Entry } from './deal-page.tsx'
import { plural } from './figures.ts'
import { exactMoney } from './money.ts'
import { ENTRIES_PER_PAGE } from './receipt-table.tsx'
import { subjectOf } from './touch-words.ts'

type BookedProps = Pick<CountedProps, 'frame' | 'counted' | 'page'> & {
  /** Touches that earned something, in order; none: the whole is unattributed. */
  readonly earning: readonly Entry[]
  /** The original first; at least two. */
  readonly bookings: readonly Booking[]
}

export function Booked({ frame, counted, page, earning, bookings }: BookedProps) {
  const { journey } = counted
  const { currency } = journey
  const columns = columnsOf(bookings, frame.clock.day)
  const rows = (earning.length === 0 ? [null] : earning).map((entry, index) => ({ entry, index }))
  const isAll = page === null || rows.length <= ENTRIES_PER_PAGE
  const shown = isAll ? rows : rows.filter(({ entry }) => pageOf(entry?.position ?? 1) === page)
  const money = (minor: number) => (minor === 0 ? <span class="quiet">–</span> : exactMoney(minor, currency))
  return (
    <section>
      <div class="head">
        <h2>Booked</h2>
        <span class="quiet">
          {`What each change of the amount gave and took, ${currency}; the last column is the credit above`}
        </span>
      </div>
      <section class={`table${columns.length > 3 ? ' wide' : ''}`} tabindex={0} aria-label="Bookings of each touch">
        <table>
          <thead>
            <tr>
              <th scope="col" class="name">
                Touch
              </th>
              {columns.map(({ title, day }) => (
                <th scope="col" class="n">
                  {title}
                  <br />
                  {day}
                </th>
              ))}
              <th scope="col" class="n chosen">
                Net
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ entry, index }) => (
              <tr class={entry === null ? 'none' : undefined}>
                <th scope="row" class="name">
                  {entry === null ? (
                    <>
                      <span class="swatch ch-none" />
                      (unattributed)
                    </>
                  ) : (
                    <span class="clip" title={subjectOf(entry.touch)}>
                      <span class={`swatch ${channelClass(entry.touch.channel)}`} />
                      {`${entry.position}. `}
                      <bdi>{subjectOf(entry.touch)}</bdi>
                    </span>
                  )}
                </th>
                {columns.map(({ lines }) => (
                  <td class="n">{money(lines[index] ?? 0)}</td>
                ))}
                <td class="n chosen">{money(entry === null ? counted.receipt.unattributed_minor : entry.amount_minor)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" class="name">
                Deal
              </th>
              {columns.map(({ total }) => (
                <td class="n">{exactMoney(total, currency)}</td>
              ))}
              <td class="n chosen">{exactMoney(journey.amount_minor, currency)}</td>
            </tr>
          </tfoot>
        </table>
      </section>
      {journey.currency !== journey.base_currency && journey.base_amount_minor !== null && (
        <p class="hint">
          {`In ${journey.base_currency}, at the deal’s one rate: `}
          {bookings.map(({ base_amount_minor }, i) => (
            <>
              {i > 0 && ', '}
              <Short minor={base_amount_minor ?? 0} currency={journey.base_currency} />
            </>
          ))}
          .
        </p>
      )}
    </section>
  )
}

/** The page of the receipt on which a touch stands. */
const pageOf = (position: number) => Math.ceil(position / ENTRIES_PER_PAGE)

interface Column {
  readonly title: string
  readonly day: string
  readonly total: number
  readonly lines: readonly number[]
}

/** More would not be read: older changes stand in one column. */
const MAX_CHANGES = 10

const titles = { original: 'Original', refund: 'Refund', amendment: 'Amendment' } as const

function columnsOf(bookings: readonly Booking[], day: (at: number) => string): Column[] {
  const [original, ...changes] = bookings
  const earlier = changes.slice(0, -MAX_CHANGES)
  const column = (booking: Booking): Column => ({
    title: titles[booking.kind],
    day: day(booking.booked_at),
    total: booking.amount_minor,
    lines: booking.lines.map(line => line.amount_minor),
  })
  return [
    ...(original ? [column(original)] : []),
    ...(earlier.length > 0 ? [sumOf(earlier.map(column))] : []),
    ...changes.slice(-MAX_CHANGES).map(column),
  ]
}

const sumOf = (columns: readonly Column[]): Column => ({
  title: plural(columns.length, 'earlier change'),
  day: `to ${columns.at(-1)?.day ?? ''}`,
  total: columns.reduce((sum, { total }) => sum + total, 0),
  lines: (columns[0]?.lines ?? []).map((_, i) => columns.reduce((sum, { lines }) => sum + (lines[i] ?? 0), 0)),
})
