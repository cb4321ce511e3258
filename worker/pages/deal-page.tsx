/** The receipt of one deal: which touch earned what of it, and why. */

import type { SubjectTouch } from '../../db/queries/account.ts'
import type { NamedPerson } from '../../db/queries/deal.ts'
import type { Account, Adjustment, Deal, Journey, Run } from '../../db/schema.ts'
import type { Receipt, ReceiptEntry } from '../attribution/receipt.ts'
import { channelClass } from './channel-class.ts'
import { CreditStrip } from './credit-strip.tsx'
import { StatusTag } from './deals-page.tsx'
import { count, DAY_MS, duration, percent, plural, weightPercent } from './figures.ts'
import type { Frame } from './frame.ts'
import { MarkIcon, markNames } from './journey-marks.tsx'
import { Page } from './layout.tsx'
import { exactMoney } from './money.ts'
import { Name } from './names.tsx'
import { exclusionWords, milestoneWords, rulesOf, unattributedReason } from './receipt-words.ts'
import { Pager } from './table.tsx'
import { markKindOf, subjectOf } from './touch-words.ts'
import { linkTo } from './view.ts'

export const ENTRIES_PER_PAGE = 100
const EXCLUDED_SHOWN = 100

/** A touch as the receipt's arithmetic wants it. */
export type ReceiptTouch = SubjectTouch & { readonly seq: number }

type Entry = ReceiptEntry<ReceiptTouch>

export interface DealProps {
  readonly frame: Frame
  readonly deal: Deal
  readonly account: Pick<Account, 'account_id' | 'name'> | null
  /** The stage of the view, and the receipt under the model of the view; null: the deal has not reached it. */
  readonly counted: { readonly journey: Journey; readonly receipt: Receipt<ReceiptTouch> } | null
  /** Stages that the deal has reached. */
  readonly stages: readonly string[]
  readonly people: ReadonlyMap<string, NamedPerson>
  readonly adjustments: readonly Adjustment[]
  readonly run: Run | null
  /** Null: all touches on one page, to be printed. */
  readonly page: number | null
}

export function DealPage(props: DealProps) {
  const { frame, deal, account, counted } = props
  const { view } = frame
  const title = deal.name ?? deal.external_id
  return (
    <Page
      frame={frame}
      title={title}
      trail={
        <>
          <a href={linkTo('/deals', view)}>Deals</a>
          {account && (
            <>
              {' / '}
              <a href={linkTo(`/accounts/${encodeURIComponent(account.account_id)}`, view, { deal: deal.deal_id })}>
                <bdi>{account.name}</bdi>
              </a>
            </>
          )}
        </>
      }
      subtitle={<Facts deal={deal} frame={frame} />}
      answer={<Answer {...props} />}
      choices={['stage', 'model']}
    >
      {counted && <Counted {...props} counted={counted} />}
    </Page>
  )
}

function Facts({ deal, frame: { clock } }: { deal: Deal; frame: Frame }) {
  return (
    <>
      <StatusTag status={deal.status} />{' '}
      <bdi>
        {[
          deal.name === null ? null : deal.external_id,
          deal.stage,
          deal.created_at === null ? 'creation date unknown' : `opportunity ${clock.day(deal.created_at)}`,
          deal.closed_at === null ? null : `${deal.status === 'open' ? 'close expected' : 'closed'} ${clock.day(deal.closed_at)}`,
          deal.owner_email && `owner ${deal.owner_email}`,
        ]
          .filter(Boolean)
          .join(' · ')}
      </bdi>
    </>
  )
}

function Answer({ frame, deal, counted, stages }: DealProps) {
  const { view, clock } = frame
  if (!counted) {
    const other = stages[0]
    return (
      <>
        {view.stage === 'won'
          ? `This deal has not been won${deal.status === 'lost' ? ': it was lost' : ''}, so there is no revenue to split.`
          : 'Nobody knows when this deal became an opportunity, so there is no pipeline to split.'}{' '}
        {other === undefined ? (
          <>
            Nothing has been computed for it yet: run <code>tributary attribute</code>.
          </>
        ) : (
          <a href={linkTo(`/deals/${encodeURIComponent(deal.deal_id)}`, view, { stage: other === 'won' ? null : other })}>
            {other === 'won' ? 'See its revenue' : 'See its pipeline'}
          </a>
        )}
      </>
    )
  }
  const { journey, receipt } = counted
  const path = receipt.entries.filter(entry => entry.eligible)
  const people = new Set(path.flatMap(entry => entry.touch.person_id ?? [])).size
  const first = path[0]?.touch.touch_at
  return (
    <>
      <strong>{exactMoney(journey.amount_minor, journey.currency)}</strong>{' '}
      {journey.stage === 'won' ? 'won' : 'of pipeline created'} on {clock.day(journey.stage_at)}
      {first !== undefined && (
        <>
          {' '}
          after <strong>{plural(path.length, 'touch', 'touches')}</strong> of {plural(people, 'person', 'people')} in{' '}
          {plural(Math.max(1, Math.ceil((journey.stage_at - first) / DAY_MS)), 'day')}
        </>
      )}
      . {receipt.sentence}
      {journey.unattributed_reason !== null && ` ${unattributedReason(journey.unattributed_reason)}`}
    </>
  )
}

type CountedProps = DealProps & { readonly counted: NonNullable<DealProps['counted']> }

function Counted(props: CountedProps) {
  const { frame, deal, counted, people, page } = props
  const { view, clock } = frame
  const { receipt } = counted
  const path = receipt.entries.filter(entry => entry.eligible)
  const excluded = receipt.entries.filter(entry => !entry.eligible)
  const link = (more: Record<string, string | number | null>) => linkTo(`/deals/${encodeURIComponent(deal.deal_id)}`, view, more)
  const who = (id: string | null) => nameIn(people, id)
  return (
    <>
      {path.length > 0 && (
        <section>
          <CreditStrip
            title={
              <>
                {findingOf(path)} <span class="quiet">{`${view.model.title}: ${view.model.definition}`}</span>
              </>
            }
            description={`The credit of ${plural(path.length, 'touch', 'touches')} in order. The table below holds the same.`}
            touches={path.map(entry => ({
              position: entry.position ?? 0,
              channel: entry.touch.channel,
              credit: entry.weight_e15 / 1e15,
              milestones: entry.milestones,
              text: `${entry.position}. ${subjectOf(entry.touch)}\n${clock.moment(entry.touch.touch_at)}, ${who(entry.touch.person_id) ?? 'unknown visitor'}, ${entry.touch.channel}\n${percent(entry.weight_e15 / 1e15)} of the credit`,
            }))}
          />
        </section>
      )}
      <section>
        <div class="head">
          <h2>Receipt</h2>
          <span class="quiet">{receipt.missing_milestones.length > 0 && missing(receipt.missing_milestones)}</span>
          {path.length > ENTRIES_PER_PAGE && page !== null && <a href={link({ page: 'all' })}>All on one page, to print</a>}
        </div>
        <ReceiptTable {...props} path={path} />
        {page !== null && (
          <Pager page={page} perPage={ENTRIES_PER_PAGE} total={path.length} link={number => link({ page: number })} />
        )}
      </section>
      {excluded.length > 0 && <Excluded {...props} excluded={excluded} />}
      <Rules {...props} />
    </>
  )
}

/** Who earned the most, or that all did alike. */
function findingOf(path: readonly Entry[]): string {
  const largest = path.reduce((best, entry) => (entry.weight_e15 > best.weight_e15 ? entry : best))
  const share = percent(largest.weight_e15 / 1e15)
  if (path.length > 1 && path.every(entry => Math.abs(entry.weight_e15 - largest.weight_e15) <= 1))
    return `Every touch earned the same, ${share}`
  return `${largest.touch.channel}, touch ${largest.position} of ${path.length}, earned the most, ${share}`
}

const missing = (milestones: Receipt<ReceiptTouch>['missing_milestones']) =>
  `no touch holds ${milestones.map(name => `${milestoneWords[name]} (${name})`).join(', ')}`

function nameIn(people: ReadonlyMap<string, NamedPerson>, id: string | null): string | null {
  if (id === null) return null
  const person = people.get(id)
  return person?.name ?? person?.email ?? id
}

function ReceiptTable({ frame, counted, people, page, path }: CountedProps & { path: readonly Entry[] }) {
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
                <th scope="col" class="n roomy-only" title="The model's own number, before all are made to add up to 100 %">
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
                  <td class="n roomy-only">{weight(entry.stated_weight === null ? 0 : entry.stated_weight * 1e15)}</td>
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
              {hasStated && <td class="roomy-only" />}
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
              {hasStated && <td class="roomy-only" />}
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
          <span class="quiet">unknown</span>
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

function Excluded({ frame, people, excluded }: CountedProps & { excluded: readonly Entry[] }) {
  const shown = excluded.slice(-EXCLUDED_SHOWN).toReversed()
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

function Rules({ frame, deal, counted, adjustments, run }: CountedProps) {
  const { clock, view } = frame
  const { journey } = counted
  return (
    <section>
      <h2>How it was computed</h2>
      <dl class="facts">
        <dt>Model</dt>
        <dd>
          {`${view.model.title}: ${view.model.definition}`}
          {view.model.convention && ` (as ${view.model.convention})`}
        </dd>
        <dt>Rules</dt>
        <dd>{run && rulesOf(run.settings).join('; ')}</dd>
        <dt>Amount</dt>
        <dd>
          {deal.amount_minor === null
            ? 'not given in the CRM, counted as 0'
            : `${exactMoney(deal.amount_minor, deal.currency)} in the CRM`}
          {adjustments.map(
            adjustment => `; ${adjustment.kind} of ${adjustment.amount} ${deal.currency} on ${clock.day(adjustment.adjusted_at)}`,
          )}
          {adjustments.length > 0 && `; net ${exactMoney(journey.amount_minor, journey.currency)}`}
        </dd>
        <dt>Run</dt>
        <dd>
          <code>{journey.run_id}</code>
          {run?.finished_at != null && `, ${clock.moment(run.finished_at)}`}
        </dd>
        <dt>Deal id</dt>
        <dd>
          <code>{deal.deal_id}</code>
        </dd>
      </dl>
    </section>
  )
}
