/** Who and what alerts are about, looked up when they are sent or shown. */
import type { Database } from '../../db/database.ts'
import { rowsByKeys } from '../../db/queries/rows-by-keys.ts'
import {
  type Account,
  type Alert,
  accountDomains,
  accounts,
  type Deal,
  deals,
  type Person,
  people,
  type Site,
  sites,
} from '../../db/schema.ts'
import type { AlertFacts } from './kinds.ts'
import type { About } from './message.ts'

/** What `facts` of an alert says; null: a test. */
export const factsOf = ({ facts }: Pick<Alert, 'facts'>): AlertFacts | null => JSON.parse(facts)

/** For each of the facts, in their order. */
export async function readAbout(db: Database, told: readonly (AlertFacts | null)[]): Promise<About[]> {
  const wanted = told.map(namesIn)
  const dealRows = await rowsByKeys(db, deals, 'deal_id', idsIn(wanted, 'deal_id'))
  const accountIds = idsIn(wanted, 'account_id')
  const [accountRows, domains, personRows, siteRows] = await Promise.all([
    rowsByKeys(db, accounts, 'account_id', accountIds),
    rowsByKeys(db, accountDomains, 'account_id', accountIds),
    rowsByKeys(db, people, 'person_id', idsIn(wanted, 'person_id')),
    rowsByKeys(db, sites, 'site_id', idsIn(wanted, 'site_id')),
  ])
  const domainOf = new Map(domains.toSorted((a, b) => (a.domain < b.domain ? 1 : -1)).map(row => [row.account_id, row.domain]))
  return wanted.map(names => ({
    account: accountFrom(
      accountRows.find(row => row.account_id === names.account_id),
      domainOf,
    ),
    person: personFrom(personRows.find(row => row.person_id === names.person_id)),
    deal: dealFrom(dealRows.find(row => row.deal_id === names.deal_id)),
    site: siteFrom(siteRows.find(row => row.site_id === names.site_id)),
  }))
}

function accountFrom(row: Account | undefined, domainOf: ReadonlyMap<string, string>): About['account'] {
  if (!row) return null
  const { account_id, external_id, name, owner_email } = row
  return { account_id, external_id, name, domain: domainOf.get(account_id) ?? null, owner_email }
}

function personFrom(row: Person | undefined): About['person'] {
  if (!row) return null
  const { person_id, external_id, name, email, title } = row
  return { person_id, external_id, name, email, title }
}

function dealFrom(row: Deal | undefined): About['deal'] {
  if (!row) return null
  const { deal_id, external_id, name, amount_minor, currency } = row
  return { deal_id, external_id, name, amount_minor, currency }
}

const siteFrom = (row: Site | undefined): About['site'] => (row ? { site_id: row.site_id, domain: row.domain } : null)

interface Names {
  readonly account_id?: string
  readonly person_id?: string
  readonly deal_id?: string
  readonly site_id?: string
}

function namesIn(facts: AlertFacts | null): Names {
  switch (facts?.kind) {
    case 'account.pricing_viewed':
    case 'account.woke':
      return { account_id: facts.account_id, ...(facts.person_id !== null && { person_id: facts.person_id }) }
    case 'deal.moved':
      return facts.deal_id === null
        ? {}
        : { deal_id: facts.deal_id, ...(facts.account_id !== null && { account_id: facts.account_id }) }
    case 'data.stopped':
      return facts.source === 'site' ? { site_id: facts.source_id } : {}
    case 'digest.weekly':
    case undefined:
      return {}
  }
}

const idsIn = (wanted: readonly Names[], name: keyof Names): string[] =>
  wanted.flatMap(names => (names[name] === undefined ? [] : [names[name]]))
