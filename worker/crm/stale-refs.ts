import type { Stale } from '../jobs/stale.ts'

interface Refs {
  readonly person_ref?: string | null | undefined
  readonly account_ref?: string | null | undefined
}

/** Marks whom a fact refers to. */
export const staleByRefs = ({ person_ref, account_ref }: Refs): Stale[] => [
  ...(person_ref ? [{ kind: 'person_ref', key: person_ref } as const] : []),
  ...(account_ref ? [{ kind: 'account_ref', key: account_ref } as const] : []),
]
