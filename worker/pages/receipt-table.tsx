/** The receipt itself: what each touch earned and why, and which touches earned nothing. */
import type { NamedPerson } from '../../db/queries/deal.ts'
import { channelClass } from './channel-class.ts'
import type { CountedProps, Entry, ReceiptTouch } from './deal-page.tsx'
import { count, duration, plural, weightPercent } from './figures.ts'
import type { Frame } from './frame.ts'
import { MarkIcon, markNames } from './journey-marks.tsx'
import { exactMoney } from './money.ts'
import { Name } from './names.tsx'
import { exclusionWords } from './receipt-words.ts'
import { markKindOf, nobodyIn, subjectOf } from './touch-words.ts'
import { linkTo } from './view.ts'

export function ReceiptTable({ frame, counted, people, page, path }: CountedProps & { path: readonly Entry[] }) {
  const { settings } = frame
  const { journey, receipt } = counted
  const first = ((page ?? 1) - 1) * ENTRIES_PER_PAGE
  const shown = page === null ? path : path.slice(first, first + ENTRIES_PER_PAGE)
  const hasStated = path.some(entry => entry.stated_weight !== null)
  const hasBase = journey.currency !== journey.base_currency
  // One row's weight differs from the next one's in the digits that are shown.
  const digits = path.length <= 50 ? 2 : 4
  const weight = (weightE15: number) => (weightE15 === 0 ? '–' : weightPercent(weightE15, digits))
  const odd = path.filter(entry => entry.odd_unit).length
  return (
    <>
      <div class="table">
        <table>
          <thead>
            <tr>
              <th scope="col" class="n">
                #
              </th>
              <th scope="col" class="roomy-only">
                When
              </th>
              <th scope="col" class="roomy-only">
                Who
              </th>
              <th scope="col" class="name">
                Touch
              </th>
              <th scope="col" class="wide-only">
                Channel
              </th>
              {hasStated && (
                <th scope="col" class="n wide-only" title="The model's own number, before all are made to add up to 100 %">
                  As stated
                </th>
              )}
              <th scope="col" class="n roomy-only">
                Weight
              </th>
              <th scope="col" class="n chosen">
                {`Credit, ${journey.currency}`}
              </th>
              {hasBase && (
                <th scope="col" class="n">
                  {`Credit, ${journey.base_currency}`}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {shown.map(entry => (
              <tr class={entry.weight_e15 === 0 ? 'none' : undefined}>
                <td class="n">{entry.position}</td>
                <TouchCells frame={frame} touch={entry.touch} people={people} milestones={entry.milestones} />
                {hasStated && (
                  <td class="n wide-only">{weight(entry.stated_weight === null ? 0 : entry.stated_weight * 1e15)}</td>
                )}
                <td class="n roomy-only" title={`${count(entry.weight_e15)} of ${count(1e15)}`}>
                  {weight(entry.weight_e15)}
                </td>
                <td class="n chosen">
                  {entry.odd_unit && (
                    <span
                      class="odd"
                      title="It got one unit more than its weight rounded down: the amount does not divide evenly."
                    >
                      +1{' '}
                    </span>
                  )}
                  {exactMoney(entry.amount_minor, journey.currency)}
                </td>
                {hasBase && (
                  <td class="n">
                    {entry.base_amount_minor === null ? 'no rate' : exactMoney(entry.base_amount_minor, journey.base_currency)}
                  </td>
                )}
              </tr>
            ))}
            <tr class="none">
              <td />
              <td class="roomy-only" />
              <td class="roomy-only" />
              <td class="name">
                <span class="swatch ch-none" />
                (unattributed)
              </td>
              <td class="wide-only" />
              {hasStated && <td class="wide-only" />}
              <td class="n roomy-only">{weight(path.length === 0 ? 1e15 : 0)}</td>
              <td class="n chosen">{exactMoney(receipt.unattributed_minor, journey.currency)}</td>
              {hasBase && (
                <td class="n">
                  {journey.base_amount_minor === null
                    ? 'no rate'
                    : exactMoney(path.length === 0 ? journey.base_amount_minor : 0, journey.base_currency)}
                </td>
              )}
            </tr>
          </tbody>
          <tfoot>
            <tr>
              <td />
              <td class="roomy-only" />
              <td class="roomy-only" />
              <th scope="row" class="name">
                Sum
              </th>
              <td class="wide-only" />
              {hasStated && <td class="wide-only" />}
              <td class="n roomy-only">{weight(1e15)}</td>
              <td class="n chosen">{exactMoney(sumOf(path) + receipt.unattributed_minor, journey.currency)}</td>
              {hasBase && (
                <td class="n">
                  {journey.base_amount_minor === null ? '' : exactMoney(journey.base_amount_minor, journey.base_currency)}
                </td>
              )}
            </tr>
          </tfoot>
        </table>
      </div>
      {odd > 0 && (
        <p class="hint">
          {`${exactMoney(journey.amount_minor, journey.currency)} does not divide evenly by these weights: the largest remainders got the ${plural(odd, 'odd unit')}, marked +1; of equal ones the earlier touch.`}
        </p>
      )}
      {hasBase && journey.rate !== null && (
        <p class="hint">
          {`Converted once, as a whole, at ${journey.rate} ${journey.base_currency} for 1 ${journey.currency}${journey.rate_day ? `, the rate of ${journey.rate_day}` : ', the rate for all days'}; then split by the same weights in ${settings.currency}.`}
        </p>
      )}
      {hasBase && journey.rate === null && (
        <p class="notice">{`There is no rate for ${journey.currency} on ${frame.clock.day(journey.stage_at)}: reports in ${journey.base_currency} cannot count this deal.`}</p>
      )}
    </>
  )
}

export function Excluded({ frame, people, page, excluded }: CountedProps & { excluded: readonly Entry[] }) {
  const shown = excluded.slice(page === null ? 0 : -EXCLUDED_SHOWN).toReversed()
  return (
    <section>
      <div class="head">
        <h2>Excluded touches</h2>
        <span class="quiet">
          {`${plural(excluded.length, 'touch', 'touches')} of the account earned nothing by the rules${excluded.length > shown.length ? `; the ${count(shown.length)} newest` : ''}`}
        </span>
      </div>
      <div class="table">
        <table>
          <thead>
            <tr>
              <th scope="col" class="roomy-only">
                When
              </th>
              <th scope="col" class="roomy-only">
                Who
              </th>
              <th scope="col" class="name">
                Touch
              </th>
              <th scope="col" class="wide-only">
                Channel
              </th>
              <th scope="col">Why not</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(entry => (
              <tr>
                <TouchCells frame={frame} touch={entry.touch} people={people} milestones={[]} />
                <td>{entry.reason && exclusionWords[entry.reason]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

export const ENTRIES_PER_PAGE = 60

const EXCLUDED_SHOWN = 40

const sumOf = (entries: readonly Entry[]) => entries.reduce((sum, entry) => sum + entry.amount_minor, 0)

interface TouchCellsProps {
  readonly frame: Frame
  readonly touch: ReceiptTouch
  readonly people: ReadonlyMap<string, NamedPerson>
  readonly milestones: readonly string[]
}

function TouchCells({ frame, touch, people, milestones }: TouchCellsProps) {
  const kind = markKindOf(touch)
  const name = nameIn(people, touch.person_id)
  return (
    <>
      <td class="roomy-only">{frame.clock.moment(touch.touch_at)}</td>
      <td class="person roomy-only">
        {name === null || touch.person_id === null ? (
          <span class="quiet">{nobodyIn(touch)}</span>
        ) : (
          <a href={linkTo(`/people/${encodeURIComponent(touch.person_id)}`, frame.view)}>
            <Name text={name} />
          </a>
        )}
      </td>
      <td class="name">
        <span class="pair" title={`${markNames[kind]}${touch.engaged_ms > 0 ? `, ${duration(touch.engaged_ms)} active` : ''}`}>
          <MarkIcon kind={kind} colour={channelClass(touch.channel)} />
          <Name text={subjectOf(touch)} />
          {milestones.length > 0 && <span class="tag good">{milestones.join(' ')}</span>}
        </span>
      </td>
      <td class="wide-only">
        <span class={`swatch ${channelClass(touch.channel)}`} />
        <bdi>{touch.channel}</bdi>
      </td>
    </>
  )
}

/** What the person of a touch is called; null: unknown. */
export function nameIn(people: ReadonlyMap<string, NamedPerson>, id: string | null): string | null {
  if (id === null) return null
  const person = people.get(id)
  return person?.name ?? person?.email ?? id
}
