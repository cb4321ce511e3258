/**
 * One writer wins: a job runs while it holds its lease. Each taking raises the fence, and every commit of the job
 * carries the fence it was taken with, so whoever stalled and lost the lease cannot write any more.
 */
import type { Database, Row, Write } from '../../db/database.ts'
import { fenceCheckCleared, fenceChecked, jobLease, leaseRenewed, leaseTaken } from '../../db/queries/job-lease.ts'
import { RequestRefused } from '../errors.ts'

/** A killed job is taken over after this long. Each commit starts it anew. */
export const LEASE_MS = 15_000

export interface Lease {
  readonly fence: number
  /**
   * Runs the writes in order, all or none, and only while the lease is ours.
   * @returns the rows of each write's `returning`, in the order of the writes
   * @throws LeaseLost
   */
  commit(...writes: readonly Write[]): Promise<Row[][]>
  /** Lets the next one in at once. */
  release(): Promise<void>
}

/** Another one has taken the job over; nothing of this commit was written. */
export class LeaseLost extends Error {
  constructor(job: string) {
    super(`the lease of ${job} was taken over by another run`)
    this.name = 'LeaseLost'
  }
}

/**
 * @param owner  who asks, for people to read
 * @throws RequestRefused `job_running` while another one holds the lease
 */
export async function takeLease(db: Database, job: string, owner: string, now: () => number): Promise<Lease> {
  const at = now()
  const [taken] = await db.run(leaseTaken(job, owner, at, at + LEASE_MS))
  const fence = taken?.[0]?.fence
  if (typeof fence !== 'number') {
    const holder = await jobLease(db, job)
    throw new RequestRefused('job_running', `${holder?.owner ?? 'another process'} is running ${job}`)
  }

  return {
    fence,
    async commit(...writes) {
      const guards = [leaseRenewed(job, fence, now() + LEASE_MS), fenceChecked(job, fence)]
      try {
        const results = await db.run(...guards, ...writes.filter(isNotEmpty), fenceCheckCleared())
        const ofWrites = results.slice(guards.length).values()
        return writes.map(write => (isNotEmpty(write) ? (ofWrites.next().value ?? []) : []))
      } catch (error) {
        // When the store is out of reach, the first error says more than the second.
        const holder = await jobLease(db, job).catch(() => undefined)
        throw holder === undefined || holder.fence === fence ? error : new LeaseLost(job)
      }
    },
    async release() {
      await db.run(leaseRenewed(job, fence, 0))
    },
  }
}

const isNotEmpty = (write: Write) => !('rows' in write) || write.rows.length > 0
