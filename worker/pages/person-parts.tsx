/** Parts of the page of one person: who of us reached out, what they filled in, how we know that it is them. */
import type { SubjectTouch } from '../../db/queries/account.ts'
import type { FilledForm } from '../../db/queries/person.ts'
import type { AccountRule } from '../identity/resolve.ts'
import type { Frame } from './frame.ts'
import { markNames } from './journey-marks.tsx'
import { Name, WebLink } from './names.tsx'
import type { PersonProps } from './person-page.tsx'
import { markKindOf, subjectOf } from './touch-words.ts'

export function Contacts({ frame, contacts }: { frame: Frame; contacts: readonly SubjectTouch[] }) {
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

export function Forms({ frame, forms }: { frame: Frame; forms: readonly FilledForm[] }) {
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

export function Identity({ frame, person, links }: Pick<PersonProps, 'frame' | 'person' | 'links'>) {
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

const FORMS_SHOWN = 20

const ACTIVITIES_SHOWN = 20

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
  group: 'a group of your own database names the account',
  email_domain: 'the e-mail address is of the account’s domain',
  ambiguous_domain: 'no account: two accounts claim the domain of the e-mail address',
  personal_email: 'no account: the e-mail address is a private one, and the CRM names none',
  unknown_account: 'no account: the CRM names one that is not known',
  nothing_known: 'no account: nothing tells which',
}

const byRule: Readonly<Record<string, string | undefined>> = ruleWords
