import { safely } from './on.ts'
import { endpoint, options } from './options.ts'
import { look } from './page.ts'
import { mayIdentify } from './record.ts'
import type { WireEvent } from './wire.ts'

/** Characters of a request. UTF-8 makes at most three bytes of each, and a browser batch may have 60 KB. */
const MAX_BODY = 2e4

/** Tries before a batch is given up: it may be the batch itself that the collector cannot take. */
const MAX_TRIES = 30

/** Events kept while the collector cannot be reached; what comes on top is not taken. */
const MAX_WAITING = 500

let queue: WireEvent[] = []
// Early: while a page is left, Chromium says its own name even when its pages were given another.
const user_agent = navigator.userAgent
let failures = 0
let retryAt = 0

export const enqueue = (event: WireEvent) => {
  if (queue.length < MAX_WAITING) queue.push(event)
  setTimeout(safely(flush), 1e3)
}

export const clearQueue = () => {
  queue = []
}

/** What a page could not deliver waits in the browser for the next one. */
export const restoreQueue = safely(() => {
  if (mayIdentify()) {
    const [tries, ...events] = JSON.parse(localStorage._tq)
    delete localStorage._tq
    failures = tries
    queue.push(...events)
  }
})

const storeQueue = safely(() => {
  if (mayIdentify()) localStorage._tq = JSON.stringify([failures, ...queue.slice(0, 40)])
})

/** Sends what waits; with `isUrgent` also while the collector wants a pause: the page is about to go, or the line is back. */
export const flush = (isUrgent?: unknown) => {
  look()
  if (queue[0] && (isUrgent || Date.now() > retryAt)) {
    const isFailing = failures || !navigator.onLine
    if (BUILD !== 'core' && isUrgent && isFailing) storeQueue()
    send(queue.splice(0), isUrgent ? !isFailing : !window.fetch)
  }
}

const send = (batch: WireEvent[], isBeacon: boolean) => {
  const source = queue
  const body = JSON.stringify({ site: options.site, sent_at: new Date(), user_agent, batch })
  if (BUILD !== 'core' && body.length > MAX_BODY && batch[1]) {
    send(batch.splice(batch.length / 2), isBeacon)
    send(batch, isBeacon)
  } else if (!isBeacon || !safely(() => navigator.sendBeacon(endpoint, body))())
    // A string goes as text/plain, which needs no preflight. Browsers keep at most 64 KB alive.
    fetch(endpoint, { method: 'POST', body, keepalive: body.length < MAX_BODY })
      .then(answer =>
        // Chromium counts a request among those 64 KB until somebody has read its answer.
        answer
          .text()
          .then(
            () => answer.status > 428 && failures < MAX_TRIES && (+answer.headers.get('retry-after')! || failures * failures + 1),
          ),
      )
      .catch(() => failures * failures + 1)
      .then(seconds => {
        failures = seconds ? failures + 1 : 0
        if (seconds) {
          const wait = seconds * (1e3 + 1e3 * Math.random())
          retryAt = Date.now() + wait
          // The same ids again, so the collector stores each once. After a withdrawal of consent nobody reads `source`.
          source.unshift(...batch)
          setTimeout(
            safely(() => {
              retryAt = 0
              flush()
            }),
            wait,
          )
        }
      })
}
