/** Two people whom an event named at once: who, by which ids, when, from where, and the buttons that decide it. */
import { plural } from './figures.ts'
import type { Frame } from './frame.ts'
import { Reason } from './identity-parts.tsx'
import type { Conflict, NamedPerson, NamedTwo } from './read-conflicts.ts'

export function ConflictRow({ frame: { clock }, conflict }: { frame: Frame; conflict: Conflict }) {
  const { people, external_id, kind, email, trust, times, last_at, site, url, visitor_id, evidence } = conflict
  const [one, other] = people
  return (
    <li>
      <p>
        <PersonLink {...one} /> and <PersonLink {...other} /> <span class="tag">{trust}</span>
      </p>
      <p class="quiet">
        {`${plural(times, 'event')} named ${kind === 'user_id' ? 'the user' : 'the id'} `}
        <code class="evidence">{external_id}</code>
        {' with the address '}
        <bdi>{email}</bdi>
        {`, last ${clock.moment(last_at)}`}
        {site !== null && (
          <>
            {' on '}
            <bdi class="evidence">{url ?? site}</bdi>
          </>
        )}
        {', visitor '}
        <code>{visitor_id.slice(0, 12)}</code>
        {', evidence '}
        <code class="evidence">{evidence}</code>
      </p>
      <form method="post" action="/review/people" class="row">
        <input type="hidden" name="person" value={one.person_id} />
        <input type="hidden" name="other" value={other.person_id} />
        <Reason />
        <button type="submit" name="decision" value="same">
          One person
        </button>
        <button type="submit" name="decision" value="two">
          Two people
        </button>
      </form>
    </li>
  )
}

export const TwoRow = ({ frame: { clock }, two }: { frame: Frame; two: NamedTwo }) => (
  <li>
    <p>
      <PersonLink person_id={two.person_a} name={two.names[0]} /> and <PersonLink person_id={two.person_b} name={two.names[1]} />{' '}
      are two people
      {two.undone_at !== null && <span class="tag bad">undone</span>}
    </p>
    <p class="quiet">
      <bdi>{`${clock.moment(two.decided_at)} by ${two.actor}: ${two.reason}`}</bdi>
    </p>
    {two.undone_at === null ? (
      <form method="post" action={`/review/people/${encodeURIComponent(two.decision_id)}/undo`} class="row">
        <Reason />
        <button type="submit">Undo</button>
      </form>
    ) : (
      <p class="quiet">
        <bdi>{`undone ${clock.moment(two.undone_at)} by ${two.undone_by}: ${two.undone_reason}`}</bdi>
      </p>
    )}
  </li>
)

const PersonLink = ({ person_id, name }: NamedPerson) => (
  <a href={`/people/${encodeURIComponent(person_id)}`}>
    <bdi>{name}</bdi>
  </a>
)
