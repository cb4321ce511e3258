/** Which records are one person or one account, as the open merges say. Pure. */
import type { OpenMerge } from '../../db/queries/merges.ts'

/** What merges make of the records of one kind. */
export interface Merged {
  /** The record that one counts as: itself, or where its merges lead in the end. */
  readonly rootOf: (id: string) => string
  /** Every record that is the same as one of these, these included. */
  readonly recordsOf: (ids: Iterable<string>) => string[]
}

/** @param merges  open ones; of other kinds, too */
export function mergedFrom(merges: readonly OpenMerge[], kind: OpenMerge['kind']): Merged {
  const into = new Map(merges.flatMap(merge => (merge.kind === kind ? [[merge.from_id, merge.into_id] as const] : [])))
  const rootOf = (id: string): string => {
    let root = id
    const seen = new Set<string>()
    for (let next = into.get(id); next !== undefined && !seen.has(next); next = into.get(next)) {
      seen.add(next)
      root = next
    }
    return root
  }
  const merged = Map.groupBy(into.keys(), rootOf)
  return {
    rootOf,
    recordsOf(ids) {
      const roots = new Set(Array.from(ids, rootOf))
      return [...new Set([...ids, ...[...roots].flatMap(root => [root, ...(merged.get(root) ?? [])])])]
    },
  }
}
