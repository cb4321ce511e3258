import type { Read } from '../../db/schema.ts'

/** How well somebody knows a content. */
export type Reading = 'read' | 'skimmed' | 'opened'

/** Active time after which a page counts as read: at 240 words a minute, 120 words, more than a headline and its summary. */
export const READ_MS = 30_000
/** With most of the page passed by, half of that is enough. */
const READ_TO_THE_END_MS = 15_000
const MOST_PERCENT = 75
/** Below this a page was only looked at: a wrong click, a preview, a redirect. */
const SKIM_MS = 5_000

/**
 * `read`: 30 s of active time, or 15 s and three quarters of the page; `skimmed`: 5 s; `opened`: less, and every
 * download, since nobody sees what happens with a file. Scrolling alone says nothing: a short page is at 100 % at once.
 */
export function readingOf(read: Pick<Read, 'engaged_ms' | 'scroll_percent'>): Reading {
  if (read.engaged_ms >= READ_MS) return 'read'
  if (read.engaged_ms >= READ_TO_THE_END_MS && read.scroll_percent >= MOST_PERCENT) return 'read'
  return read.engaged_ms >= SKIM_MS ? 'skimmed' : 'opened'
}
