/**
 * Accounts that were made from a domain, because somebody's e-mail or a reference names it and no account of the CRM
 * claims it. They last as long as that is so.
 */
import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import {
  accountDomains,
  accounts,
  activities,
  deals,
  domainDecisions,
  merges,
  offlineTouches,
  people,
  personAccounts,
  sessions,
  staleMarks,
} from '../schema.ts'
import { allIn, listsOf } from './in-list.ts'

const referring = [people, deals, activities, offlineTouches, sessions]

/** Those of the references that some fact carries. */
export async function refsInUse(db: Database, refs: readonly string[]): Promise<Set<string>> {
  const used = new Set<string>()
  for (const table of referring) {
    const rows = await allIn(refs, list =>
      db.all<{ account_ref: string }>(sql`select distinct account_ref from ${table} where account_ref in (${list})`),
    )
    for (const row of rows) used.add(row.account_ref)
  }
  return used
}

/** Looked for among the subjects that a run has taken: an account that loses a member or a deal is one of them. */
export const needlessAccounts = (db: Database, token: string, limit: number) =>
  db.all<{ account_id: string; domain: string | null }>(sql`
    select accounts.account_id, account_domains.domain
    from ${staleMarks}
    inner join ${accounts} on accounts.account_id = stale_marks.mark_key
    left join ${accountDomains} on account_domains.account_id = accounts.account_id
    where stale_marks.kind = 'subject'
      and stale_marks.token = ${token}
      and ${isNeedless}
    limit ${limit}
  `)

/** Takes them back, but for those that the CRM has taken over in between. */
export const needlessAccountsRemoved = (accountIds: readonly string[]): SQL[] =>
  listsOf(accountIds).flatMap(list => [
    sql`
      delete from ${accountDomains}
      where account_id in (select account_id from ${accounts} where account_id in (${list}) and ${isNeedless})
    `,
    sql`delete from ${accounts} where account_id in (${list}) and ${isNeedless}`,
  ])

/** By what a fact can mean the account: its id, and its domain unless the CRM says whose that is. */
const names = sql`
  select domain
  from ${accountDomains} as named
  where named.account_id = accounts.account_id
    and not exists (
        select 1 from ${accountDomains} as stated where stated.domain = named.domain and stated.source <> 'email'
    )
  union all
  select accounts.account_id
`

const isReferredTo = sql.join(
  referring.map(table => sql`exists (select 1 from ${table} as fact where fact.account_ref in (${names}))`),
  sql` or `,
)

const isNeedless = sql`
  accounts.source = 'domain'
  and not exists (
      select 1 from ${accountDomains} as stated where stated.account_id = accounts.account_id and stated.source <> 'email'
  )
  and not exists (
      select 1
      from ${personAccounts} as member
      where member.account_id = accounts.account_id
        and member.rule in ('email_domain', 'parent_domain', 'email_alias', 'group')
  )
  and not (${isReferredTo})
  and not exists (
      select 1
      from ${merges}
      where merges.kind = 'account'
        and merges.undone_at is null
        and accounts.account_id in (merges.from_id, merges.into_id)
  )
  and not exists (
      select 1
      from ${domainDecisions}
      where domain_decisions.account_id = accounts.account_id
        and domain_decisions.undone_at is null
  )
`
