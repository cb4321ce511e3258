import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { type Site, sites } from '../schema.ts'

export async function siteByKey(db: Database, siteKey: string): Promise<Site | null> {
  const rows = await db.all<Site>(sql`
    select site_id, domain, site_key, created_at
    from ${sites}
    where site_key = ${siteKey}
  `)
  return rows[0] ?? null
}

export async function siteByDomain(db: Database, domain: string): Promise<Site | null> {
  const rows = await db.all<Site>(sql`
    select site_id, domain, site_key, created_at
    from ${sites}
    where domain = ${domain}
  `)
  return rows[0] ?? null
}
