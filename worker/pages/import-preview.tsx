/** The first rows as they will be read, examples of what changes, and what is rejected. */
import type { Change, Example, ImportReport } from '../crm/report.ts'
import { count } from './figures.ts'
import { Name } from './names.tsx'
import type { ReadFile } from './read-import.ts'

const SHOWN_REJECTIONS = 50

export function ImportPreview({ read: { preview, fields } }: { read: ReadFile }) {
  return (
    <section>
      <h2>{preview.length === 1 ? 'The row as it is read' : `The first ${count(preview.length)} rows as they are read`}</h2>
      <section class="table wide import-preview" tabindex={0} aria-label="Rows as they are read">
        <table>
          <thead>
            <tr>
              <th scope="col" class="n">
                Line
              </th>
              {fields.map(field => (
                <th scope="col">{field}</th>
              ))}
              <th scope="col">Problem</th>
            </tr>
          </thead>
          <tbody>
            {preview.map(({ line, cells, rejections }) => (
              <tr>
                <th scope="row" class="n">
                  {count(line)}
                </th>
                {fields.map(field => (
                  <td>{cells[field] === undefined ? '' : <Name text={cells[field]} />}</td>
                ))}
                <td>
                  {rejections.length === 0 ? (
                    <span class="quiet">none</span>
                  ) : (
                    rejections.map(({ field, detail }) => <span class="error">{[field, detail].filter(Boolean).join(': ')}</span>)
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  )
}

export function ImportExamples({ report: { examples } }: { report: ImportReport }) {
  const updated = examples.filter(({ result }) => result === 'updated')
  if (updated.length === 0) return null
  return (
    <section>
      <h2>What would change, for example</h2>
      <ul class="import-examples">
        {updated.map(example => (
          <ExampleLine example={example} />
        ))}
      </ul>
    </section>
  )
}

const ExampleLine = ({ example: { line, changes } }: { example: Example }) => (
  <li>
    {`Line ${count(line)}: `}
    {changes.map((change, i) => (
      <>
        {i > 0 && ', '}
        <ChangeWords change={change} />
      </>
    ))}
  </li>
)

const ChangeWords = ({ change: { column, before, after } }: { change: Change }) => (
  <span>
    {`${column} `}
    <del>{before ?? 'empty'}</del>
    {' → '}
    <ins>{after ?? 'empty'}</ins>
  </span>
)

export function ImportRejections({ report: { rejected, rejected_total, warnings } }: { report: ImportReport }) {
  if (rejected.length + warnings.length === 0) return null
  const shown = [...rejected, ...warnings].slice(0, SHOWN_REJECTIONS)
  return (
    <section>
      <h2>{rejected_total === 0 ? 'To look at' : 'Rejected, and why'}</h2>
      <div class="table">
        <table>
          <thead>
            <tr>
              <th scope="col" class="n">
                Line
              </th>
              <th scope="col">Column</th>
              <th scope="col" class="roomy-only">
                Reason
              </th>
              <th scope="col" class="name">
                What to do
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ line, field, reason, detail }) => (
              <tr>
                <th scope="row" class="n">
                  {count(line)}
                </th>
                <td>{field}</td>
                <td class="roomy-only">
                  <code>{reason}</code>
                </td>
                <td class="import-detail">
                  <bdi>{detail}</bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rejected_total + warnings.length > shown.length && (
        <p class="hint">{`And ${count(rejected_total + warnings.length - shown.length)} more; the other rows are not held up by them.`}</p>
      )}
    </section>
  )
}
