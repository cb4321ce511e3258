import { type SQL, sql } from 'drizzle-orm'
import { dealContacts } from '../schema.ts'
import { listsOf } from './in-list.ts'

/** Removes all contact roles of the deals. */
export const deleteDealContacts = (dealIds: readonly string[]): SQL[] =>
  listsOf(dealIds).map(list => sql`delete from ${dealContacts} where deal_id in (${list})`)
