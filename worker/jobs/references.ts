/** Stale references → the people, deals and accounts that they concern. */
import type { Database } from '../../db/database.ts'
import { accountsByRef, claimsByDomain } from '../../db/queries/accounts-claiming.ts'
import {
  accountRefsBesidePerson,
  dealsByAccountRef,
  dealsByContact,
  peopleByAccountRef,
  peopleByRef,
  peopleOfVisitors,
  personRefsBesideAccount,
} from '../../db/queries/affected.ts'
import { networksOfVisitors } from '../../db/queries/known-networks.ts'
import { visitorsNamedBy } from '../../db/queries/named-ids.ts'
import { registrableDomain } from '../identity/domains.ts'
import { linksByIdRenewed } from '../identity/link.ts'
import type { MatchRules } from '../identity/match-rules.ts'
import type { Lease } from './lease.ts'
import { type AccountMaker, accountsMade, newAccounts, unclaimedDomains } from './made-accounts.ts'
import { marksOf, passOn } from './marks.ts'
import { readMerged } from './merged.ts'
import type { Stale } from './stale.ts'

/** An account's external id or domain: whoever names it, and whoever is named beside it on a sales or imported touch. */
export async function renewAccountRefs(
  db: Database,
  lease: Lease,
  runId: string,
  refs: readonly string[],
  maker: AccountMaker,
): Promise<void> {
  const { own, aliases } = maker.rules
  const made = newAccounts(await unclaimedDomains(db, refs, own), maker)
  const domains = [...refs, ...aliasesOf(aliases, refs)]
  const stale = [
    ...marksOf('subject', [...made.values(), ...(await accountsNamed(db, refs))]),
    ...marksOf('person', await peopleByAccountRef(db, domains)),
    ...marksOf('person', await peopleByRef(db, await personRefsBesideAccount(db, refs))),
    ...marksOf('deal_ref', await dealsByAccountRef(db, refs)),
  ]
  await lease.commit(...accountsMade(made, maker), ...passOn('account_ref', refs, stale, runId))
}

/** Registrable domains of addresses that stand for one of these. */
function aliasesOf(aliases: MatchRules['aliases'], refs: readonly string[]): string[] {
  const meant = new Set(refs)
  return [...aliases].flatMap(([alias, domain]) => (meant.has(domain) ? (registrableDomain(alias) ?? []) : []))
}

/** A person's external id or e-mail. Whom an external id means may have changed, and whose its visitors are with it. */
export async function renewPersonRefs(
  db: Database,
  lease: Lease,
  runId: string,
  refs: readonly string[],
  now: number,
): Promise<void> {
  const named = await visitorsNamedBy(db, refs)
  const ids = [...new Set(named.map(({ external_id }) => external_id))]
  for (let i = 0; i < ids.length; i += IDS_AT_ONCE) {
    await lease.commit(...ids.slice(i, i + IDS_AT_ONCE).flatMap(id => linksByIdRenewed(id, now)))
  }
  const visitors = named.map(({ visitor_id }) => visitor_id)
  const networks = await networksOfVisitors(db, visitors)
  const stale = [
    ...marksOf('person', [...(await peopleByRef(db, refs)), ...(await peopleOfVisitors(db, visitors))]),
    ...marksOf(
      'account_ref',
      networks.map(({ account_ref }) => account_ref),
    ),
    ...(await namedBesidePeople(db, refs)),
  ]
  await lease.commit(...passOn('person_ref', refs, stale, runId))
}

const IDS_AT_ONCE = 20

/** Deals that have one of these people as a contact, and accounts named beside one on a sales or imported touch. */
export async function namedBesidePeople(db: Database, personRefs: readonly string[]): Promise<Stale[]> {
  return [
    ...marksOf('deal_ref', await dealsByContact(db, personRefs)),
    ...marksOf('subject', await accountsNamed(db, await accountRefsBesidePerson(db, personRefs))),
  ]
}

/** Every account that a reference could mean, whether or not it means it alone, and what that is merged into. */
async function accountsNamed(db: Database, refs: readonly string[]): Promise<string[]> {
  const { rootOf } = (await readMerged(db)).accounts
  const byId = await accountsByRef(db, refs)
  const byDomain = await claimsByDomain(db, refs)
  return [...byId, ...byDomain].flatMap(({ account_id }) => [account_id, rootOf(account_id)])
}
