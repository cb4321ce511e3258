/** People whom somebody may mean while typing. */
import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { people } from '../schema.ts'
import { mergedAway } from './merges.ts'

export interface SuggestedPerson {
  readonly email: string
  readonly name: string | null
}

/** @param typed  the beginning of an address, or a part of a name; empty: those whom something was last learned about */
export const peopleSuggested = (db: Database, typed: string, limit: number) =>
  db.all<SuggestedPerson>(sql`
    select email, name
    from ${people}
    where email is not null
      and person_id not in (${mergedAway('person')})
      and ${matches(typed)}
    order by updated_at desc, email
    limit ${limit}
  `)

/** Wildcards in what was typed mean themselves. */
function matches(typed: string): SQL {
  if (typed === '') return sql`1 = 1`
  const part = typed.replace(/[\\%_]/g, '\\$&')
  return sql`(
      email like lower(${`${part}%`}) escape '\\'
      or lower(name) like lower(${`%${part}%`}) escape '\\'
  )`
}
