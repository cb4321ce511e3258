/** Sales links: one is made, and what came of all of them. */
import { MOST_DAYS } from '../identity/sales-link.ts'
import { TextField } from './field.tsx'
import { count, plural } from './figures.ts'
import { Page } from './layout.tsx'
import { LinksTable } from './links-table.tsx'
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
          <LinksTable {...props} />
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
