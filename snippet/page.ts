import { measureDepth, recordEngagement, restartEngagement } from './engage.ts'
import { on, safely, wrap } from './on.ts'
import { option } from './options.ts'
import { record } from './record.ts'
import { scrub } from './scrub.ts'
import type { WireEvent } from './wire.ts'

let page: WireEvent | undefined
let previousUrl = document.referrer
let isPending = false

/** Records a view when the page is first seen, at each change of its path, and when it comes back from the back/forward cache. */
export const watchPages = () => {
  // Routers and redirects may strip the campaign from the address soon.
  const landing = location.href
  const begin = () => {
    if (!page && !document.prerendering && !document.hidden) viewPage(landing)
  }
  on('prerenderingchange visibilitychange', begin)
  begin()

  wrap(history, 'pushState', changed)
  wrap(history, 'replaceState', changed)
  on('popstate hashchange', changed)
  on<PageTransitionEvent>('pageshow', event => {
    if (page && event.persisted) viewPage()
  })
}

/** Records a view of the present address, whatever was recorded before. */
export const viewPage = (url = location.href) => {
  leaveView()
  if (BUILD !== 'core') restartEngagement()
  page = record({ type: 'page', ...(previousUrl && { referrer: scrub(previousUrl) }) }, url)
  previousUrl = url
}

/** The page is left, perhaps for a while: a view that has not been noticed yet, and what was read. */
export const leavePage = () => {
  if (isPending) check()
  leaveView()
}

/** A title comes late, but it must not be that of the next view. */
export const readTitle = () => {
  if (page && !isPending) page.title = scrub(document.title)
}

const leaveView = () => {
  settlePage()
  if (BUILD !== 'core' && page) recordEngagement(page)
}

/** While the view still stands: a page that is only a frame for what is to come would seem to be read to its end. */
const settlePage = () => {
  readTitle()
  if (BUILD !== 'core' && !isPending) measureDepth()
}

/** Routers call replaceState and then pushState for one navigation, so look a moment later. */
const changed = () => {
  settlePage()
  if (!isPending) setTimeout(safely(check), 50)
  isPending = true
}

const check = () => {
  if (page && keyOf(location.href) !== keyOf(previousUrl)) viewPage()
  isPending = false
}

/** What makes a page another page: the path, not filters in the query and not anchors; `#/` and `#!` are routes. */
const keyOf = (url: string): string => url.replace(option('hash') === null ? /\?[^#]*|#(?![/!]).*/g : /\?[^#]*/g, '')
