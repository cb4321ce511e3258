/** What one session read or downloaded, gathered event by event in the order of time. */
import type { Event, Read } from '../../db/schema.ts'
import { contentId } from './address.ts'
import type { EventBody } from './event-body.ts'

export type Reads = Map<string, Read>

/** One more view of a page. */
export function addView(reads: Reads, session_id: string, page: Event): void {
  const read = readOf(reads, session_id, page, page.url && contentId(page.url), page.occurred_at)
  if (!read) return
  read.views += 1
  read.title = textOf(page.title) ?? read.title
}

/** One more download of a file; the text of its link is its title. */
export function addDownload(reads: Reads, session_id: string, event: Event, { href, text }: EventBody): void {
  const read = readOf(reads, session_id, event, href && contentId(href, event.url ?? undefined), event.occurred_at)
  if (!read) return
  read.downloads += 1
  read.kind = 'file'
  read.title = text ?? read.title
}

/** Active time and scroll depth, which an `engage` event reports of `page`: its page event, or itself when that is lost. */
export function addEngagement(reads: Reads, session_id: string, page: Event, engage: Event, body: EventBody): void {
  const read = readOf(reads, session_id, page, page.url && contentId(page.url), engage.occurred_at)
  if (!read) return
  read.engaged_ms += body.engaged_ms
  read.scroll_percent = Math.max(read.scroll_percent, body.scroll_percent)
}

function readOf(reads: Reads, session_id: string, event: Event, content_id: string | null, at: number): Read | null {
  if (!content_id) return null
  let read = reads.get(content_id)
  if (!read) {
    read = {
      session_id,
      content_id,
      kind: 'page',
      visitor_id: event.visitor_id!,
      title: null,
      first_at: at,
      last_at: at,
      views: 0,
      downloads: 0,
      engaged_ms: 0,
      scroll_percent: 0,
    }
    reads.set(content_id, read)
  }
  read.first_at = Math.min(read.first_at, at)
  read.last_at = Math.max(read.last_at, at)
  return read
}

function textOf(text: string | null): string | null {
  return text === null || text.trim() === '' ? null : text.trim()
}
