import { type SQL, sql } from 'drizzle-orm'
import { people } from '../schema.ts'
import { listsOf } from './in-list.ts'

/**
 * Takes the e-mail addresses from people, so that others can have them in the same write: each address is unique at
 * every moment of it.
 */
export const clearEmails = (personIds: readonly string[]): SQL[] =>
  listsOf(personIds).map(list => sql`update ${people} set email = null where person_id in (${list})`)
