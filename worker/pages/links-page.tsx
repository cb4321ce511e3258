/** Sales links: one is made, and what came of all of them. */
import type { SalesLinkLine } from '../../db/queries/sales-links.ts'
import { MOST_DAYS } from '../identity/sales-link.ts'
import { TextField } from './field.tsx'
import { ago, count, plural } from './figures.ts'
import { Page } from './layout.tsx'
import { Name, WebLink } from './names.tsx'
import { LINKS_PER_PAGE, type LinksProps } from './read-links.ts'
import { Pager } from './table.tsx'
import { linkTo } from './view.ts'

export function LinksPage(props: LinksProps) {
  const { frame, rows, totals, page, made } = props
  return (
    <Page frame={frame} title="Links" answer={<Answer {...props} />}>
      {made && <Made {...made} />}
      <Form {...props} />
      {rows.length > 0 && (
        <section>
          <h2>What came of them</h2>
          <List {...props} />
          <Pager
            page={page}
            perPage={LINKS_PER_PAGE}
            total={totals.links}
            link={number => linkTo('/links', frame.view, { page: number })}
          />
        </section>
      )}
    </Page>
  )
}

function Answer({ totals: { links, clicked, people } }: LinksProps) {
  if (links === 0) {
    return (
      <>
        There is no link yet. Put one into a mail to one person: when they click, their browser is theirs, with everything it read
        before. Scanners of mails identify nobody.
      </>
    )
  }
  return (
    <>
      <strong>{count(clicked)}</strong> of <strong>{plural(links, 'link')}</strong> {clicked === 1 ? 'was' : 'were'} clicked
      {clicked > 0 && `; ${plural(people, 'person was', 'people were')} recognised by it`}.
    </>
  )
}

const Made = ({ link, isOwn }: NonNullable<LinksProps['made']>) => (
  <section role="status">
    <h2>Copy the link now</h2>
    <div class="snippet">
      <pre tabindex={0}>
        <code>{link.url}</code>
      </pre>
      <button type="button" data-copy={link.url} hidden>
        Copy
      </button>
    </div>
    <p class="hint">
      It cannot be shown again. It is for this one person: whoever clicks on it is taken for them, until a form or the CRM says
      otherwise.
    </p>
    {!isOwn && (
      <p class="notice">
        The page is on none of your sites. Clicks are counted, but nobody is recognised there: the snippet would have to be on it.
      </p>
    )}
  </section>
)

const Form = ({ typed, errors, suggested, rows }: LinksProps) => (
  <section>
    <h2>{rows.length > 0 ? 'Another link for a mail' : 'A link for a mail'}</h2>
    <form method="post" action="/links" class="form">
      <TextField
        name="person"
        label="Who gets the mail"
        placeholder="jane@example.com"
        hint="An e-mail address; somebody new becomes a person here."
        list="people"
        typed={typed}
        errors={errors}
      />
      <datalist id="people" data-suggest="/links/people">
        {suggested.map(({ email, name }) => (
          <option value={email}>{name ?? ''}</option>
        ))}
      </datalist>
      <TextField
        name="target_url"
        label="Where it leads"
        placeholder="https://www.example.com/pricing"
        hint="It leads there for good; nobody can bend it. Campaign parameters may stand in it."
        typed={typed}
        errors={errors}
      />
      <TextField
        name="expires_days"
        label="Says who came for"
        kind="number"
        unit="days"
        hint={`1 to ${MOST_DAYS}. Later it still leads there.`}
        typed={typed}
        errors={errors}
      />
      <div class="actions">
        <button type="submit" class="main">
          Make the link
        </button>
      </div>
      <p class="hint">
        Recognising a browser by a link needs the visitor’s consent where the ePrivacy directive holds (EDPB, Guidelines 2/2023).
        The snippet waits for it when you tell it to.
      </p>
    </form>
  </section>
)

function List({ frame, rows }: LinksProps) {
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
              <td class="n">{row.clicks === 0 ? <span class="quiet">–</span> : count(row.clicks)}</td>
              <td class="n">
                {row.browsers === 0 ? (
                  <span class="quiet">–</span>
                ) : (
                  <a href={`${linkTo(`/people/${encodeURIComponent(row.person_id)}`, view)}#identity`}>{count(row.browsers)}</a>
                )}
              </td>
              <td class="n" title={row.last_click_at === null ? undefined : clock.moment(row.last_click_at)}>
                {row.last_click_at === null ? <span class="quiet">never</span> : ago(row.last_click_at, clock.now)}
              </td>
              <td class="n wide-only">{row.machine_hits === 0 ? <span class="quiet">–</span> : count(row.machine_hits)}</td>
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
