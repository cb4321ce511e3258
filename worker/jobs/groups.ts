/** Groups that senders' own databases have for people: what the last call about each said. */
import type { Database } from '../../db/database.ts'
import { linksAround } from '../../db/queries/subject-facts.ts'
import { accountsNamedBy, type NamedAccount } from '../../db/queries/visitor-refs.ts'
import type { IdentityLink } from '../../db/schema.ts'
import { compareCodePoints } from '../attribution/order.ts'
import type { Merged } from '../identity/merged.ts'
import type { Groups } from '../identity/resolve.ts'
import { personTimeline } from '../journey/identity.ts'

/**
 * By person; for all records of somebody under the one that they count as. A call about a visitor is about whoever the visitor was then. What a public key says is left out for people
 * whom a server has identified.
 */
export async function groupsOf(db: Database, personIds: readonly string[], merged: Merged): Promise<ReadonlyMap<string, Groups>> {
  const named = await accountsNamedBy(db, personIds)
  if (named.length === 0) return new Map()
  const links = await linksAround(db, personIds)
  const linksOf = Map.groupBy(
    links.map(link => ({ ...link, person_id: merged.rootOf(link.person_id) })),
    link => link.visitor_id,
  )
  const personOf = new Map([...linksOf].map(([visitor_id, links]) => [visitor_id, personTimeline(links)]))
  const isVerified = new Set([...linksOf.values()].flat().flatMap(link => (isOpenAndVerified(link) ? [link.person_id] : [])))
  const byPerson = Map.groupBy(named, ({ visitor_id, named_at }) => personOf.get(visitor_id)?.(named_at) ?? '')
  return new Map(
    [...byPerson].map(([person_id, all]) => [
      person_id,
      {
        verified: newest(all.filter(one => one.trust === 'verified')),
        claimed: isVerified.has(person_id) ? [] : newest(all.filter(one => one.trust === 'claimed')),
      },
    ]),
  )
}

const isOpenAndVerified = (link: IdentityLink) => link.closed_at === null && link.trust === 'verified'

/** The references of the newest call, ids before domains. */
function newest(all: readonly NamedAccount[]): string[] {
  const sorted = all.toSorted((a, b) => b.named_at - a.named_at || compareCodePoints(b.evidence, a.evidence))
  const refs = sorted.filter(({ evidence }) => evidence === sorted[0]?.evidence).map(({ ref }) => ref)
  return refs.sort((a, b) => Number(a.includes('.')) - Number(b.includes('.')) || compareCodePoints(a, b))
}
