/** People and accounts by what somebody types: an e-mail address, an external id, a domain, a name, our own id. */
import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { accountDomains, accounts, people } from '../schema.ts'

export interface NamedRecord {
  readonly id: string
  readonly external_id: string | null
  readonly name: string | null
}

/** @param ref  as refFrom makes it */
export const peopleNamedBy = (db: Database, ref: string) =>
  db.all<NamedRecord>(sql`
    select person_id as id, external_id, coalesce(name, email, external_id) as name
    from ${people}
    where person_id = ${ref}
       or external_id = ${ref}
       or email = ${ref}
    order by case when person_id = ${ref} then 0 when external_id = ${ref} then 1 else 2 end
    limit 1
  `)

/**
 * Several when nothing but a domain or a name is known, and more than one account has it.
 * @param ref   as refFrom makes it
 * @param name  as it was typed
 */
export async function accountsNamedBy(db: Database, ref: string, name: string): Promise<NamedRecord[]> {
  const byId = await db.all<NamedRecord>(sql`
    select account_id as id, external_id, name
    from ${accounts}
    where account_id = ${ref}
       or external_id = ${ref}
    order by case when account_id = ${ref} then 0 else 1 end
    limit 1
  `)
  if (byId.length > 0) return byId
  return db.all<NamedRecord>(sql`
    select account_id as id, external_id, name
    from ${accounts}
    where lower(name) = lower(${name})
       or account_id in (select account_id from ${accountDomains} where domain = ${ref})
    order by account_id
    limit 20
  `)
}
