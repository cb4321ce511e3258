/** One person: what they read, downloaded and filled in, who of us reached out, and how we know that it is them. */
import type { PersonRead, SubjectTouch } from '../../db/queries/account.ts'
import type { MachineVisit } from '../../db/queries/machine-visits.ts'
import type { FilledForm, PersonWithAccount } from '../../db/queries/person.ts'
import type { IdentityLink } from '../../db/schema.ts'
import { readingOf } from '../journey/reading.ts'
import { ago, count, duration, plural } from './figures.ts'
import type { Frame } from './frame.ts'
import { Identity, type NamedMerge } from './identity-parts.tsx'
import { Page } from './layout.tsx'
import { MachineVisits } from './machine-visits.tsx'
import { nameOf } from './names.tsx'
import { Contacts, Forms } from './person-parts.tsx'
import { ReadingRows } from './reading-list.tsx'
import { Pager } from './table.tsx'
import { TouchTable } from './touch-table.tsx'
import { linkTo } from './view.ts'

const TOUCHES_PER_PAGE = 40
const READS_SHOWN = 30
export interface PersonProps {
  readonly frame: Frame
  readonly person: PersonWithAccount
  /** In the order of time. */
  readonly touches: readonly SubjectTouch[]
  readonly reads: readonly PersonRead[]
  readonly forms: readonly FilledForm[]
  readonly links: readonly IdentityLink[]
  /** Undone ones too. */
  readonly merges: readonly NamedMerge[]
  /** Null: the switch hides them. */
  readonly machines: readonly MachineVisit[] | null
  readonly page: number
}

export function PersonPage(props: PersonProps) {
  const { frame, person, touches, reads, forms, links, merges, page } = props
  const { view } = frame
  const path = `/people/${encodeURIComponent(person.person_id)}`
  const first = (page - 1) * TOUCHES_PER_PAGE
  const contacts = touches.filter(touch => touch.kind === 'activity').toReversed()
  return (
    <Page
      frame={frame}
      title={nameOf(person)}
      trail={
        person.account_id === null ? (
          <a href={linkTo('/accounts', view)}>Accounts</a>
        ) : (
          <>
            <a href={linkTo('/accounts', view)}>Accounts</a>
            {' / '}
            <a href={linkTo(`/accounts/${encodeURIComponent(person.account_id)}`, view)}>
              <bdi>{person.account_name}</bdi>
            </a>
          </>
        )
      }
      subtitle={
        <bdi>
          {[
            person.title ?? person.role,
            person.name === null ? null : person.email,
            person.owner_email && `owner ${person.owner_email}`,
          ]
            .filter(Boolean)
            .join(' · ')}
        </bdi>
      }
      answer={<Answer {...props} />}
    >
      <div class="split">
        {reads.length > 0 && (
          <section>
            <div class="head">
              <h2>Read and downloaded</h2>
              <span class="quiet">
                {reads.length > READS_SHOWN ? `${READS_SHOWN} of ${count(reads.length)}, by engaged time` : 'by engaged time'}
              </span>
            </div>
            <div class="table reading">
              <table>
                <thead>
                  <tr>
                    <th scope="col" class="name">
                      Content
                    </th>
                    <th scope="col">How</th>
                    <th scope="col" class="n">
                      Engaged
                    </th>
                    <th scope="col" class="n">
                      Last
                    </th>
                  </tr>
                </thead>
                <tbody>
                  <ReadingRows reads={reads.slice(0, READS_SHOWN)} frame={frame} />
                </tbody>
              </table>
            </div>
          </section>
        )}
        <div>
          {contacts.length > 0 && <Contacts frame={frame} contacts={contacts} />}
          {forms.length > 0 && <Forms frame={frame} forms={forms} />}
          <Identity frame={frame} person={person} links={links} merges={merges} />
          {person.email !== null && (
            <p class="above">
              <a href={linkTo('/links', view, { person: person.email })}>Make a link for a mail to them</a>
            </p>
          )}
        </div>
      </div>
      {touches.length > 0 && (
        <section id="touches">
          <h2>Touches</h2>
          <TouchTable
            frame={frame}
            touches={touches.toReversed().slice(first, first + TOUCHES_PER_PAGE)}
            credit={null}
            touchLink={touch =>
              person.account_id === null
                ? `${path}#touches`
                : linkTo(`/accounts/${encodeURIComponent(person.account_id)}`, view, { touch })
            }
          />
          <Pager
            page={page}
            perPage={TOUCHES_PER_PAGE}
            total={touches.length}
            link={number => `${linkTo(path, view, { page: number })}#touches`}
          />
        </section>
      )}
      <MachineVisits frame={frame} path={path} visits={props.machines} />
    </Page>
  )
}

function Answer({ frame, touches, reads, forms }: PersonProps) {
  const { clock } = frame
  const own = touches.filter(touch => touch.kind !== 'activity')
  const contacts = touches.length - own.length
  const last = own.at(-1)
  if (touches.length === 0) {
    return (
      <>
        Nothing is known of this person but the name. Visits show here once a form or a link from a sales mail says who the
        visitor is; calls and meetings come with <code>tributary import activities FILE</code>.
      </>
    )
  }
  const read = reads.filter(item => item.kind === 'page' && readingOf(item) === 'read').length
  const downloads = reads.filter(item => item.downloads > 0).length
  const engaged = own.reduce((sum, touch) => sum + touch.engaged_ms, 0)
  return (
    <>
      {last ? (
        <>
          Came <strong>{plural(own.length, 'time')}</strong> since {clock.day(own[0]!.touch_at)}, the last time{' '}
          <strong>{ago(last.touch_at, clock.now)}</strong> by {last.channel}
          {engaged > 0 && `, and spent ${duration(engaged)}`}. Read {plural(read, 'page')}, downloaded {plural(downloads, 'file')}
          , filled in {plural(forms.length, 'form')}.
        </>
      ) : (
        'Has not come yet.'
      )}
      {contacts > 0 && ` We reached out ${plural(contacts, 'time')}.`}
    </>
  )
}
