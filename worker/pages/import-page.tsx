/** A file is chosen, its columns are mapped, ten rows are shown as they will be read, and it is imported. */
import { isKindName, kinds } from '../crm/kinds.ts'
import { presets } from '../crm/presets.ts'
import type { ImportReport } from '../crm/report.ts'
import { count, plural } from './figures.ts'
import type { Frame } from './frame.ts'
import { ImportColumns } from './import-columns.tsx'
import { ImportExamples, ImportPreview, ImportRejections } from './import-preview.tsx'
import { kindWords } from './import-words.ts'
import { Page } from './layout.tsx'
import { MAX_FILE_MB, type ReadFile } from './read-import.ts'
import type { Typed } from './typed.ts'
import { linkTo } from './view.ts'

export interface ImportPageProps {
  readonly frame: Frame
  readonly typed: Typed
  readonly read: ReadFile | null
  /** Why the file could not be read. */
  readonly error: string | null
}

export function ImportPage({ frame, typed, read, error }: ImportPageProps) {
  const { view } = frame
  const canImport = read?.report && !read.is_imported && read.report.imported + read.report.updated + read.report.unchanged > 0
  return (
    <Page frame={frame} title="Import" answer={<Answer read={read} error={error} />}>
      <form method="post" action={linkTo('/import', view)} enctype="multipart/form-data" class="import" data-keeps-file>
        <section class="import-file">
          <div class="field">
            <label for="import-file">File</label>
            <input type="file" id="import-file" name="file" accept=".csv,.tsv,.txt,.ndjson,.jsonl,text/csv" required />
            <p class="hint">
              {`CSV or NDJSON, up to ${MAX_FILE_MB} MB; a larger one by `}
              <code>tributary import</code>
              {read && (
                <span
                  data-without-script
                >{` Choose ${read.file_name} again for each step: without scripts a browser keeps no file.`}</span>
              )}
            </p>
          </div>
          <div class="field">
            <label for="import-kind">What it holds</label>
            <select id="import-kind" name="kind">
              <option value="">as its columns say</option>
              {Object.keys(kinds)
                .filter(isKindName)
                .map(kind => (
                  <option value={kind} selected={(read?.kind ?? typed.kind) === kind}>
                    {kindWords[kind]}
                  </option>
                ))}
            </select>
          </div>
          <Form read={read} />
        </section>
        {read && (
          <>
            <input type="hidden" name="header" value={read.header_key} />
            <input type="hidden" name="of_kind" value={read.kind} />
            <input type="hidden" name="of_preset" value={read.choices.preset} />
          </>
        )}
        <p class="actions">
          <button type="submit" name="action" value="preview" class={canImport ? undefined : 'main'}>
            {read ? 'Preview again' : 'Preview'}
          </button>
          {canImport && (
            <button type="submit" name="action" value="import" class="main">
              {`Import ${plural(read.report.imported + read.report.updated + read.report.unchanged, 'row')}`}
            </button>
          )}
          <span role="status" data-busy-words="Reading the file …" />
        </p>
        {read && read.columns.length > 0 && <ImportColumns read={read} />}
      </form>
      {read?.report && <Figures report={read.report} isDone={read.is_imported} also={read.also} />}
      {read && read.preview.length > 0 && <ImportPreview read={read} />}
      {read?.report && !read.is_imported && <ImportExamples report={read.report} />}
      {read?.report && <ImportRejections report={read.report} />}
    </Page>
  )
}

function Form({ read }: { read: ReadFile | null }) {
  if (!read?.survey) return null
  const { choices, kind } = read
  const isOpen = read.report?.rejected.some(({ reason }) => reason === 'ambiguous_date') ?? false
  const offered = presets.filter(({ layouts }) => layouts.some(layout => layout.kind === kind))
  return (
    <>
      <div class="field">
        <label for="import-preset">Whose export</label>
        <select id="import-preset" name="preset">
          <option value="">as its header shows</option>
          <option value="plain" selected={choices.preset === 'plain'}>
            nobody’s: columns by our names or by hand
          </option>
          {offered.map(({ name, title }) => (
            <option value={name} selected={choices.preset === name}>
              {title}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="import-dates">Dates such as 3/5/2026</label>
        <select
          id="import-dates"
          name="date_order"
          aria-invalid={isOpen ? 'true' : undefined}
          aria-describedby={isOpen ? 'import-dates-error' : undefined}
        >
          <option value="">as the file shows</option>
          <option value="dmy" selected={choices.date_order === 'dmy'}>
            day first: 3 May
          </option>
          <option value="mdy" selected={choices.date_order === 'mdy'}>
            month first: March 5
          </option>
        </select>
        {isOpen && (
          <p class="error" id="import-dates-error">
            Nothing in the file says which. Choose.
          </p>
        )}
      </div>
      <div class="field">
        <label for="import-decimal">Amounts such as 1.234</label>
        <select id="import-decimal" name="decimal">
          <option value="">as the file shows</option>
          <option value="." selected={choices.decimal === '.'}>
            1,234.50
          </option>
          <option value="," selected={choices.decimal === ','}>
            1.234,50
          </option>
        </select>
      </div>
    </>
  )
}

function Answer({ read, error }: Pick<ImportPageProps, 'read' | 'error'>) {
  if (error !== null) return <span role="alert">{error}</span>
  if (!read) {
    return 'Bring in accounts, people, deals, activities or ad spend from a file. The exports of five CRMs and four ad networks are known by their headers; nothing is written before you have seen what would change.'
  }
  if (read.problems.length > 0) return `${read.file_name} cannot be imported yet. ${read.problems.join(' ')}`
  const { report, is_imported, kind } = read
  if (!report) return null
  const rows = report.imported + report.updated
  return (
    <>
      <strong>
        {is_imported
          ? `${count(rows)} of ${plural(totalOf(report), 'row')} changed something.`
          : `${count(rows)} of ${plural(totalOf(report), 'row')} would change something.`}
      </strong>
      {` ${read.file_name}, read as ${kindWords[kind]}`}
      {report.preset ? ` from ${report.preset.title} (${report.preset.layout})` : ''}
      {is_imported
        ? '; this mapping is kept for the next such file. Numbers follow within seconds.'
        : '; nothing is written yet.'}
    </>
  )
}

const totalOf = ({ imported, updated, unchanged, rejected_total }: ImportReport) =>
  imported + updated + unchanged + rejected_total

function Figures({ report, isDone, also }: { report: ImportReport; isDone: boolean; also: ReadFile['also'] }) {
  const figures = [
    [isDone ? 'Imported' : 'New', report.imported],
    [isDone ? 'Updated' : 'Would change', report.updated],
    ['Unchanged', report.unchanged],
    ['Rejected', report.rejected_total],
    ['No rows', report.skipped],
  ] as const
  return (
    <section>
      <h2>{isDone ? 'What was done' : 'What an import would do'}</h2>
      <dl class="import-figures">
        {figures.map(([label, number]) => (
          <div>
            <dt>{label}</dt>
            <dd>{count(number)}</dd>
          </div>
        ))}
      </dl>
      {report.skipped > 0 && <p class="hint">No rows: totals, footers, and what is planned and has not happened.</p>}
      {also.length > 0 && (
        <p class="hint">
          {`The same file holds ${also.map(kind => kindWords[kind]).join(', and ')}: choose that under “What it holds” for a second import.`}
        </p>
      )}
      {report.ignored_columns.length > 0 && (
        <p class="hint">{`Columns without a place, left out: ${report.ignored_columns.join(', ')}.`}</p>
      )}
    </section>
  )
}
