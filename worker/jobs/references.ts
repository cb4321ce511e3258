/** Stale references → the people, deals and accounts that they concern. */
import type { Database } from '../../db/database.ts'
import { accountsByRef, claimsByDomain } from '../../db/queries/accounts-claiming.ts'
import {
  accountRefsBesidePerson,
  dealsByAccountRef,
  dealsByContact,
  peopleByAccountRef,
  peopleByRef,
  personRefsBesideAccount,
} from '../../db/queries/affected.ts'
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
  const made = newAccounts(await unclaimedDomains(db, refs), maker)
  const stale = [
    ...marksOf('subject', [...made.values(), ...(await accountsNamed(db, refs))]),
    ...marksOf('person', await peopleByAccountRef(db, refs)),
    ...marksOf('person', await peopleByRef(db, await personRefsBesideAccount(db, refs))),
    ...marksOf('deal_ref', await dealsByAccountRef(db, refs)),
  ]
  await lease.commit(...accountsMade(made, maker), ...passOn('account_ref', refs, stale, runId))
}

/** A person's external id or e-mail. */
export async function renewPersonRefs(db: Database, lease: Lease, runId: string, refs: readonly string[]): Promise<void> {
  const stale = [...marksOf('person', await peopleByRef(db, refs)), ...(await namedBesidePeople(db, refs))]
  await lease.commit(...passOn('person_ref', refs, stale, runId))
}

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
