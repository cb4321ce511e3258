/** How visits and people find their accounts: the rules in their order, what each did lately, and how much is known. */
import type { RuleUse } from '../../db/queries/rules-used.ts'
import type { AccountRule } from '../identity/resolve.ts'
import type { Coverage } from '../jobs/coverage.ts'
import { Notes, TextField } from './field.tsx'
import { count, percent, plural } from './figures.ts'
import { COVERAGE_DAYS } from './frame.ts'
import { Page } from './layout.tsx'
import { Name } from './names.tsx'
import type { MatchRulesProps } from './read-match-rules.ts'
import { linkTo } from './view.ts'

/** In the order in which they are tried; those of networks come last, for visits of which no person is known. */
const rules: readonly { readonly rule: AccountRule | 'ip_range' | 'network'; readonly title: string; readonly words: string }[] =
  [
    { rule: 'crm_id', title: 'CRM id', words: 'The CRM names the person’s account by its id.' },
    { rule: 'crm_domain', title: 'CRM domain', words: 'The CRM names it by a domain that one account claims.' },
    { rule: 'own_company', title: 'Our own company', words: 'Never an account: the address is of one of our own domains.' },
    { rule: 'group', title: 'Group', words: 'A group of your own database, sent by your server or your pages.' },
    { rule: 'email_alias', title: 'Alias domain', words: 'The address is of a domain that stands for another one.' },
    { rule: 'email_domain', title: 'E-mail domain', words: 'The address is of a domain that one account claims.' },
    { rule: 'parent_domain', title: 'Parent domain', words: 'The address is of a host below such a domain.' },
    { rule: 'personal_email', title: 'Private mailbox', words: 'Never an account: a free-mail or disposable address.' },
    { rule: 'ambiguous_domain', title: 'Domain of several', words: 'Waits for a decision: several accounts claim it.' },
    { rule: 'unknown_account', title: 'Unknown reference', words: 'None: the CRM names an account that is not known.' },
    { rule: 'nothing_known', title: 'Nothing known', words: 'None: nothing tells which account it is.' },
    { rule: 'ip_range', title: 'IP range', words: 'Nobody is known; the visit came from an imported range of the account.' },
    { rule: 'network', title: 'Company network', words: 'Nobody is known; the network it came from bears the account’s name.' },
  ]

export function MatchRulesPage(props: MatchRulesProps) {
  const { frame, uses } = props
  return (
    <Page
      frame={frame}
      title="Match rules"
      trail={<a href={linkTo('/accounts', frame.view)}>Accounts</a>}
      answer={<Answer {...props} />}
    >
      <section>
        <div class="table">
          <table>
            <thead>
              <tr>
                <th scope="col" class="n">
                  #
                </th>
                <th scope="col" class="why">
                  Rule
                </th>
                <th scope="col" class="n">
                  Visits
                </th>
                <th scope="col" class="n">
                  People
                </th>
                <th scope="col" class="roomy-only">
                  Last example
                </th>
              </tr>
            </thead>
            <tbody>
              {rules.map(({ rule, title, words }, i) => {
                const use = uses.get(rule)
                return (
                  <tr class={use ? undefined : 'none'}>
                    <td class="n">{i + 1}</td>
                    <td class="why">
                      <div>{title}</div>
                      <div class="quiet">{words}</div>
                    </td>
                    <td class="n">{use ? count(use.visits) : '–'}</td>
                    <td class="n">{use && use.people > 0 ? count(use.people) : '–'}</td>
                    <td class="roomy-only">{use && <Example {...use} />}</td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
        <p class="hint">
          {`The first rule that tells something counts; what a rule did in the last ${COVERAGE_DAYS} days. No address of the network is kept: it is looked up when an event arrives, so a range finds visits from its import on (`}
          <code>tributary import ip-ranges FILE</code>).
        </p>
      </section>
      <Share {...props} />
      <Domains {...props} />
    </Page>
  )
}

function Answer({ frame: { view }, lately }: MatchRulesProps) {
  if (lately.sessions === 0) return <>{`No sessions in the last ${COVERAGE_DAYS} days, so no rule had anything to tell.`}</>
  return (
    <>
      Of <strong>{plural(lately.sessions, 'session')}</strong>
      {` in the last ${COVERAGE_DAYS} days, `}
      <strong>{shareOf(lately.of_people, lately)}</strong> {'belong to a person, '}
      <strong>{shareOf(lately.of_accounts, lately)}</strong> to an account, and {shareOf(lately.of_nobody, lately)} to nobody whom
      anybody knows. <a href={linkTo('/review', view)}>What waits for a decision</a>
    </>
  )
}

const Example = ({ email, account_id, account_name }: RuleUse) => (
  <span class="pair">
    {email !== null && <Name text={email} />}
    {email === null && 'somebody'}
    {account_id !== null && (
      <a href={`/accounts/${encodeURIComponent(account_id)}`}>
        <Name text={account_name ?? account_id} />
      </a>
    )}
  </span>
)

function Share({ frame, lately, months }: MatchRulesProps) {
  if (months.length === 0) return null
  const rows = [
    { title: `Last ${COVERAGE_DAYS} days`, coverage: lately },
    ...months.map(one => ({ title: one.month, coverage: one })),
  ]
  return (
    <section id="coverage">
      <div class="head">
        <h2>Coverage</h2>
        <span class="quiet">{`sessions by month, ${frame.clock.timezone}; bots are not counted`}</span>
      </div>
      <div class="table">
        <table>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col" class="n roomy-only">
                Sessions
              </th>
              <th scope="col" class="n">
                Person
              </th>
              <th scope="col" class="n">
                Account
              </th>
              <th scope="col" class="n roomy-only">
                By network
              </th>
              <th scope="col" class="n">
                Nobody
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ title, coverage }) => (
              <tr>
                <th scope="row">{title}</th>
                <td class="n roomy-only">{count(coverage.sessions)}</td>
                <td class="n">{shareOf(coverage.of_people, coverage)}</td>
                <td class="n">{shareOf(coverage.of_accounts, coverage)}</td>
                <td class="n roomy-only">{shareOf(coverage.of_networks, coverage)}</td>
                <td class="n">{shareOf(coverage.of_nobody, coverage)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="hint">
        An account’s share holds its people’s visits and those from its network, so shares do not add up to 100 %.
      </p>
    </section>
  )
}

const shareOf = (part: number, { sessions }: Coverage) => (sessions === 0 ? '–' : percent(part / sessions))

function Domains({ frame, typed, errors, own }: MatchRulesProps) {
  const state = { typed, errors }
  return (
    <section id="domains">
      <h2>Domains</h2>
      {frame.query.saved !== undefined && (
        <p class="notice" role="status">
          Saved. Accounts and credits follow as soon as the job has run.
        </p>
      )}
      <form method="post" action="/accounts/rules" class="form">
        <TextField
          {...state}
          name={OWN}
          label="Our own domains"
          placeholder={own.join(', ')}
          hint={`People there are colleagues and no prospects. Empty: the domains of your sites${own.length > 0 ? `; at present ${own.join(', ')}` : ''}. Type none for none.`}
        />
        <TextField
          {...state}
          name={ALIASES}
          label="Alias domains of e-mail addresses"
          placeholder="acme-mail.com=acme.com"
          hint="As alias=domain, separated by commas: who writes from the first belongs to the account of the second."
        />
        <Notes name="form" errors={errors} />
        <button type="submit">Save</button>
      </form>
    </section>
  )
}

export const OWN = 'accounts.own_domains'
export const ALIASES = 'accounts.email_aliases'
