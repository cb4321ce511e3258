/** Merges around a record, with what everybody in them is called. */
import type { Database } from '../../db/database.ts'
import { mergesAround, openMerges, recordNames } from '../../db/queries/merges.ts'
import type { Merge } from '../../db/schema.ts'
import { mergedFrom } from '../identity/merged.ts'
import type { NamedMerge } from './identity-parts.tsx'

export interface RecordMerges {
  /** The record that this one counts as. */
  readonly root: string
  /** All records that are the same one. */
  readonly records: readonly string[]
  readonly merges: readonly NamedMerge[]
}

export async function readMerges(db: Database, kind: Merge['kind'], id: string): Promise<RecordMerges> {
  const { rootOf, recordsOf } = mergedFrom(await openMerges(db), kind)
  const records = recordsOf([id])
  const merges = await mergesAround(db, kind, records)
  const names = await recordNames(
    db,
    kind,
    merges.flatMap(merge => [merge.from_id, merge.into_id]),
  )
  const nameOf = (record: string) => names.get(record) ?? record
  return {
    root: rootOf(id),
    records,
    merges: merges.map(merge => ({ ...merge, from_name: nameOf(merge.from_id), into_name: nameOf(merge.into_id) })),
  }
}
