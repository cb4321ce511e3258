import { on, safely } from './on.ts'
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

/** Counts the time in which the page is visible and has the focus and someone moved within the last 30 s. */
export const watchEngagement = () => {
  on('keydown pointerdown pointermove wheel focus blur visibilitychange', count)
  // Not in the capture phase: carousels scroll by themselves; only the page's own scrolling shows a reader.
  addEventListener('scroll', safely(seeDepth))
  count()
}

/** Notes how far the page was read while its content still stands. */
export const measureDepth = () => {
  seeDepth()
  percent = Math.max(percent, Math.min(100, Math.round((100 * deepest) / document.documentElement.scrollHeight)))
}

/** Records what was read since the last time. */
export const recordEngagement = ({ id, url }: WireEvent) => {
  count()
  if (engagedMs < 1000 && percent <= percentSent) return
  record({ type: 'engage', page_id: id, engaged_ms: Math.round(engagedMs), scroll_percent: percent }, url)
  engagedMs = 0
  percentSent = percent
}

export const restartEngagement = () => {
  engagedMs = deepest = percent = percentSent = 0
}

const seeDepth = () => {
  deepest = Math.max(deepest, scrollY + innerHeight)
  count()
}

const count = () => {
  const now = performance.now()
  if (isAttentive) engagedMs += Math.min(now - countedUntil, IDLE_MS)
  countedUntil = now
  isAttentive = !document.hidden && document.hasFocus()
}
