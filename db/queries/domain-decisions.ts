/** Somebody's word about whose a domain is. */
import { type SQL, sql } from 'drizzle-orm'
import { type BulkInsert, type Database, insertInto } from '../database.ts'
import { type DomainDecision, domainDecisions } from '../schema.ts'
import { allIn } from './in-list.ts'

export const openDecisions = (db: Database, domains: readonly string[]) =>
  allIn(domains, list =>
    db.all<Pick<DomainDecision, 'domain' | 'account_id'>>(sql`
      select domain, account_id from ${domainDecisions} where domain in (${list}) and undone_at is null
    `),
  )

/** Undone ones too, the newest first. */
export const allDecisions = (db: Database, limit: number) =>
  db.all<DomainDecision>(sql`select * from ${domainDecisions} order by decided_at desc, decision_id limit ${limit}`)

export const decisionAdded = (decision: DomainDecision): BulkInsert => insertInto(domainDecisions, [decision])

/** Returns its domain, or nothing when it is undone already. */
export const decisionClosed = (id: string, closing: { undone_at: number; undone_by: string; undone_reason: string }): SQL => sql`
  update ${domainDecisions}
  set undone_at = ${closing.undone_at},
      undone_by = ${closing.undone_by},
      undone_reason = ${closing.undone_reason}
  where decision_id = ${id}
    and undone_at is null
  returning domain
`

export async function decisionById(db: Database, id: string): Promise<DomainDecision | null> {
  const [decision] = await db.all<DomainDecision>(sql`select * from ${domainDecisions} where decision_id = ${id}`)
  return decision ?? null
}
