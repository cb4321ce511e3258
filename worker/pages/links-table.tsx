/** Sales links with what came of each, and the button that ends one. */
import type { SalesLinkLine } from '../../db/queries/sales-links.ts'
import { ago, count } from './figures.ts'
import { Name, WebLink } from './names.tsx'
import type { LinksProps } from './read-links.ts'
import { linkTo } from './view.ts'

export function LinksTable({ frame, rows }: Pick<LinksProps, 'frame' | 'rows'>) {
  const { clock, view } = frame
  return (
    <div class="table">
      <table>
        <thead>
          <tr>
            <th scope="col" class="name">
              Person
            </th>
            <th scope="col" class="name roomy-only">
              Leads to
            </th>
            <th scope="col" class="n wide-only">
              Made
            </th>
            <th scope="col" class="n">
              Clicks
            </th>
            <th scope="col" class="n">
              Browsers
            </th>
            <th scope="col" class="n">
              Last click
            </th>
            <th scope="col" class="n wide-only" title="Nothing spoke against a person, and no page view followed">
              Unconfirmed
            </th>
            <th scope="col" class="n wide-only">
              Machines
            </th>
            <th scope="col">In force</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr>
              <th scope="row" class="name">
                <a href={linkTo(`/people/${encodeURIComponent(row.person_id)}`, view)}>
                  <Name text={row.person_name ?? row.email ?? row.person_id} />
                </a>
              </th>
              <td class="name roomy-only">
                <WebLink address={row.target_url} />
              </td>
              <td class="n wide-only" title={`${clock.moment(row.created_at)} by ${row.created_by ?? 'nobody known'}`}>
                {clock.shortDay(row.created_at)}
              </td>
              <td class="n">
                <Count value={row.clicks} />
              </td>
              <td class="n">
                {row.browsers === 0 ? (
                  <Count value={0} />
                ) : (
                  <a href={`${linkTo(`/people/${encodeURIComponent(row.person_id)}`, view)}#identity`}>{count(row.browsers)}</a>
                )}
              </td>
              <td class="n" title={row.last_click_at === null ? undefined : clock.moment(row.last_click_at)}>
                {row.last_click_at === null ? <span class="quiet">never</span> : ago(row.last_click_at, clock.now)}
              </td>
              <td class="n wide-only">
                <Count value={row.unconfirmed_clicks} />
              </td>
              <td class="n wide-only">
                <Count value={row.machine_hits} />
              </td>
              <td>
                <InForce row={row} now={clock.now} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Nothing is a dash, so that the eye finds what is there. */
const Count = ({ value }: { value: number }) => (value === 0 ? <span class="quiet">–</span> : <span>{count(value)}</span>)

function InForce({ row, now }: { row: SalesLinkLine; now: number }) {
  if (row.revoked_at !== null) return <span class="tag">revoked</span>
  return (
    <span class="pair">
      {row.expires_at <= now && <span class="tag">expired</span>}
      <form method="post" action={`/links/${encodeURIComponent(row.sales_link_id)}/revoke`}>
        <button type="submit" class="bare" title="From now on it leads nowhere">
          Revoke
        </button>
      </form>
    </span>
  )
}
