/**
 * Whose account a person, a deal or a fact's reference is. Pure: the claims that matter are handed in.
 *
 * What the CRM says comes first: its account reference is an account's external id, our own id of it, or a domain
 * that exactly one account claims. A person without a usable reference belongs where the e-mail's domain says, when
 * that can be a company's; a group that a server named comes before that, one that a page named after. Two accounts that claim a domain both lose it: a guess would be worse than a gap.
 */

import { domainOf } from './email.ts'
import { type MatchRules, noMatchRules } from './match-rules.ts'

/** What is known of accounts, as far as the references and domains at hand reach. */
export interface Claims {
  /** Account id by external id and by account id. */
  readonly ids: ReadonlyMap<string, string>
  /** Who claims a domain. */
  readonly domains: ReadonlyMap<string, readonly DomainClaim[]>
  /** Whose a domain is by somebody's decision, null: nobody's. It counts before every claim. */
  readonly decided?: ReadonlyMap<string, string | null>
}

export interface DomainClaim {
  readonly account_id: string
  /** `email`: made from a person's e-mail. It yields to every claim by somebody who says so. */
  readonly source: string
}

export const accountRules = [
  'crm_id',
  'crm_domain',
  'group',
  'email_domain',
  'parent_domain',
  'email_alias',
  'ambiguous_domain',
  'personal_email',
  'own_company',
  'unknown_account',
  'nothing_known',
] as const

/** By which rule a person has its account, or why it has none. */
export type AccountRule = (typeof accountRules)[number]

export interface Belonging {
  readonly account_id: string | null
  readonly rule: AccountRule
  /** The domain for which an account has to be made first; `account_id` is null then. */
  readonly unclaimed: string | null
}

/** References to the account that a sender's own database has for a person; of the last time that it said so. */
export interface Groups {
  /** Said with a secret key. */
  readonly verified: readonly string[]
  /** Said with a public one: anybody could, so it counts only where an e-mail tells nothing. */
  readonly claimed: readonly string[]
}

const noGroups: Groups = { verified: [], claimed: [] }

/** @param isBusinessDomain  false for free-mail and disposable domains */
export function accountOfPerson(
  person: PersonToPlace,
  claims: Claims,
  isBusinessDomain: (domain: string) => boolean,
  groups: Groups = noGroups,
  rules: MatchRules = noMatchRules,
): Belonging {
  const said = person.account_ref === null ? null : accountOfRef(person.account_ref, claims)
  if (said !== null && said.account_id !== null) return { ...said, unclaimed: null }
  const none = (rule: AccountRule): Belonging => ({ account_id: null, rule, unclaimed: null })
  const meant = meantDomain(person, rules)
  if (meant !== null && rules.own.has(meant.domain)) return none('own_company')
  const isOthers = (domain: string) => isBusinessDomain(domain) && !rules.own.has(domain)
  const verified = accountOfGroup(groups.verified, claims, isOthers)
  if (verified) return verified

  if (meant === null || !isBusinessDomain(meant.domain)) {
    const claimed = accountOfGroup(groups.claimed, claims, isOthers)
    return claimed ?? none(said?.rule ?? (meant === null ? 'nothing_known' : 'personal_email'))
  }
  const { domain, rule } = meant
  if (isNobodys(domain, claims)) return none('ambiguous_domain')
  const claimants = claimantsOf(domain, claims)
  if (claimants.length > 1) return none('ambiguous_domain')
  return { account_id: claimants[0] ?? null, rule, unclaimed: claimants.length === 0 ? domain : null }
}

export interface PersonToPlace {
  readonly account_ref: string | null
  /** Registrable. */
  readonly email_domain: string | null
  readonly email?: string | null
}

/** The domain that an e-mail address stands for, and how: as it is, by the domain above its host, or by an alias. */
export function meantDomain(
  { email, email_domain }: PersonToPlace,
  { aliases }: MatchRules,
): { domain: string; rule: AccountRule } | null {
  if (email_domain === null) return null
  const host = email ? domainOf(email) : email_domain
  const alias = aliases.get(host) ?? aliases.get(email_domain)
  if (alias !== undefined) return { domain: alias, rule: 'email_alias' }
  return { domain: email_domain, rule: host === email_domain ? 'email_domain' : 'parent_domain' }
}

/** The first reference that means one account; else a business domain that nobody claims yet. Null: nothing is known. */
function accountOfGroup(
  refs: readonly string[],
  claims: Claims,
  isBusinessDomain: (domain: string) => boolean,
): Belonging | null {
  for (const ref of refs) {
    const { account_id } = accountOfRef(ref, claims)
    if (account_id !== null) return { account_id, rule: 'group', unclaimed: null }
  }
  const unclaimed = refs.find(ref => isBusinessDomain(ref) && !isNobodys(ref, claims) && claimantsOf(ref, claims).length === 0)
  return unclaimed === undefined ? null : { account_id: null, rule: 'group', unclaimed }
}

/**
 * The account of somebody of whom there are several records: what the first of them says that knows one.
 * @param own  of each record, that which the others count as first
 */
export const belongingOfMerged = (own: readonly [Belonging, ...Belonging[]]): Belonging =>
  own.find(({ account_id, unclaimed }) => account_id !== null || unclaimed !== null) ?? own[0]

/** What a reference to an account means. Deals, activities and imported touches belong where theirs says, or nowhere. */
export function accountOfRef(ref: string, claims: Claims): { account_id: string | null; rule: AccountRule } {
  const byId = claims.ids.get(ref)
  if (byId !== undefined) return { account_id: byId, rule: 'crm_id' }
  if (isNobodys(ref, claims)) return { account_id: null, rule: 'ambiguous_domain' }
  const [claimant, ...others] = claimantsOf(ref, claims)
  if (claimant === undefined) return { account_id: null, rule: 'unknown_account' }
  return others.length > 0 ? { account_id: null, rule: 'ambiguous_domain' } : { account_id: claimant, rule: 'crm_domain' }
}

const isNobodys = (domain: string, { decided }: Claims) => decided?.get(domain) === null

/** The accounts whose claim on a domain counts. More than one: it matches neither. */
function claimantsOf(domain: string, claims: Claims): readonly string[] {
  const decided = claims.decided?.get(domain)
  if (decided != null) return [decided]
  const all = claims.domains.get(domain) ?? []
  const stated = all.filter(claim => claim.source !== 'email')
  return [...new Set((stated.length > 0 ? stated : all).map(claim => claim.account_id))]
}
