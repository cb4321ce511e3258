import { safely } from './on.ts'
import { endpoint, site } from './options.ts'
import { readTitle } from './page.ts'
import type { WireEvent } from './wire.ts'

/** Events kept while the collector cannot be reached; what comes on top is not taken. */
const MAX_WAITING = 500

/** Characters of a request's events. UTF-8 makes at most three bytes of each, and a browser batch may have 60 KB. */
const MAX_BODY = 19e3

let queue: WireEvent[] = []
// Early: while a page is left, Chromium says its own name even when its pages were given another.
const user_agent = navigator.userAgent
let timer: ReturnType<typeof setTimeout> | undefined
let failures = 0

export const enqueue = (event: WireEvent) => {
  if (queue.length < MAX_WAITING) queue.push(event)
  schedule()
}

export const clearQueue = () => {
  queue = []
}

/** Sends what waits: one request, or all of it when the page is about to go. */
export const flush = (isLeaving?: boolean) => {
  clearTimeout(timer)
  timer = undefined
  readTitle()
  do send(isLeaving)
  while (isLeaving && queue[0])
}

/** In a second, so that a visit's first events share a request; after failures at random within up to five minutes. */
const schedule = () => {
  if (queue[0]) timer ||= setTimeout(safely(flush), failures ? (500 + 1e3 * Math.random()) * Math.min(2 ** failures, 300) : 1e3)
}

const send = (isLeaving?: boolean) => {
  const source = queue
  let room = MAX_BODY
  const end = source.findIndex((event, i) => {
    room -= JSON.stringify(event).length
    return i && room < 0
  })
  const batch = source.splice(0, end < 0 ? MAX_WAITING : end)
  if (!batch[0]) return

  const body = JSON.stringify({ site, sent_at: new Date().toISOString(), user_agent, batch })
  // A beacon tells nothing about its fate, so where there is another way it is not for times when the line or the collector is down.
  const isBeacon = !window.fetch || (isLeaving && !failures && navigator.onLine)
  if (isBeacon && safely(() => navigator.sendBeacon(endpoint, body))()) return
  // A string goes as text/plain, which needs no preflight. Browsers keep at most 64 KB alive.
  fetch(endpoint, { method: 'POST', body, keepalive: body.length < 2e4 })
    .then(
      answer => /429|5../.test(`${answer.status}`),
      () => true,
    )
    .then(isLost => {
      failures = isLost ? failures + 1 : 0
      // The same ids again, so the collector stores each once. After a withdrawal of consent nobody reads `source`.
      if (isLost) source.unshift(...batch)
      schedule()
    })
}
