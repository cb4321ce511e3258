/** The review queue: what no rule may decide, with the buttons that decide it. */
import { count, plural } from './figures.ts'
import { Decided, MergeRows, Reason } from './identity-parts.tsx'
import { Page } from './layout.tsx'
import type { ReviewProps, WaitingDomain } from './read-review.ts'
import { ConflictRow, TwoRow } from './review-conflicts.tsx'

export function ReviewPage(props: ReviewProps) {
  const { frame, domains, decisions, devices, conflicts, isCut, twos, merges } = props
  const { clock } = frame
  return (
    <Page frame={frame} title="Review" answer={<Waiting {...props} />}>
      <section id="identity">
        <Decided frame={frame} />
        {domains.length > 0 && (
          <>
            <h2>Domains of several accounts</h2>
            <p class="quiet">Until somebody decides, such a domain belongs to none of them: a guess would be worse.</p>
            <ul class="rows">
              {domains.map(waiting => (
                <DomainRow {...waiting} />
              ))}
            </ul>
          </>
        )}
        {conflicts.length > 0 && (
          <>
            <h2>People named at once</h2>
            <p class="quiet">
              An event named one person by an id and another by an e-mail address. Until somebody decides they stay two, and its
              visits are those of the id.{isCut && ' The latest are shown.'}
            </p>
            <ul class="rows">
              {conflicts.map(conflict => (
                <ConflictRow frame={frame} conflict={conflict} />
              ))}
            </ul>
          </>
        )}
      </section>
      {decisions.length + twos.length + merges.length > 0 && (
        <section>
          <h2>Decided</h2>
          <ul class="rows">
            {twos.map(two => (
              <TwoRow frame={frame} two={two} />
            ))}
            <MergeRows frame={frame} merges={merges} />
            {decisions.map(decision => (
              <li>
                <p>
                  <bdi>{decision.domain}</bdi> belongs to <bdi>{decision.account_name ?? 'nobody'}</bdi>
                  {decision.undone_at !== null && <span class="tag bad">undone</span>}
                </p>
                <p class="quiet">
                  <bdi>{`${clock.moment(decision.decided_at)} by ${decision.actor}: ${decision.reason}`}</bdi>
                </p>
                {decision.undone_at === null && (
                  <form method="post" action={`/review/domains/${encodeURIComponent(decision.decision_id)}/undo`} class="row">
                    <Reason />
                    <button type="submit">Undo</button>
                  </form>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      {devices.length > 0 && (
        <section>
          <h2>Shared devices</h2>
          <p class="quiet">These browsers were more people than one person is. Further people are not linked to them.</p>
          <ul class="rows">
            {devices.map(({ visitor_id, links, last_at }) => (
              <li>
                Visitor <code>{visitor_id.slice(0, 12)}</code>: {`${count(links)} not linked, last ${clock.moment(last_at)}`}
              </li>
            ))}
          </ul>
        </section>
      )}
    </Page>
  )
}

function Waiting({ domains, conflicts }: ReviewProps) {
  if (domains.length + conflicts.length === 0)
    return <>Nothing waits for a decision. Here stands what no rule may decide: whose a domain is, and who is whom.</>
  return (
    <>
      {domains.length > 0 && (
        <>
          <strong>{plural(domains.length, 'domain')}</strong> {domains.length === 1 ? 'is' : 'are'} claimed by several accounts.{' '}
        </>
      )}
      {conflicts.length > 0 && (
        <>
          <strong>{plural(conflicts.length, 'pair')}</strong> of people {conflicts.length === 1 ? 'was' : 'were'} named at once.
        </>
      )}
    </>
  )
}

const DomainRow = ({ domain, people, accounts }: WaitingDomain) => (
  <li>
    <p>
      <bdi>{domain}</bdi> <span class="quiet">{`${plural(people, 'person', 'people')} without an account for it`}</span>
    </p>
    <form method="post" action="/review/domains" class="row">
      <input type="hidden" name="domain" value={domain} />
      <select name="account" aria-label="Whose it is">
        {accounts.map(({ account_id, name }) => (
          <option value={account_id}>{name}</option>
        ))}
        <option value="">nobody</option>
      </select>
      <Reason />
      <button type="submit">Decide</button>
    </form>
  </li>
)
