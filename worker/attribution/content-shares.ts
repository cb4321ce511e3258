/** Which content earned a touch's credit: what its session read, by engaged time. Pure. */
import type { Read, Touch } from '../../db/schema.ts'
import { contentId } from '../journey/address.ts'
import { READ_MS } from '../journey/reading.ts'
import { compareCodePoints } from './order.ts'
import { apportion } from './split.ts'

export interface ContentShare {
  /** Host and path of a page or file; what else a touch was goes by its words. Null: nobody knows what it was about. */
  readonly content_id: string | null
  readonly title: string | null
  /** `page` or `file`, else the touch's own kind. */
  readonly content_kind: Read['kind'] | Touch['kind']
  /** Only ratios matter: engaged ms, or 1 each. Above 0. */
  readonly weight: number
}

export type SharedTouch = Pick<Touch, 'kind' | 'url' | 'content' | 'title'>

export type SharedRead = Pick<Read, 'content_id' | 'kind' | 'title' | 'first_at' | 'views' | 'downloads' | 'engaged_ms'>

/**
 * The contents of one touch, at least one. A session's are what it read, each by its engaged time, a downloaded file by
 * the time after which a page counts as read, since nobody sees it being read; when no time was measured at all,
 * everything that was opened or downloaded alike. A session without reads, an activity and an imported
 * touch are one content: their address's, else what they are called.
 *
 * @param reads  of the touch's session, in any order
 * @returns      the earlier read first
 */
export function contentShares(touch: SharedTouch, reads: readonly SharedRead[]): ContentShare[] {
  const ordered = reads.toSorted((a, b) => a.first_at - b.first_at || compareCodePoints(a.content_id, b.content_id))
  if (ordered.some(read => read.engaged_ms > 0))
    return ordered.map(read => shareOf(read, engagedTime(read))).filter(share => share.weight > 0)
  const opened = ordered.filter(read => read.views > 0 || read.downloads > 0)
  return opened.length > 0 ? opened.map(read => shareOf(read, 1)) : [wholeOf(touch)]
}

/**
 * An amount over contents: whole parts that add up to it, a unit that is left over goes to the largest remainder, of
 * equal ones to the earlier read.
 */
export const sharedAmount = (minor: number, shares: readonly ContentShare[]): number[] =>
  shares.length === 1
    ? [minor]
    : apportion(
        minor,
        shares.map(share => share.weight),
      )

const engagedTime = ({ engaged_ms, downloads }: SharedRead) => engaged_ms + (downloads > 0 ? READ_MS : 0)

const shareOf = ({ content_id, title, kind }: SharedRead, weight: number): ContentShare => ({
  content_id,
  title,
  content_kind: kind,
  weight,
})

function wholeOf({ kind, url, content, title }: SharedTouch): ContentShare {
  const page = url === null ? null : contentId(url)
  const words = [url, content, title].map(text => text?.trim() || null)
  return {
    content_id: page ?? words.find(text => text !== null) ?? null,
    title: title?.trim() || null,
    content_kind: page === null ? kind : 'page',
    weight: 1,
  }
}
