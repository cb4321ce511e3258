import { type SQL, sql } from 'drizzle-orm'
import { accountDomains } from '../schema.ts'
import { listsOf } from './in-list.ts'

/** Takes domains back from an account. */
export const deleteClaims = (accountId: string, domains: readonly string[]): SQL[] =>
  listsOf(domains).map(list => sql`delete from ${accountDomains} where account_id = ${accountId} and domain in (${list})`)
