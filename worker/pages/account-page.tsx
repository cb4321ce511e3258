/** One account: the journey of its people, what they read, its deals. */
import type { AccountDeal, AccountMoney, PersonRead, SubjectTouch, TouchCredit } from '../../db/queries/account.ts'
import type { Account } from '../../db/schema.ts'
import { AccountJourney, type LinkWith, type PersonWords } from './account-journey.tsx'
import { dealName, lastReheat, type PersonSummary } from './account-story.ts'
import { Short, Strong } from './amounts.tsx'
import { StatusTag } from './deals-page.tsx'
import { ago, count, duration, plural } from './figures.ts'
import type { Frame } from './frame.ts'
import { type JourneyInput, SILENCE_DAYS } from './journey-layout.ts'
import { Page } from './layout.tsx'
import { exactMoney } from './money.ts'
import { Name } from './names.tsx'
import { ReadingRows } from './reading-list.tsx'
import { Pager } from './table.tsx'
import { TouchDetail } from './touch-detail.tsx'
import { TouchTable } from './touch-table.tsx'
import { subjectOf } from './touch-words.ts'
import { linkTo } from './view.ts'

export const TOUCHES_PER_PAGE = 40
const PEOPLE_SHOWN = 60
const READERS_SHOWN = 8
const READS_PER_PERSON = 4

interface AccountProps {
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
      {people.length > 0 && <People people={people} frame={frame} />}
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

function Deals({ frame, deals, money, chosen, link }: AccountProps & { link: LinkWith }) {
  const { view, clock, settings } = frame
  return (
    <section>
      <h2>Deals</h2>
      <div class="table">
        <table>
          <thead>
            <tr>
              <th scope="col" class="name">
                Deal
              </th>
              <th scope="col">Status</th>
              <th scope="col" class="n">
                Opportunity
              </th>
              <th scope="col" class="n">
                Closed
              </th>
              <th scope="col" class="n">
                Touches
              </th>
              <th scope="col" class="n">
                {`Amount, ${settings.currency}`}
              </th>
              <th scope="col">On the picture</th>
            </tr>
          </thead>
          <tbody>
            {deals.map(deal => {
              const own = money.filter(row => row.deal_id === deal.deal_id)
              const counted = own.find(row => row.stage === 'won') ?? own.at(-1)
              const isChosen = chosen?.deal_id === deal.deal_id
              return (
                <tr>
                  <th scope="row" class="name">
                    <a
                      href={linkTo(
                        `/deals/${encodeURIComponent(deal.deal_id)}`,
                        view,
                        counted && counted.stage !== view.stage ? { stage: counted.stage === 'won' ? null : counted.stage } : {},
                      )}
                    >
                      <Name text={deal.name ?? deal.external_id} />
                    </a>
                  </th>
                  <td>
                    <StatusTag status={deal.status} />
                  </td>
                  <td class="n">{deal.created_at === null ? <span class="quiet">unknown</span> : clock.day(deal.created_at)}</td>
                  <td class="n">{deal.closed_at === null ? <span class="quiet">–</span> : clock.day(deal.closed_at)}</td>
                  <td class="n">{counted ? count(counted.path_length) : <span class="quiet">–</span>}</td>
                  <td class="n">
                    <DealAmount deal={deal} counted={counted} currency={settings.currency} />
                  </td>
                  <td>
                    {isChosen ? (
                      <span class="quiet">shown above</span>
                    ) : counted ? (
                      <a href={link({ deal: deal.deal_id, page: null })}>Show its credit</a>
                    ) : (
                      <span class="quiet">no credit</span>
                    )}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function DealAmount({ deal, counted, currency }: { deal: AccountDeal; counted: AccountMoney | undefined; currency: string }) {
  if (counted && counted.base_amount_minor !== null) return <Short minor={counted.base_amount_minor} currency={currency} />
  if (deal.amount_minor === null) return <span class="quiet">unknown</span>
  return <span class="quiet">{exactMoney(deal.amount_minor, deal.currency)}</span>
}

function People({ people, frame }: { people: readonly PersonSummary[]; frame: Frame }) {
  const { view, clock } = frame
  const shown = people.slice(0, PEOPLE_SHOWN)
  return (
    <section id="people">
      <div class="head">
        <h2>People</h2>
        <span class="quiet">
          {people.length > shown.length
            ? `the ${count(shown.length)} most engaged of ${count(people.length)}`
            : plural(people.length, 'person', 'people')}
        </span>
      </div>
      <div class="table">
        <table>
          <thead>
            <tr>
              <th scope="col" class="name">
                Person
              </th>
              <th scope="col" class="n">
                Touches
              </th>
              <th scope="col" class="n">
                Engaged
              </th>
              <th scope="col" class="n roomy-only">
                Pages read
              </th>
              <th scope="col" class="n roomy-only">
                Downloads
              </th>
              <th scope="col" class="n wide-only">
                We reached out
              </th>
              <th scope="col" class="n wide-only">
                First
              </th>
              <th scope="col" class="n">
                Last
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map(person => (
              <tr>
                <th scope="row" class="name">
                  <span class="pair">
                    <a href={linkTo(`/people/${encodeURIComponent(person.person_id)}`, view)}>
                      <Name text={person.name} />
                    </a>
                    {person.title && <span class="quiet clip">{person.title}</span>}
                  </span>
                </th>
                <td class="n">{orDash(person.touches)}</td>
                <td class="n">{person.engaged_ms === 0 ? orDash(0) : duration(person.engaged_ms)}</td>
                <td class="n roomy-only">{orDash(person.read)}</td>
                <td class="n roomy-only">{orDash(person.downloaded)}</td>
                <td class="n wide-only">{orDash(person.contacted)}</td>
                <td class="n wide-only">{person.first_at === null ? orDash(0) : clock.day(person.first_at)}</td>
                <td class="n">{person.last_at === null ? orDash(0) : ago(person.last_at, clock.now)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

const orDash = (value: number) => (value === 0 ? <span class="quiet">–</span> : count(value))

function Reading({ reads, people, frame }: { reads: readonly PersonRead[]; people: readonly PersonSummary[]; frame: Frame }) {
  const readsOf = Map.groupBy(reads, read => read.person_id)
  const readers = people.filter(person => readsOf.has(person.person_id))
  return (
    <section>
      <div class="head">
        <h2>What they read and downloaded</h2>
        <span class="quiet">
          {readers.length > READERS_SHOWN
            ? `by the ${READERS_SHOWN} most engaged of ${count(readers.length)} readers`
            : 'by engaged time'}
        </span>
      </div>
      <div class="side-by-side">
        {readers.slice(0, READERS_SHOWN).map(person => {
          const own = readsOf.get(person.person_id) ?? []
          const more = own.length - READS_PER_PERSON
          const href = linkTo(`/people/${encodeURIComponent(person.person_id)}`, frame.view)
          return (
            <table>
              <thead>
                <tr class="group">
                  <th scope="colgroup" colspan={4}>
                    <span class="pair">
                      <a href={href}>
                        <Name text={person.name} />
                      </a>
                      <span class="quiet clip">{person.title}</span>
                      {more > 0 && <a class="more" href={href}>{`${count(more)} more`}</a>}
                    </span>
                  </th>
                </tr>
              </thead>
              <tbody>
                <ReadingRows reads={own.slice(0, READS_PER_PERSON)} frame={frame} />
              </tbody>
            </table>
          )
        })}
      </div>
    </section>
  )
}
