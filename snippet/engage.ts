import { on } from './on.ts'
import { record } from './record.ts'
import type { WireEvent } from './wire.ts'

/** Someone who has not moved for this long has stopped reading. */
const IDLE_MS = 30e3

let isAttentive = false
let activeUntil = 0
let countedUntil = 0
let engagedMs = 0
let deepest = 0
let percent = 0
let percentSent = 0

/** Counts the time in which the page is visible and has the focus and someone moved within the last 30 s. */
export function watchEngagement() {
  on('keydown pointerdown pointermove wheel scroll focus blur visibilitychange', event => {
    if (event.type === 'scroll') {
      // Carousels scroll by themselves; only the page's own scrolling shows a reader.
      if (event.target !== document) return
      seeDepth()
    }
    count()
  })
  count()
}

/** Notes how far the page was read while its content still stands. */
export function measureDepth() {
  seeDepth()
  percent = Math.max(percent, Math.min(100, Math.round((100 * deepest) / document.documentElement.scrollHeight)))
}

/** Records what was read since the last time. */
export function recordEngagement(page: WireEvent) {
  count()
  const engaged_ms = Math.round(engagedMs)
  if (engaged_ms < 1000 && percent <= percentSent) return
  record({ type: 'engage', page_id: page.id, url: page.url, engaged_ms, scroll_percent: percent })
  engagedMs = 0
  percentSent = percent
}

export function restartEngagement() {
  engagedMs = deepest = percent = percentSent = 0
}

function seeDepth() {
  deepest = Math.max(deepest, scrollY + innerHeight)
}

function count() {
  const now = performance.now()
  if (isAttentive) engagedMs += Math.max(0, Math.min(now, activeUntil) - countedUntil)
  countedUntil = now
  activeUntil = now + IDLE_MS
  isAttentive = !document.hidden && document.hasFocus()
}
