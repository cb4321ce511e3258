/** What arrived last, taken or not: a fragment that the page holds and a script asks for again. */
import type { ArrivedEvent, ArrivedReject, VisitorPerson } from '../../db/queries/newest-arrivals.ts'
import { contentId } from '../journey/address.ts'
import { botWords } from './bot-words.ts'
import type { Clock } from './figures.ts'
import { Name } from './names.tsx'
import { mendingOf } from './reject-words.ts'

export interface FeedProps {
  readonly clock: Clock
  readonly events: readonly ArrivedEvent[]
  readonly rejects: readonly ArrivedReject[]
  readonly people: ReadonlyMap<string, VisitorPerson>
  readonly limit: number
}

export function Feed({ clock, events, rejects, people, limit }: FeedProps) {
  const rows = [
    ...events.map(event => ({
      at: event.received_at,
      row: <EventRow event={event} clock={clock} person={people.get(event.visitor_id ?? '')} />,
    })),
    ...rejects.map(reject => ({ at: reject.received_at, row: <RejectRow reject={reject} clock={clock} /> })),
  ]
  const newest = rows.toSorted((a, b) => b.at - a.at).slice(0, limit)
  if (newest.length === 0) {
    return <p class="quiet">Nothing has arrived yet. Open a page that carries the snippet: it shows here within two seconds.</p>
  }
  return (
    <div class="table">
      <table class="feed">
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Event</th>
            <th scope="col" class="name">
              Page
            </th>
            <th scope="col" class="name">
              Who
            </th>
            <th scope="col" class="wide-only">
              Device
            </th>
            <th scope="col">Mark</th>
          </tr>
        </thead>
        <tbody>{newest.map(({ row }) => row)}</tbody>
      </table>
    </div>
  )
}

function EventRow({ event, clock, person }: { event: ArrivedEvent; clock: Clock; person: VisitorPerson | undefined }) {
  return (
    <tr>
      <Time at={event.received_at} clock={clock} />
      <td>{event.type}</td>
      <td class="name">
        <Name text={event.title ?? (event.url === null ? '' : (contentId(event.url) ?? event.url))} />
      </td>
      <td class="name">
        <Who event={event} person={person} />
      </td>
      <td class="quiet wide-only">{[event.device, event.browser].filter(Boolean).join(', ')}</td>
      <td>
        {event.bot_reason !== null && (
          <span class="tag warm" title={botWords(event.bot_reason)}>
            bot
          </span>
        )}
      </td>
    </tr>
  )
}

/** Of today the time alone, which is what one waits for. */
const Time = ({ at, clock }: { at: number; clock: Clock }) => (
  <td title={clock.moment(at)}>{clock.day(at) === clock.day(clock.now) ? clock.time(at) : clock.moment(at)}</td>
)

function Who({ event, person }: { event: ArrivedEvent; person: VisitorPerson | undefined }) {
  if (event.visitor_id === null) return <span class="quiet">no consent, no visitor</span>
  if (!person) return <span class="quiet clip">{`visitor ${event.visitor_id.slice(0, 8)}`}</span>
  return (
    <span class="pair">
      <a href={`/people/${encodeURIComponent(person.person_id)}`}>
        <Name text={person.person_name ?? person.email ?? person.person_id} />
      </a>
      {person.account_id !== null && (
        <a class="quiet" href={`/accounts/${encodeURIComponent(person.account_id)}`}>
          <Name text={person.account_name ?? person.account_id} />
        </a>
      )}
    </span>
  )
}

function RejectRow({ reject, clock }: { reject: ArrivedReject; clock: Clock }) {
  return (
    <tr class="rejected">
      <Time at={reject.received_at} clock={clock} />
      <td class="quiet">rejected</td>
      <td class="long" colspan={2}>
        <span class="clip" title={`${mendingOf(reject.reason)} ${reject.detail ?? ''}`}>
          {mendingOf(reject.reason)}{' '}
          <span class="quiet">{[reject.domain, reject.field, reject.detail].filter(Boolean).join(', ')}</span>
        </span>
      </td>
      <td class="wide-only" />
      <td>
        <span class="tag bad">{reject.reason}</span>
      </td>
    </tr>
  )
}
