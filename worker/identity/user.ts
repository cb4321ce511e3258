/**
 * What calls of the Segment API say of a visitor beside an e-mail address: that it is a user of the sender's database,
 * that it was somebody else before, that it belongs to a group. A user is a visitor of its own, whose id holds a blank
 * as no browser's can; what names only the user is that visitor's history.
 *
 * Anybody can use a public key, so what it says of users is kept apart: it may find out who a user is from what
 * servers say, but who a user is for servers it cannot say.
 */
import type { Write } from '../../db/database.ts'
import { closeOutdoneLinks, insertVisitorRef, linkVisitorsOfUsers, markVisitorsOfUsers } from '../../db/queries/visitor-refs.ts'
import type { VisitorRef } from '../../db/schema.ts'
import { markStale, type Stale } from '../jobs/stale.ts'
import { type Claim, claimWrites, staleByClaim } from './link.ts'
import { refFrom } from './reference.ts'

export type Trust = VisitorRef['trust']

/** What one event says. */
export interface Sayings {
  /** The user that the event names, as a visitor. */
  readonly user: string | null
  /** Who the user is, beside what the event says of its visitor. */
  readonly claim: Claim | null
  readonly refs: readonly SaidRef[]
}

export interface SaidRef extends Pick<VisitorRef, 'visitor_id' | 'kind' | 'ref' | 'named_at' | 'trust'> {
  /** Whether each saying counts by its own time; else only the first. */
  readonly isOwn: boolean
}

export const userVisitor = (user_id: string, trust: Trust): string => `${trust === 'verified' ? '' : CLAIMED}user ${user_id}`

const CLAIMED = 'claimed '

/** No browser's id holds a blank. */
export const isUser = (visitor_id: string | null): boolean => visitor_id?.includes(' ') ?? false

/** An event as far as it says who somebody is. */
export interface Naming {
  /** As a browser gave it, or the user's. */
  readonly visitor_id: string
  readonly user_id: string | null
  readonly occurred_at: number
  readonly trust: Trust
  readonly type: string
  /** Of an alias. */
  readonly previous_id: string | null
  /** Of a group: its id and its domain. */
  readonly accounts: readonly string[]
  /** Who the event says that its visitor is. */
  readonly claim: Claim | null
}

export function sayingsFrom(naming: Naming): Sayings | null {
  const { visitor_id, user_id, type, previous_id, accounts, claim, trust, occurred_at } = naming
  const common = { named_at: occurred_at, trust }
  const asAccount = accounts.map(
    (account): SaidRef => ({ ...common, visitor_id, kind: 'account', ref: refFrom(account), isOwn: true }),
  )
  if (user_id === null) return asAccount.length > 0 ? { user: null, claim: null, refs: asAccount } : null

  const user = userVisitor(user_id, trust)
  const seen = (visitor: string, isOwn: boolean): SaidRef[] =>
    visitor === user ? [] : [{ ...common, visitor_id: visitor, kind: 'user', ref: user, isOwn }]
  const isNamed = claim !== null && claim.email !== null
  const known =
    trust === 'claimed'
      ? [{ ...common, visitor_id: user, kind: 'user' as const, ref: userVisitor(user_id, 'verified'), isOwn: false }]
      : []
  const before =
    previous_id === null
      ? []
      : [...(isUser(previous_id) ? [] : seen(previous_id, true)), ...seen(userVisitor(previous_id, trust), trust === 'verified')]
  return {
    user,
    claim: claim !== null && visitor_id !== user ? { ...claim, visitor_id: user } : null,
    refs: [...(isNamed ? [] : seen(visitor_id, type === 'identify')), ...before, ...known, ...asAccount],
  }
}

/** Sayings with the event that they come from. */
export interface Said {
  readonly sayings: Sayings
  readonly event_id: string
  readonly body_fp: string
  readonly recorded_at: number
}

/** To be run after the events' own rows and claims, in the same transaction. */
export function sayingWrites(all: readonly Said[], newId: () => string): Write[] {
  const users = [...new Set(all.flatMap(({ sayings }) => usersIn(sayings)))].sort()
  const now = Math.max(0, ...all.map(said => said.recorded_at))
  return [
    // Who writes about the same user waits here, and so sees what the other has written.
    ...(users.length > 0 ? [markStale(users.map((key): Stale => ({ kind: 'visitor', key })))] : []),
    ...all.flatMap(said => [
      ...(said.sayings.claim ? claimWrites(said.sayings.claim, said.body_fp, said.recorded_at, newId, 'user') : []),
      ...said.sayings.refs.map(ref => insertVisitorRef(rowFrom(ref, said), said, isTie(ref))),
    ]),
    ...markVisitorsOfUsers(users, newId()),
    ...closeOutdoneLinks(users, now),
    ...linkVisitorsOfUsers(users, now),
  ]
}

/** What a public key says of two users: one was the other before. */
const isTie = ({ visitor_id, kind, ref, trust }: SaidRef): boolean =>
  kind === 'user' && trust === 'claimed' && isUser(visitor_id) && ref.startsWith(CLAIMED)

/** The user, whom it is, and who is it by a public key's word: all of them may get links, and lose some. */
function usersIn({ user, refs }: Sayings): string[] {
  const named = [...(user === null ? [] : [user]), ...refs.flatMap(({ kind, ref }) => (kind === 'user' ? [ref] : []))]
  return named.flatMap(name => (name.startsWith(CLAIMED) ? [name] : [name, `${CLAIMED}${name}`]))
}

export const staleBySayings = ({ claim, refs }: Sayings): Stale[] => [
  ...(claim ? staleByClaim(claim) : []),
  ...refs.map(({ visitor_id }): Stale => ({ kind: 'visitor', key: visitor_id })),
]

function rowFrom({ isOwn, ...said }: SaidRef, { event_id, recorded_at }: Said): VisitorRef {
  const id = [said.visitor_id, said.kind, said.ref, said.trust, ...(isOwn ? [event_id] : [])]
  return { ...said, ref_id: JSON.stringify(id), evidence: event_id, recorded_at }
}
