/** How we know who somebody is: links with their evidence, merges, and the buttons that undo them. */
import type { IdentityLink, Merge } from '../../db/schema.ts'
import type { AccountRule } from '../identity/resolve.ts'
import type { Frame } from './frame.ts'
import type { PersonProps } from './person-page.tsx'

/** A merge with what its records are called. */
export interface NamedMerge extends Merge {
  readonly from_name: string
  readonly into_name: string
}

export function Identity({ frame, person, links, merges }: Pick<PersonProps, 'frame' | 'person' | 'links' | 'merges'>) {
  const path = `/people/${encodeURIComponent(person.person_id)}`
  return (
    <section id="identity">
      <h2>How we know</h2>
      <Decided frame={frame} />
      <ul class="rows">
        <li>
          <p>{person.rule === null ? 'Account: not decided yet' : `Account: ${byRule[person.rule] ?? person.rule}`}</p>
          {person.rule === 'ambiguous_domain' && <a href="/review">Decide whose the domain is</a>}
        </li>
        {links.map(link => (
          <LinkRow frame={frame} link={link} />
        ))}
        {links.length === 0 && (
          <li>
            <p class="quiet">No browser is linked to this person yet.</p>
          </li>
        )}
        <MergeRows frame={frame} merges={merges} />
      </ul>
      <SameAs action={`${path}/merge`} label="This is the same person as" placeholder="e-mail address or CRM id" isPerson />
    </section>
  )
}

function LinkRow({ frame: { clock }, link }: { frame: Frame; link: IdentityLink }) {
  const action = `/identity/links/${encodeURIComponent(link.link_id)}`
  return (
    <li>
      <p>
        Visitor <code>{link.visitor_id.slice(0, 12)}</code> by {link.method.replaceAll('_', ' ')}{' '}
        <span class="tag">{link.trust}</span>
        {link.closed_at !== null && <span class="tag bad">undone</span>}
      </p>
      <p class="quiet">
        {`from ${clock.moment(link.linked_at)}, evidence `}
        <code class="evidence">{link.evidence}</code>
        {', link '}
        <code class="evidence">{link.link_id}</code>
      </p>
      {link.closed_at === null ? (
        <Undo action={`${action}/undo`} summary="Undo this link" label="This was not them" />
      ) : (
        <>
          <p class="quiet">
            <bdi>{`undone ${clock.moment(link.closed_at)} by ${link.closed_by}: ${link.closed_reason}`}</bdi>
          </p>
          <form method="post" action={`${action}/restore`}>
            <button type="submit">It was them after all</button>
          </form>
        </>
      )}
    </li>
  )
}

/** Those in force with a button, those that were undone with who did it and why. */
export const MergeRows = ({ frame: { clock }, merges }: { frame: Frame; merges: readonly NamedMerge[] }) => (
  <>
    {merges.map(merge => (
      <li>
        <p>
          <a href={pathOf(merge.kind, merge.from_id)}>
            <bdi>{merge.from_name}</bdi>
          </a>{' '}
          counts as{' '}
          <a href={pathOf(merge.kind, merge.into_id)}>
            <bdi>{merge.into_name}</bdi>
          </a>
          {merge.undone_at !== null && <span class="tag bad">undone</span>} <code class="quiet">{merge.merge_id}</code>
        </p>
        <p class="quiet">
          <bdi>{`merged ${clock.moment(merge.merged_at)} by ${merge.actor}: ${merge.reason}`}</bdi>
        </p>
        {merge.undone_at === null ? (
          <Undo
            action={`/identity/merges/${encodeURIComponent(merge.merge_id)}/undo`}
            summary="Undo this merge"
            label="They are two"
          />
        ) : (
          <p class="quiet">
            <bdi>{`undone ${clock.moment(merge.undone_at)} by ${merge.undone_by}: ${merge.undone_reason}`}</bdi>
          </p>
        )}
      </li>
    ))}
  </>
)

interface SameAsProps {
  readonly action: string
  readonly label: string
  readonly placeholder: string
  readonly isPerson?: boolean
}

export const SameAs = ({ action, label, placeholder, isPerson }: SameAsProps) => (
  <details>
    <summary>{label} …</summary>
    <form method="post" action={action} class="row">
      <input type="text" name="other" required maxlength={320} placeholder={placeholder} aria-label={label} autocomplete="off" />
      <Reason />
      {isPerson && (
        <label class="option">
          <input type="checkbox" name="is_sure" value="yes" />
          <span>also if the CRM knows both as different people</span>
        </label>
      )}
      <button type="submit">Merge</button>
      <p class="hint">
        All touches count as those of one; where only one of the two is in the CRM, as its. Nothing is rewritten: undoing it
        restores every credit as it was. It is written down as done by the dashboard, since there are no users yet.
      </p>
    </form>
  </details>
)

const Undo = ({ action, summary, label }: { action: string; summary: string; label: string }) => (
  <details>
    <summary>{summary}</summary>
    <form method="post" action={action} class="row">
      <Reason />
      <button type="submit">{label}</button>
    </form>
  </details>
)

export const Reason = () => (
  <input type="text" name="reason" required maxlength={500} placeholder="reason" aria-label="Reason" autocomplete="off" />
)

/** After a decision, until the job has counted. */
export const Decided = ({ frame: { query } }: { frame: Frame }) =>
  query.decided === undefined ? null : (
    <p class="notice" role="status">
      It is decided. Touches and credits follow as soon as the job has run, within seconds.
    </p>
  )

const pathOf = (kind: Merge['kind'], id: string) => `/${kind === 'person' ? 'people' : 'accounts'}/${encodeURIComponent(id)}`

const ruleWords: Readonly<Record<AccountRule, string>> = {
  crm_id: 'the CRM names the account',
  crm_domain: 'the CRM names the account by its domain',
  group: 'a group of your own database names the account',
  email_domain: 'the e-mail address is of the account’s domain',
  parent_domain: 'the e-mail address is below the account’s domain',
  email_alias: 'the e-mail address is of a domain that stands for the account’s',
  ambiguous_domain: 'no account: two accounts claim the domain of the e-mail address',
  personal_email: 'no account: the e-mail address is a private one, and the CRM names none',
  own_company: 'no account: the e-mail address is of our own company',
  unknown_account: 'no account: the CRM names one that is not known',
  nothing_known: 'no account: nothing tells which',
}

const byRule: Readonly<Record<string, string | undefined>> = ruleWords
