/** The audit of campaign tagging: what is wrong, how much of it, and how it is mended. */
import type { Child } from 'hono/jsx'
import { type Finding, type FindingKind, findingKinds } from '../insight/tagging.ts'
import { Short } from './amounts.tsx'
import { Machines } from './bots-switch.tsx'
import { channelClass } from './channel-class.ts'
import { count, percent, plural } from './figures.ts'
import { Page } from './layout.tsx'
import { exactMoney } from './money.ts'
import { Name, WebLink } from './names.tsx'
import { AUDITED_VISITS, type TaggingProps } from './read-tagging.ts'
import { linkTo } from './view.ts'

export function TaggingPage(props: TaggingProps) {
  const { frame, audit, unrated, hasSpend, isAll } = props
  const { view } = frame
  return (
    <Page
      frame={frame}
      title="Campaign tagging"
      trail={<a href={linkTo('/channels', view)}>Channels</a>}
      answer={<Answer {...props} />}
      choices={['period']}
    >
      <p class="hint">
        {isAll ? `${plural(audit.visits, 'visit')} and imported touches` : `The newest ${count(AUDITED_VISITS)} visits`}
        {hasSpend && (
          <>
            {' and '}
            <Short minor={audit.spent_minor} currency={frame.settings.currency} /> of spend
          </>
        )}{' '}
        {view.period.phrase}. <Machines frame={frame} path="/channels/tagging" />
        {audit.findings.length > 0 && ' · '}
        {audit.findings.length > 0 && <a href={linkTo('/channels/tagging.csv', view)}>CSV</a>}
      </p>
      {unrated.length > 0 && (
        <p class="notice">
          {`Spend without an exchange rate counts as 0 here: ${unrated.map(row => exactMoney(row.amount_minor, row.currency)).join(', ')}. `}
          Import rates with <code>tributary import rates FILE</code>.
        </p>
      )}
      {[...findingKinds]
        .sort((a, b) => Number(b === audit.first) - Number(a === audit.first))
        .map(kind => {
          const own = audit.findings.filter(finding => finding.kind === kind)
          return own.length > 0 && <Findings {...props} kind={kind} findings={own} />
        })}
      {!hasSpend && audit.visits > 0 && (
        <p class="notice">
          No spend was imported {view.period.phrase}, so campaigns are not held against it. Import it with{' '}
          <code>tributary import spend FILE</code>.
        </p>
      )}
    </Page>
  )
}

function Answer({ frame, audit, hasSpend }: TaggingProps): Child {
  const { view, settings } = frame
  if (audit.visits === 0 && !hasSpend)
    return (
      <>
        There were no visits {view.period.phrase}. Here will stand which campaigns cannot be told, and why: put{' '}
        <a href={linkTo('/install', view)}>the snippet</a> into your pages.
      </>
    )
  const own = audit.findings.filter(({ kind }) => kind === audit.first)
  const [worst] = own
  if (!worst) return <>Nothing is wrong with the tagging of campaigns {view.period.phrase}.</>
  const visits = own.reduce((sum, finding) => sum + finding.visits, 0)
  switch (worst.kind) {
    case 'untagged_clicks':
      return (
        <>
          Mend first: <strong>{plural(visits, 'paid click')}</strong> ({percent(visits / audit.paid_visits)} of paid visits) name
          no campaign, most with <strong>{worst.name}</strong>.
        </>
      )
    case 'spend_without_visits':
      return (
        <>
          Mend first: <strong>{plural(own.length, 'campaign')}</strong> cost{' '}
          <Short minor={own.reduce((sum, finding) => sum + finding.base_minor, 0)} currency={settings.currency} /> and brought no
          visit that names {own.length === 1 ? 'it' : 'them'}; the most expensive is <bdi>{worst.name}</bdi>.
        </>
      )
    case 'visits_without_spend':
      return (
        <>
          Mend first: <strong>{plural(visits, 'visit')}</strong> ({percent(visits / audit.paid_visits)} of paid visits) name a
          campaign that no spend names; the most visited is <bdi>{worst.name}</bdi>.
        </>
      )
    case 'spellings':
      return (
        <>
          Mend first: <strong>{plural(own.length, 'campaign name')}</strong> {own.length === 1 ? 'is' : 'are'} likely another one,
          spelt otherwise: <bdi>{worst.name}</bdi> and <bdi>{worst.likely[0]}</bdi>.
        </>
      )
  }
}

const titles: Readonly<Record<FindingKind, string>> = {
  untagged_clicks: 'Paid clicks without a campaign',
  spend_without_visits: 'Campaigns with spend and no visits',
  visits_without_spend: 'Campaigns with visits and no spend',
  spellings: 'Names that are likely one',
}

const mending: Readonly<Record<FindingKind, string>> = {
  untagged_clicks:
    'The click id tells the network, not the campaign. Add utm_source, utm_medium and utm_campaign to the final address of the advertisements: in Google and Microsoft Ads as the final URL suffix of the account, in LinkedIn and Meta as URL parameters of the campaign.',
  spend_without_visits:
    'Either its links carry another utm_campaign, or none, or they lead through a redirect that drops it. Open the advertisement and read the address you land on; then use one name in the tag and in the spend that you import.',
  visits_without_spend:
    'Import the spend of these campaigns, or give the tag the name that the spend has. Only visits of paid channels, and of channels that spend was imported for, are listed.',
  spellings:
    'Reports count each spelling by itself. Choose one, in small letters with one kind of separator, and mend the links that carry the other; “Treat as the same” opens a rule that counts them as one, also for what has come already.',
}

const SHOWN = 25

function Findings({ frame, kind, findings }: TaggingProps & { kind: FindingKind; findings: readonly Finding[] }) {
  const hasMoney = kind === 'spend_without_visits'
  const hasLikely = findings.some(finding => finding.likely.length > 0)
  return (
    <section id={kind}>
      <div class="head">
        <h2>{titles[kind]}</h2>
        <span class="quiet">
          {findings.length > SHOWN ? `${SHOWN} of ${count(findings.length)}; all in the CSV` : count(findings.length)}
        </span>
      </div>
      <div class="table">
        <table>
          <thead>
            <tr>
              <th scope="col" class="name">
                {kind === 'untagged_clicks' ? 'Click id' : 'Campaign'}
              </th>
              <th scope="col" class="roomy-only">
                Channel
              </th>
              <th scope="col" class="n">
                {hasMoney ? 'Spend' : 'Visits'}
              </th>
              {hasMoney && (
                <th scope="col" class="n roomy-only">
                  Clicks
                </th>
              )}
              {hasLikely && (
                <th scope="col" class="name">
                  Treat as the same
                </th>
              )}
              {!hasMoney && (
                <th scope="col" class="name wide-only">
                  Example
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {findings.slice(0, SHOWN).map(finding => (
              <tr>
                <th scope="row" class="name">
                  <Name text={finding.name} />
                </th>
                <td class="roomy-only">
                  {finding.channel !== '' && <span class={`swatch ${channelClass(finding.channel)}`} />}
                  <bdi>{finding.channel}</bdi>
                </td>
                <td class="n">
                  {hasMoney ? <Short minor={finding.base_minor} currency={frame.settings.currency} /> : count(finding.visits)}
                </td>
                {hasMoney && <td class="n roomy-only">{count(finding.clicks)}</td>}
                {hasLikely && (
                  <td class="name">
                    {finding.likely[0] !== undefined ? (
                      <a
                        class="clip"
                        href={linkTo('/channels/rules', frame.view, { same: finding.name, as: finding.likely[0] })}
                        title={`Treat as ${finding.likely[0]}: opens a rule with its preview`}
                      >
                        as <bdi>{finding.likely[0]}</bdi>
                      </a>
                    ) : (
                      <span class="quiet">–</span>
                    )}
                  </td>
                )}
                {!hasMoney && (
                  <td class="name wide-only">{finding.examples[0] !== undefined && <WebLink address={finding.examples[0]} />}</td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="hint">{mending[kind]}</p>
    </section>
  )
}
