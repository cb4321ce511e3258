import { count, recordEngagement, restartEngagement } from './engage.ts'
import { on, safely, wrap } from './on.ts'
import { options } from './options.ts'
import { record } from './record.ts'
import { scrub } from './scrub.ts'
import { flush } from './send.ts'
import type { WireEvent } from './wire.ts'

let page: WireEvent | undefined
let previousUrl = document.referrer
let isPending = false

/** The address that was landed on: routers and redirects may strip the campaign from the page's own soon. */
let landing = ''

/** Records a view when the page is first seen, at each change of its path, and when it comes back from the back/forward cache. */
export const watchPages = (address: string) => {
  landing = address
  turn({})
  // Never `unload`: phones do not fire it, and it keeps a page out of the back/forward cache.
  on<PageTransitionEvent>('visibilitychange prerenderingchange pagehide pageshow', turn)
  wrap(history, 'pushState', changed)
  wrap(history, 'replaceState', changed)
  on('popstate', changed)
}

const turn = ({ type, persisted }: Partial<PageTransitionEvent>) => {
  if (type === 'pagehide' || document.hidden) {
    check()
    leaveView()
    flush(true)
  } else if (page) persisted && viewPage()
  else document.prerendering || viewPage(landing)
}

/** Records a view of the present address, whatever was recorded before. */
export const viewPage = (url = location.href) => {
  leaveView()
  if (BUILD !== 'core') restartEngagement()
  page = record({ type: 'page', referrer: scrub(previousUrl) || undefined }, url)
  previousUrl = url
}

/** Notes the title, which comes late, and how far was read, while the view still stands: the next one has others. */
export const look = () => {
  if (page && !isPending) {
    page.title = scrub(document.title)
    if (BUILD !== 'core') count()
  }
}

const leaveView = () => {
  look()
  if (BUILD !== 'core' && page) recordEngagement(page)
}

/** Routers call replaceState and then pushState for one navigation, so look a moment later. */
const changed = () => {
  look()
  if (!isPending) setTimeout(safely(check), 50)
  isPending = true
}

const check = () => {
  if (page && keyOf(location.href) !== keyOf(previousUrl)) viewPage()
  isPending = false
}

/** What makes a page another page: the path, not filters in the query and not anchors; `#/` and `#!` are routes. */
const keyOf = (url: string): string => url.replace(options.hash == null ? /\?[^#]*|#(?![/!]).*/g : /\?[^#]*/g, '')
