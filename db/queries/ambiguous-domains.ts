import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { people, personAccounts } from '../schema.ts'

/** Domains that several accounts claim, with the number of people who belong nowhere for it, most people first. */
export const ambiguousDomains = (db: Database) =>
  db.all<{ domain: string; people: number }>(sql`
    select people.email_domain as domain, count(*) as people
    from ${personAccounts}
    inner join ${people} on people.person_id = person_accounts.person_id
    where person_accounts.rule = 'ambiguous_domain'
      and people.email_domain is not null
    group by people.email_domain
    order by people desc, domain
  `)
