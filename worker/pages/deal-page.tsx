/** The receipt of one deal: which touch earned what of it, and why. */

import type { SubjectTouch } from '../../db/queries/account.ts'
import type { NamedPerson } from '../../db/queries/deal.ts'
import type { Account, Adjustment, Deal, Journey, ModelVersion, Run } from '../../db/schema.ts'
import type { Receipt, ReceiptEntry } from '../attribution/receipt.ts'
import { enteredAt } from '../jobs/entered-at.ts'
import { receiptBookings } from '../jobs/journey-bookings.ts'
import { Booked } from './booked-table.tsx'
import { CreditStrip } from './credit-strip.tsx'
import { StatusTag } from './deals-page.tsx'
import { DAY_MS, percent, plural } from './figures.ts'
import type { Frame } from './frame.ts'
import { Page } from './layout.tsx'
import { exactMoney } from './money.ts'
import { ENTRIES_PER_PAGE, Excluded, nameIn, ReceiptTable } from './receipt-table.tsx'
import { entriesWords, milestoneWords, rulesOf, unattributedReason, versionWords } from './receipt-words.ts'
import { stageWords } from './stage-words.ts'
import { Pager } from './table.tsx'
import { nobodyIn, subjectOf } from './touch-words.ts'
import { linkTo } from './view.ts'

/** A touch as the receipt's arithmetic wants it. */
export type ReceiptTouch = SubjectTouch & { readonly seq: number; readonly touch_kind: string }

export type Entry = ReceiptEntry<ReceiptTouch>

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
  /** The model's, when its numbers are the workspace's own. */
  readonly version: ModelVersion | null
  /** The newest run that changed one of its journeys. */
  readonly lastChange: { readonly run_id: string; readonly finished_at: number } | null
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
          : view.stage === 'opportunity'
            ? 'Nobody knows when this deal became an opportunity, so there is no pipeline to split.'
            : `Nobody knows that this deal ${stageWords(view.stage).did(1)}, so there is nothing to split.`}{' '}
        {other === undefined ? (
          <>
            Nothing has been computed for it yet: run <code>tributary attribute</code>.
          </>
        ) : (
          <a href={linkTo(`/deals/${encodeURIComponent(deal.deal_id)}`, view, { stage: other === 'won' ? null : other })}>
            See its {stageWords(other).title.toLowerCase()}
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
      {journey.stage === 'won'
        ? 'won'
        : journey.stage === 'opportunity'
          ? 'of pipeline created'
          : stageWords(journey.stage).did(1)}{' '}
      on {clock.day(journey.stage_at)}
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

export type CountedProps = DealProps & { readonly counted: NonNullable<DealProps['counted']> }

function Counted(props: CountedProps) {
  const { frame, deal, counted, people, adjustments, page } = props
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
              text: `${entry.position}. ${subjectOf(entry.touch)}\n${clock.moment(entry.touch.touch_at)}, ${who(entry.touch.person_id) ?? nobodyIn(entry.touch)}, ${entry.touch.channel}\n${percent(entry.weight_e15 / 1e15)} of the credit`,
            }))}
          />
        </section>
      )}
      <section>
        <div class="head">
          <h2>Receipt</h2>
          <span class="quiet">{receipt.missing_milestones.length > 0 && missing(receipt.missing_milestones)}</span>
          {page !== null && <a href={link({ page: 'all' })}>All on one page, to print</a>}
        </div>
        <ReceiptTable {...props} path={path} />
        {page !== null && (
          <Pager page={page} perPage={ENTRIES_PER_PAGE} total={path.length} link={number => link({ page: number })} />
        )}
      </section>
      {adjustments.length > 0 && (
        <Booked frame={frame} counted={counted} page={page} {...receiptBookings(receipt, counted.journey, deal, adjustments)} />
      )}
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
  `no touch holds ${milestones.map(name => `${milestoneWords(name)} (${name})`).join(', ')}`

function Rules({ frame, deal, counted, adjustments, run, version, lastChange }: CountedProps) {
  const { clock, view } = frame
  const { journey } = counted
  const entries = entriesWords(journey.stage, enteredAt(journey), clock.day)
  return (
    <section>
      <h2>How it was computed</h2>
      <dl class="facts">
        <dt>Model</dt>
        <dd>
          {`${view.model.title}: ${view.model.definition}`}
          {view.model.convention && ` (as ${view.model.convention})`}
          {version && `; ${versionWords(version, clock.day)}`}
        </dd>
        {entries !== null && (
          <>
            <dt>{stageWords(journey.stage).date}</dt>
            <dd>{entries}</dd>
          </>
        )}
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
        {lastChange && (
          <>
            <dt>Changed</dt>
            <dd>
              <a href={linkTo(`/runs/${encodeURIComponent(lastChange.run_id)}`, view)}>
                {`last by run ${lastChange.run_id} on ${clock.day(lastChange.finished_at)}: what changed`}
              </a>
            </dd>
          </>
        )}
        <dt>Deal id</dt>
        <dd>
          <code>{deal.deal_id}</code>
        </dd>
      </dl>
    </section>
  )
}
