/** One account: the journey of its people, what they read, its deals. */
import type { AccountDeal, AccountMoney, PersonRead, SubjectTouch, TouchCredit } from '../../db/queries/account.ts'
import type { MachineVisit } from '../../db/queries/machine-visits.ts'
import type { Account } from '../../db/schema.ts'
import { AccountJourney, type LinkWith, type PersonWords } from './account-journey.tsx'
import { dealName, lastReheat, type PersonSummary } from './account-story.ts'
import { Deals, People, Reading } from './account-tables.tsx'
import { Strong } from './amounts.tsx'
import { ago, count, duration, plural } from './figures.ts'
import type { Frame } from './frame.ts'
import { Decided, MergeRows, type NamedMerge, SameAs } from './identity-parts.tsx'
import { SILENCE_DAYS } from './journey-lanes.ts'
import type { JourneyInput } from './journey-layout.ts'
import { Page } from './layout.tsx'
import { MachineVisits } from './machine-visits.tsx'
import { Pager } from './table.tsx'
import { TouchDetail } from './touch-detail.tsx'
import { TouchTable } from './touch-table.tsx'
import { subjectOf } from './touch-words.ts'
import { linkTo } from './view.ts'

const TOUCHES_PER_PAGE = 30
export interface AccountProps {
  readonly frame: Frame
  readonly account: Account
  readonly domains: readonly string[]
  readonly people: readonly PersonSummary[]
  /** In the order of time. */
  readonly touches: readonly SubjectTouch[]
  readonly reads: readonly PersonRead[]
  readonly deals: readonly AccountDeal[]
  readonly money: readonly AccountMoney[]
  /** The deal's stage whose credit is shown. */
  readonly chosen: AccountMoney | null
  readonly credits: readonly TouchCredit[]
  readonly journey: JourneyInput
  /** Undone ones too. */
  readonly merges: readonly NamedMerge[]
  /** Null: the switch hides them. */
  readonly machines: readonly MachineVisit[] | null
  readonly page: number
}

export function AccountPage(props: AccountProps) {
  const { frame, account, touches, people, deals, reads, credits, chosen, page } = props
  const { view } = frame
  const path = `/accounts/${encodeURIComponent(account.account_id)}`
  const names = new Map(people.map(person => [person.person_id, person]))
  const person: PersonWords = id => ({
    name: names.get(id)?.name ?? id,
    title: names.get(id)?.title ?? null,
    href: linkTo(`/people/${encodeURIComponent(id)}`, view),
  })
  const link: LinkWith = more => linkTo(path, view, { ...zoomOf(frame), deal: frame.query.deal ?? null, ...more })
  const opened = touches.find(touch => touch.touch_id === frame.query.touch)
  const creditOf = new Map(credits.map(credit => [credit.touch_id, credit.weight_e15 / 1e15]))
  const newest = touches.toReversed()
  const first = (page - 1) * TOUCHES_PER_PAGE

  return (
    <Page
      frame={frame}
      title={account.name}
      trail={<a href={linkTo('/accounts', view)}>Accounts</a>}
      subtitle={<Facts {...props} />}
      answer={<Answer {...props} person={person} />}
      choices={deals.length > 0 ? ['stage', 'model'] : []}
    >
      {touches.length > 0 && (
        <section>
          <AccountJourney
            frame={frame}
            input={props.journey}
            touches={touches}
            chosen={chosen && { money: chosen, name: dealName(deals, chosen.deal_id) }}
            person={person}
            link={link}
          />
          {opened && (
            <TouchDetail
              frame={frame}
              touch={opened}
              person={opened.person_id === null ? null : person(opened.person_id)}
              credit={chosen ? { money: chosen, row: credits.find(credit => credit.touch_id === opened.touch_id) ?? null } : null}
              close={link({ touch: null })}
            />
          )}
        </section>
      )}
      {deals.length > 0 && <Deals {...props} link={link} />}
      {people.length > 0 && <People people={people} frame={frame} link={link} />}
      {reads.length > 0 && <Reading reads={reads} people={people} frame={frame} />}
      {touches.length > 0 && (
        <section id="touches">
          <div class="head">
            <h2>Touches</h2>
            {chosen && <span class="quiet">{`credit of ${dealName(deals, chosen.deal_id)} under ${view.model.title}`}</span>}
          </div>
          <TouchTable
            frame={frame}
            touches={newest.slice(first, first + TOUCHES_PER_PAGE)}
            credit={chosen ? id => creditOf.get(id) ?? 0 : null}
            person={person}
            touchLink={touch => link({ touch })}
          />
          <Pager
            page={page}
            perPage={TOUCHES_PER_PAGE}
            total={touches.length}
            link={number => `${link({ page: number })}#touches`}
          />
        </section>
      )}
      <MachineVisits frame={frame} path={path} visits={props.machines} />
      <section id="identity">
        <h2>Same company</h2>
        <Decided frame={frame} />
        <ul class="rows">
          <MergeRows frame={frame} merges={props.merges} />
        </ul>
        <SameAs action={`${path}/merge`} label="This is the same company as" placeholder="name, domain or CRM id" />
      </section>
    </Page>
  )
}

const zoomOf = ({ query }: Frame) => ({ from: query.from ?? null, to: query.to ?? null })

function Facts({ account, domains }: AccountProps) {
  const facts = [
    ...domains.slice(0, 3),
    account.industry,
    account.employees === null ? null : plural(account.employees, 'employee'),
    account.country,
    account.owner_email && `owner ${account.owner_email}`,
    account.source === 'domain' ? 'known from e-mail addresses, not from the CRM' : null,
  ]
  return <bdi>{facts.filter(Boolean).join(' · ')}</bdi>
}

function Answer({ frame, touches, people, deals, money, person }: AccountProps & { person: PersonWords }) {
  const { clock, settings, view } = frame
  if (touches.length === 0) {
    return (
      <>
        No touch of this account is known yet. One comes when somebody of it fills in a form, is imported with{' '}
        <code>tributary import activities FILE</code>, or follows a link that names them.{' '}
        {deals.length > 0 && 'Until then its deals stay unattributed.'}
      </>
    )
  }
  const active = people.filter(known => known.touches > 0).length
  const theirs = touches.filter(touch => touch.kind !== 'activity')
  const inferred = touches.filter(touch => touch.account_rule !== null).length
  const last = theirs.at(-1) ?? touches.at(-1)!
  const who = last.person_id === null ? null : person(last.person_id)
  const silentDays = Math.floor((clock.now - last.touch_at) / 86_400_000)
  const woken = lastReheat(touches)
  const open = money.filter(
    row => row.stage === 'opportunity' && deals.some(deal => deal.deal_id === row.deal_id && deal.status === 'open'),
  )
  const won = money.filter(row => row.stage === 'won')
  const sum = (rows: readonly AccountMoney[]) => rows.reduce((total, row) => total + (row.base_amount_minor ?? 0), 0)
  return (
    <>
      <strong>{plural(touches.length, 'touch', 'touches')}</strong> since {clock.day(touches[0]!.touch_at)}
      {touches.length > 1 ? `: ${count(theirs.length)} by ` : ', by '}
      <strong>{plural(active, 'person', 'people')}</strong> of this account
      {touches.length > theirs.length && `, ${count(touches.length - theirs.length)} by us`}.{' '}
      {theirs.length > 0 ? 'They were last here' : 'We last reached out'} <strong>{ago(last.touch_at, clock.now)}</strong>:{' '}
      {who && (
        <a href={who.href}>
          <bdi>{who.name}</bdi>
        </a>
      )}
      {who && ', '}
      <bdi>{subjectOf(last)}</bdi>
      {last.engaged_ms > 0 && `, for ${duration(last.engaged_ms)}`}.
      {inferred > 0 &&
        ` ${plural(inferred, 'visit')} by somebody whom nobody knows ${inferred === 1 ? 'counts' : 'count'} for it, by the network.`}
      {silentDays > SILENCE_DAYS && ` It has been silent for ${count(silentDays)} days.`}
      {woken && silentDays <= SILENCE_DAYS && (
        <>
          {' '}
          It woke on {clock.day(woken.touch.touch_at)} after {count(woken.days)} days of silence, by {woken.touch.channel}.
        </>
      )}
      {open.length > 0 && (
        <>
          {' '}
          {plural(open.length, 'deal')} worth <Strong minor={sum(open)} currency={settings.currency} />{' '}
          {open.length === 1 ? 'is' : 'are'} open
          {won.length === 0 && '.'}
        </>
      )}
      {won.length > 0 && (
        <>
          {open.length > 0 ? '; ' : ' '}
          <a
            href={linkTo('/deals', view, {
              find: deals.find(deal => deal.deal_id === won.at(-1)?.deal_id)?.external_id ?? '',
              stage: null,
              period: 'all',
            })}
          >
            {plural(won.length, 'deal')}
          </a>{' '}
          {won.length === 1 ? 'was' : 'were'} won for <Strong minor={sum(won)} currency={settings.currency} />
          {won.some(row => row.base_amount_minor === null) && ', not counting what has no exchange rate'}.
        </>
      )}
    </>
  )
}
