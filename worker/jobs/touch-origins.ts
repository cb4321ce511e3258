/** When the facts behind touches came in, and which link gave them to somebody or took them away. */
import type { Database } from '../../db/database.ts'
import { rowsByKeys } from '../../db/queries/rows-by-keys.ts'
import { activities, events, type IdentityLink, identityLinks, offlineTouches } from '../../db/schema.ts'
import type { TouchOrigin } from '../attribution/change-causes.ts'
import type { WeighedTouch } from '../attribution/journey.ts'

/**
 * @param touches   those to ask for; what nothing is known of any more is not in the answer
 * @param personOf  whose touch it is now
 * @param since     links made or undone since then are told
 */
export async function touchOrigins(
  db: Database,
  touches: readonly Pick<WeighedTouch, 'touch_id' | 'touch_kind'>[],
  personOf: (touch_id: string) => string | null,
  since: number,
): Promise<ReadonlyMap<string, TouchOrigin>> {
  const factIds = Map.groupBy(touches, touch => kindOf(touch.touch_kind))
  // A touch's id is its fact's behind a letter: s_, a_, o_.
  const keysOf = (kind: ReturnType<typeof kindOf>) => (factIds.get(kind) ?? []).map(touch => touch.touch_id.slice(2))
  const origins = new Map<string, TouchOrigin>()

  const firsts = await rowsByKeys(db, events, 'event_id', keysOf('session'))
  const visitors = firsts.flatMap(event => event.visitor_id ?? [])
  const links = await rowsByKeys(db, identityLinks, 'visitor_id', visitors)
  const linksOf = Map.groupBy(links, link => link.visitor_id)
  for (const { event_id, visitor_id, received_at } of firsts) {
    const person_id = personOf(`s_${event_id}`)
    const link = linkBehind(linksOf.get(visitor_id ?? '') ?? [], person_id, since)
    origins.set(`s_${event_id}`, { recorded_at: received_at, person_id, link })
  }

  const named = keysOf('activity')
  const known = [
    ...(await rowsByKeys(db, activities, 'external_id', named)),
    ...(await rowsByKeys(db, activities, 'activity_id', named)),
  ]
  for (const { external_id, activity_id, recorded_at } of known) {
    const touch_id = `a_${external_id ?? activity_id}`
    origins.set(touch_id, { recorded_at, person_id: personOf(touch_id), link: null })
  }
  for (const { external_id, recorded_at } of await rowsByKeys(db, offlineTouches, 'external_id', keysOf('offline'))) {
    const touch_id = `o_${external_id}`
    origins.set(touch_id, { recorded_at, person_id: personOf(touch_id), link: null })
  }
  return origins
}

const kindOf = (touchKind: string) => (touchKind === 'session' || touchKind === 'offline' ? touchKind : 'activity')

/**
 * Of a touch that somebody has: the first open link to that person, when it is news. Of one that nobody here has any
 * more: what happened last to its visitor's links.
 */
function linkBehind(links: readonly IdentityLink[], person: string | null, since: number): TouchOrigin['link'] {
  const byRecord = links.toSorted((a, b) => lastChange(a) - lastChange(b))
  if (person === null) return byRecord.findLast(link => lastChange(link) >= since) ?? null
  const first = byRecord.find(link => link.person_id === person && link.closed_at === null)
  return first !== undefined && first.recorded_at >= since ? first : null
}

const lastChange = (link: IdentityLink) => Math.max(link.recorded_at, link.closed_at ?? 0)
