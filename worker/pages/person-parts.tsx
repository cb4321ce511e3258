/** Parts of the page of one person: who of us reached out, what they filled in. */
import type { SubjectTouch } from '../../db/queries/account.ts'
import type { FilledForm } from '../../db/queries/person.ts'
import type { Frame } from './frame.ts'
import { markNames } from './journey-marks.tsx'
import { Name, WebLink } from './names.tsx'
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
