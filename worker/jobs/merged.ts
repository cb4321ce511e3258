import type { Database } from '../../db/database.ts'
import { openMerges } from '../../db/queries/merges.ts'
import { type Merged, mergedFrom } from '../identity/merged.ts'

export interface MergedRecords {
  readonly people: Merged
  readonly accounts: Merged
}

/** Which people and accounts count as others. To be read before the facts: what is newer has a mark for the next run. */
export async function readMerged(db: Database): Promise<MergedRecords> {
  const open = await openMerges(db)
  return { people: mergedFrom(open, 'person'), accounts: mergedFrom(open, 'account') }
}
