/** The review queue: what no rule may decide, with the buttons that decide it. */
import { count, plural } from './figures.ts'
import { Decided, Reason } from './identity-parts.tsx'
import { Page } from './layout.tsx'
import type { ReviewProps, WaitingDomain } from './read-review.ts'

export function ReviewPage({ frame, domains, decisions, devices }: ReviewProps) {
  const { clock } = frame
  return (
    <Page
      frame={frame}
      title="Review"
      answer={
        domains.length === 0 ? (
          <>Nothing waits for a decision.</>
        ) : (
          <>
            <strong>{plural(domains.length, 'domain')}</strong> {domains.length === 1 ? 'is' : 'are'} claimed by several accounts.
            Until somebody decides, {domains.length === 1 ? 'it belongs' : 'they belong'} to none of them: a guess would be worse.
          </>
        )
      }
    >
      <section id="identity">
        <Decided frame={frame} />
        <ul class="rows">
          {domains.map(waiting => (
            <DomainRow {...waiting} />
          ))}
        </ul>
      </section>
      {decisions.length > 0 && (
        <section>
          <h2>Decided</h2>
          <ul class="rows">
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
