/** Who runs a job. The writes are handed to `Database.run`, together with what must not outlive the lease. */
import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { fenceChecks, jobLeases } from '../schema.ts'

/** Takes the lease when nobody has it or it has expired; returns the raised fence, or no row. */
export const leaseTaken = (job: string, owner: string, now: number, until: number): SQL => sql`
  insert into ${jobLeases} (job, owner, fence, expires_at)
  values (${job}, ${owner}, 1, ${until})
  on conflict (job) do update
  set owner = excluded.owner, fence = job_leases.fence + 1, expires_at = excluded.expires_at
  where job_leases.expires_at < ${now}
  returning fence
`

export const leaseRenewed = (job: string, fence: number, until: number): SQL => sql`
  update ${jobLeases} set expires_at = ${until} where job = ${job} and fence = ${fence}
`

/** Breaks the transaction unless the fence is still ours: fence_checks takes nothing but 1. */
export const fenceChecked = (job: string, fence: number): SQL => sql`
  insert into ${fenceChecks} (ok)
  select case when (select fence from ${jobLeases} where job = ${job}) = ${fence} then 1 else 0 end
`

export const fenceCheckCleared = (): SQL => sql`delete from ${fenceChecks}`

export interface LeaseRow {
  owner: string
  fence: number
  expires_at: number
}

export async function jobLease(db: Database, job: string): Promise<LeaseRow | undefined> {
  const [row] = await db.all<LeaseRow>(sql`select owner, fence, expires_at from ${jobLeases} where job = ${job}`)
  return row
}
