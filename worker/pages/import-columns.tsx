/** Each column of the file, an example of it, and a select box with what it is read as. */
import { kinds } from '../crm/kinds.ts'
import { plural } from './figures.ts'
import { COLUMN, type ColumnChoice, KEPT } from './import-form.ts'
import { Name } from './names.tsx'
import type { ReadFile } from './read-import.ts'

export function ImportColumns({ read }: { read: ReadFile }) {
  const { columns, kind, remembered_at } = read
  const taken = columns.filter(({ read_as }) => read_as !== null).length
  return (
    <section>
      <h2>{`${taken} of ${plural(columns.length, 'column')} are read`}</h2>
      {remembered_at !== null && <p class="notice">As the last file with these columns was read.</p>}
      <div class="table">
        <table class="import-columns">
          <thead>
            <tr>
              <th scope="col" class="name">
                Column of the file
              </th>
              <th scope="col" class="name wide-only">
                Example
              </th>
              <th scope="col">Read as</th>
            </tr>
          </thead>
          <tbody>
            {columns.map(column => (
              <tr>
                <th scope="row" class="name">
                  <Name text={column.name} />
                </th>
                <td class="name wide-only">
                  {column.sample === '' ? <span class="quiet">empty</span> : <Name text={column.sample} />}
                </td>
                <td>
                  <ColumnSelect column={column} kind={kind} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function ColumnSelect({ column, kind }: { column: ColumnChoice; kind: ReadFile['kind'] }) {
  const { name, place, read_as, is_input, chosen } = column
  const isKept = chosen === KEPT || (read_as === null && !is_input)
  return (
    <select name={COLUMN + place} aria-label={`Read ${name} as`}>
      {is_input && (
        <option value="" selected={!isKept}>
          {`for the preset: ${String(read_as).replaceAll('_', ' ')}`}
        </option>
      )}
      <option value={KEPT} selected={isKept}>
        {kinds[kind].keepsUnknown ? 'a property, kept' : 'nothing, left out'}
      </option>
      {kinds[kind].columns.map(field => (
        <option value={field.name} selected={!isKept && !is_input && read_as === field.name}>
          {`${field.name}${field.isRequired ? ' (needed)' : ''}`}
        </option>
      ))}
    </select>
  )
}
