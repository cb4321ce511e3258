/** Pages with a form, and what follows it. */
import { downloads, type FormName, forms } from './catalog.ts'
import { Form, Introduction } from './forms.tsx'

export interface FormPageProps {
  name: FormName
  title: string
  lead: string
  points: readonly string[]
}

/** A promise on the left, a form on the right. */
export const FormPage = ({ name, title, lead, points }: FormPageProps) => (
  <div class="two">
    <div>
      <h1>{title}</h1>
      <p class="lead">{lead}</p>
      <ul>
        {points.map(point => (
          <li>{point}</li>
        ))}
      </ul>
    </div>
    <div class="band">
      <h2>{forms[name]}</h2>
      <Form name={name}>
        <Introduction />
      </Form>
    </div>
  </div>
)

export const Thanks = ({ name }: { name: FormName }) => {
  const download = downloads.find(one => one.form === name)
  return (
    <article>
      <h1>Thank you.</h1>
      {download ? (
        <p>
          Here is your file: <a href={`/files/${download.file}`}>{download.title} (PDF)</a>
        </p>
      ) : (
        <p>We have written it down. Somebody with a name will answer.</p>
      )}
      <p>
        Meanwhile: <a href="/customers">how others did it</a>.
      </p>
    </article>
  )
}
