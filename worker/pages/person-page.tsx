/** One person: what they read, downloaded and filled in, who of us reached out, and how we know that it is them. */
import type { PersonRead, SubjectTouch } from '../../db/queries/account.ts'
import type { FilledForm, PersonWithAccount } from '../../db/queries/person.ts'
import type { IdentityLink } from '../../db/schema.ts'
import type { AccountRule } from '../identity/resolve.ts'
import { readingOf } from '../journey/reading.ts'
import { ago, count, duration, plural } from './figures.ts'
import type { Frame } from './frame.ts'
import { markNames } from './journey-marks.tsx'
import { Page } from './layout.tsx'
import { Name, nameOf, WebLink } from './names.tsx'
import { ReadingRows } from './reading-list.tsx'
import { Pager } from './table.tsx'
import { TouchTable } from './touch-table.tsx'
import { markKindOf, subjectOf } from './touch-words.ts'
import { linkTo } from './view.ts'

export const TOUCHES_PER_PAGE = 40
const READS_SHOWN = 30
const FORMS_SHOWN = 20
const ACTIVITIES_SHOWN = 20

interface PersonProps {
  readonly frame: Frame
  readonly person: PersonWithAccount
  /** In the order of time. */
  readonly touches: readonly SubjectTouch[]
  readonly reads: readonly PersonRead[]
  readonly forms: readonly FilledForm[]
  readonly links: readonly IdentityLink[]
  readonly page: number
}

export function PersonPage(props: PersonProps) {
  const { frame, person, touches, reads, forms, links, page } = props
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
          <Identity frame={frame} person={person} links={links} />
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

function Contacts({ frame, contacts }: { frame: Frame; contacts: readonly SubjectTouch[] }) {
  return (
    <section>
      <h2>Who of us reached out</h2>
      <div class="table">
        <table>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">How</th>
              <th scope="col" class="name">
                About
              </th>
              <th scope="col" class="name">
                By
              </th>
            </tr>
          </thead>
          <tbody>
            {contacts.slice(0, ACTIVITIES_SHOWN).map(touch => (
              <tr>
                <td title={frame.clock.moment(touch.touch_at)}>{frame.clock.day(touch.touch_at)}</td>
                <td>
                  {markNames[markKindOf(touch)]}
                  {touch.medium && <span class="quiet"> {touch.medium}</span>}
                </td>
                <td class="name">
                  <Name text={subjectOf(touch)} />
                </td>
                <td class="name">{touch.rep_email === null ? <span class="quiet">–</span> : <Name text={touch.rep_email} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Forms({ frame, forms }: { frame: Frame; forms: readonly FilledForm[] }) {
  return (
    <section>
      <h2>Filled in</h2>
      <ul class="rows">
        {forms.slice(0, FORMS_SHOWN).map(form => {
          const { name, fields } = filledIn(form.body)
          return (
            <li>
              <p>
                <bdi>{name}</bdi> <span class="quiet">{frame.clock.moment(form.occurred_at)}</span>
              </p>
              {form.url !== null && <WebLink address={form.url} />}
              <p class="quiet">
                <bdi>{fields.map(([field, value]) => `${field.replaceAll('_', ' ')}: ${value}`).join(' · ')}</bdi>
              </p>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** The event's body is kept as it came; what is no text in it is not shown. */
function filledIn(body: string): { readonly name: string; readonly fields: readonly (readonly [string, string])[] } {
  const { form, fields }: { form?: unknown; fields?: unknown } = Object(JSON.parse(body))
  const known = Object.entries(Object(fields)).flatMap(([field, value]) =>
    typeof value === 'string' ? [[field, value] as const] : [],
  )
  return { name: typeof form === 'string' && form !== '' ? form : 'form', fields: known }
}

const ruleWords: Readonly<Record<AccountRule, string>> = {
  crm_id: 'the CRM names the account',
  crm_domain: 'the CRM names the account by its domain',
  email_domain: 'the e-mail address is of the account’s domain',
  ambiguous_domain: 'no account: two accounts claim the domain of the e-mail address',
  personal_email: 'no account: the e-mail address is a private one, and the CRM names none',
  unknown_account: 'no account: the CRM names one that is not known',
  nothing_known: 'no account: nothing tells which',
}

const byRule: Readonly<Record<string, string | undefined>> = ruleWords

function Identity({ frame, person, links }: Pick<PersonProps, 'frame' | 'person' | 'links'>) {
  return (
    <section>
      <h2>How we know</h2>
      <ul class="rows">
        <li>
          <p>{person.rule === null ? 'Account: not decided yet' : `Account: ${byRule[person.rule] ?? person.rule}`}</p>
        </li>
        {links.map(link => (
          <li>
            <p>
              Visitor <code>{link.visitor_id.slice(0, 12)}</code> by {link.method.replaceAll('_', ' ')}{' '}
              <span class="tag">{link.trust}</span>
              {link.closed_at !== null && <span class="tag bad">undone</span>}
            </p>
            <p class="quiet">
              {`from ${frame.clock.moment(link.linked_at)}, evidence `}
              <code class="evidence">{link.evidence}</code>
            </p>
          </li>
        ))}
        {links.length === 0 && (
          <li>
            <p class="quiet">No browser is linked to this person yet.</p>
          </li>
        )}
      </ul>
    </section>
  )
}
