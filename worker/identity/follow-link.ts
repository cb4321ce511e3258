/** One request for a sales link: written down, and answered with the stored address and no other. */
import { type Database, insertInto, type Write } from '../../db/database.ts'
import { listsOf } from '../../db/queries/in-list.ts'
import { clicksTakenBack, hitsOfPerson } from '../../db/queries/link-clicks.ts'
import { linkClicks } from '../../db/schema.ts'
import { webSha256 } from '../collect/sha256.ts'
import { storageRefusal } from '../collect/storage-error.ts'
import { BURST_MS, type Hit, outcomeOf } from './link-click.ts'
import { withLinkCode } from './link-parameter.ts'
import { randomName } from './random-name.ts'
import { isOwnTarget, salesLinkOf } from './sales-link.ts'

export interface FollowDeps {
  readonly db: Database
  readonly now: () => number
  readonly newId: () => string
}

/**
 * Where to go; null when the token is nobody's or its link was revoked. A person's click gets a code in the address,
 * good for one page view within two minutes, if the page is on one of our sites: another's would only learn it.
 */
export async function followLink(token: string, hit: Omit<Hit, 'isOneOfMany'>, deps: FollowDeps): Promise<string | null> {
  const { db, now, newId } = deps
  const link = await salesLinkOf(db, token)
  if (!link) return null
  const hit_at = now()
  const around = await hitsOfPerson(db, link.person_id, hit_at - BURST_MS)
  const others = around.filter(({ sales_link_id }) => sales_link_id !== link.sales_link_id)
  const outcome = outcomeOf({ ...hit, isOneOfMany: others.length > 0 }, link, hit_at)
  const mayIdentify = outcome === 'human' && !isPrivate(hit.headers) && (await isOwnTarget(db, link.target_url))
  const code = mayIdentify ? randomName() : null
  const { sales_link_id } = link
  const click = { click_id: newId(), sales_link_id, hit_at, outcome, code_hash: code && (await webSha256(code)), event_id: null }
  const isKept = await keep(db, [
    insertInto(linkClicks, [click]),
    ...listsOf(others.filter(other => other.outcome === 'human').map(({ click_id }) => click_id)).flatMap(list =>
      clicksTakenBack(list, hit_at, newId()),
    ),
  ])
  if (outcome === 'revoked') return null
  return code !== null && isKept ? withLinkCode(link.target_url, code) : link.target_url
}

/** Global Privacy Control or Do Not Track. */
const isPrivate = (headers: Headers) => headers.get('sec-gpc') === '1' || headers.get('dnt') === '1'

/** Who clicks gets to the page even while the store can take nothing; then nobody knows that they came. */
async function keep(db: Database, writes: readonly Write[]): Promise<boolean> {
  try {
    await db.run(...writes)
    return true
  } catch (error) {
    if (storageRefusal(error) === null) throw error
    return false
  }
}
