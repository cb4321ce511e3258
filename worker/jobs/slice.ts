/** How much of a job one invocation of a Worker may do, and the store that counts it. */
import type { Database } from '../../db/database.ts'
import type { Slice } from './progress.ts'

/** D1 takes 1,000 statements in one invocation; one batch of the job, and the publication, must still fit in. */
const MAX_STATEMENTS = 500

/** A cron trigger may compute for 30 s. Clocks of Workers stand still while they compute, so this counts waiting, too. */
const MAX_MS = 15_000

/** As long as this share of them is not used, work that cannot be cut may begin. */
const FRESH = 0.3

export function startSlice(
  db: Database,
  now: () => number,
  maxStatements = MAX_STATEMENTS,
): { readonly db: Database; readonly slice: Slice } {
  const startedAt = now()
  let statements = 0
  return {
    db: {
      ...db,
      all: statement => {
        statements += 1
        return db.all(statement)
      },
      run: (...writes) => {
        statements += writes.length
        return db.run(...writes)
      },
    },
    slice: {
      isOver: () => statements >= maxStatements || now() - startedAt >= MAX_MS,
      isFresh: () => statements < maxStatements * FRESH,
    },
  }
}
