/** What a story is made of: what browsers sent, and what the CRM and the sales team know, as import rows. */
import type { WireEvent } from '../../snippet/wire.ts'

/** One event with the browser that sent it. */
export interface SentEvent {
  readonly user_agent: string
  readonly event: WireEvent
}

/** Kinds of `tributary import`, in the order in which they are loaded. */
export const importKinds = [
  'accounts',
  'people',
  'rates',
  'deals',
  'deal-stages',
  'adjustments',
  'activities',
  'touches',
  'spend',
] as const

export type ImportKind = (typeof importKinds)[number]

/** Column name → text, as a CSV file would hold it. */
export type ImportRow = Readonly<Record<string, string>>

export interface Facts {
  readonly events: readonly SentEvent[]
  readonly rows: Readonly<Partial<Record<ImportKind, readonly ImportRow[]>>>
}

export function mergeFacts(parts: readonly Facts[]): Facts {
  const rowsOf = (kind: ImportKind) => parts.flatMap(part => part.rows[kind] ?? [])
  return {
    events: parts.flatMap(part => part.events),
    rows: Object.fromEntries(importKinds.map(kind => [kind, rowsOf(kind)])),
  }
}
