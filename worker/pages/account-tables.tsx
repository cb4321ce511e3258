/** What stands below an account’s journey: its deals, its people, what they read. */
import type { AccountDeal, AccountMoney, PersonRead } from '../../db/queries/account.ts'
import type { LinkWith } from './account-journey.tsx'
import type { AccountProps } from './account-page.tsx'
import type { PersonSummary } from './account-story.ts'
import { Short } from './amounts.tsx'
import { StatusTag } from './deals-page.tsx'
import { ago, count, duration, plural } from './figures.ts'
import type { Frame } from './frame.ts'
import { exactMoney } from './money.ts'
import { Name } from './names.tsx'
import { ReadingRows } from './reading-list.tsx'
import { linkTo } from './view.ts'

export function Deals({ frame, deals, money, chosen, link }: AccountProps & { link: LinkWith }) {
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

export function People({ people, frame, link }: { people: readonly PersonSummary[]; frame: Frame; link: LinkWith }) {
  const { view, clock } = frame
  const shown = frame.query.people === 'all' ? people : people.slice(0, PEOPLE_SHOWN)
  return (
    <section id="people">
      <div class="head">
        <h2>People</h2>
        {people.length > shown.length ? (
          <>
            <span class="quiet">{`the ${count(shown.length)} most engaged`}</span>
            <a href={`${link({ people: 'all' })}#people`}>{`All ${count(people.length)} people`}</a>
          </>
        ) : (
          <span class="quiet">{plural(people.length, 'person', 'people')}</span>
        )}
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

export function Reading({
  reads,
  people,
  frame,
}: {
  reads: readonly PersonRead[]
  people: readonly PersonSummary[]
  frame: Frame
}) {
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

const PEOPLE_SHOWN = 30

const READERS_SHOWN = 8

const READS_PER_PERSON = 4

function DealAmount({ deal, counted, currency }: { deal: AccountDeal; counted: AccountMoney | undefined; currency: string }) {
  if (counted && counted.base_amount_minor !== null) return <Short minor={counted.base_amount_minor} currency={currency} />
  if (deal.amount_minor === null) return <span class="quiet">unknown</span>
  return <span class="quiet">{exactMoney(deal.amount_minor, deal.currency)}</span>
}

const orDash = (value: number) => (value === 0 ? <span class="quiet">–</span> : count(value))
