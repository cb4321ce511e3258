/** The one record that somebody means, or a refusal that says what to type instead. */
import type { Database } from '../../db/database.ts'
import { accountsNamedBy, type NamedRecord, peopleNamedBy } from '../../db/queries/records-named.ts'
import { RequestRefused } from '../errors.ts'
import { refFrom } from './reference.ts'

/** @param text  an e-mail address, an external id, or our own id. @throws RequestRefused not_found */
export async function personNamed(db: Database, text: string): Promise<NamedRecord> {
  const [person] = await peopleNamedBy(db, refFrom(text))
  if (!person) throw new RequestRefused('not_found', `nobody has the e-mail address or id ${text}`)
  return person
}

/**
 * @param text  a domain, an external id, our own id, or a name in any case
 * @param not   an account that cannot be meant
 * @throws RequestRefused not_found, id_conflict when several accounts are called so
 */
export async function accountNamed(db: Database, text: string, not?: string): Promise<NamedRecord> {
  const [account, ...others] = (await accountsNamedBy(db, refFrom(text), text.trim())).filter(({ id }) => id !== not)
  if (!account) throw new RequestRefused('not_found', `no other account has the name, domain or id ${text}`)
  if (others.length > 0)
    throw new RequestRefused('id_conflict', `${others.length + 1} accounts are called ${text}: use the CRM's id of one`)
  return account
}
