import { on, safely } from './on.ts'
import { look } from './page.ts'
import { record } from './record.ts'
import type { WireEvent } from './wire.ts'

/** Someone who has not moved for this long has stopped reading. */
const IDLE_MS = 30e3

let isAttentive = false
let countedUntil = 0
let engagedMs = 0
let deepest = 0
let percent = 0
let percentSent = 0

export const watchEngagement = () => {
  on('keydown pointerdown pointermove wheel focus blur visibilitychange', look)
  // Not in the capture phase: carousels scroll by themselves; only the page's own scrolling shows a reader.
  addEventListener('scroll', safely(look))
  look()
}

/** Counts the time in which the page is visible and has the focus and someone moved within the last 30 s, and how far was read. */
export const count = () => {
  const now = performance.now()
  if (isAttentive) engagedMs += Math.min(now - countedUntil, IDLE_MS)
  countedUntil = now
  isAttentive = !document.hidden && document.hasFocus()
  deepest = Math.max(deepest, scrollY + innerHeight)
  percent = Math.min(100, (100 * deepest) / document.documentElement.scrollHeight)
}

/** Records what was read since the last time. */
export const recordEngagement = ({ id, url }: WireEvent) => {
  if (engagedMs > 999 || percent > percentSent)
    record({ type: 'engage', page_id: id, engaged_ms: engagedMs, scroll_percent: percent }, url)
  engagedMs = 0
  percentSent = percent
}

export const restartEngagement = () => {
  engagedMs = deepest = percentSent = 0
}
