import { measureDepth, recordEngagement, restartEngagement } from './engage.ts'
import { on, safely } from './on.ts'
import { option } from './options.ts'
import { record } from './record.ts'
import { scrub } from './scrub.ts'
import type { WireEvent } from './wire.ts'

let page: WireEvent | undefined
let previousUrl = document.referrer
let isPending = false

/** Records a view when the page is first seen, at each change of its path, and when it comes back from the back/forward cache. */
export function watchPages() {
  // Routers and redirects may strip the campaign from the address soon.
  const landing = location.href
  const begin = () => {
    if (!page && !document.prerendering && !document.hidden) viewPage(landing)
  }
  on('prerenderingchange visibilitychange', begin)
  begin()

  wrapHistory('pushState')
  wrapHistory('replaceState')
  on('popstate hashchange', changed)
  on<PageTransitionEvent>('pageshow', event => {
    if (page && event.persisted) viewPage()
  })
}

/** Records a view of the present address, whatever was recorded before. */
export function viewPage(url = location.href) {
  settlePage()
  if (page) recordEngagement(page)
  restartEngagement()
  page = record({ type: 'page', url: scrub(url), ...(previousUrl && { referrer: scrub(previousUrl) }) })
  previousUrl = url
}

/** The page is left, perhaps for a while: a view that has not been noticed yet, and what was read. */
export function leavePage() {
  if (isPending) check()
  settlePage()
  if (page) recordEngagement(page)
}

/** A title comes late, but it must not be that of the next view. */
export function readTitle() {
  if (page && !isPending) page.title = scrub(document.title)
}

/** While the view still stands: a page that is only a frame for what is to come would seem to be read to its end. */
function settlePage() {
  readTitle()
  if (!isPending) measureDepth()
}

/** Routers call replaceState and then pushState for one navigation, so look a moment later. */
function changed() {
  settlePage()
  if (!isPending) setTimeout(safely(check), 50)
  isPending = true
}

function check() {
  if (page && keyOf(location) !== keyOf(new URL(previousUrl))) viewPage()
  isPending = false
}

/** What makes a page another page: the path, not filters in the query and not anchors; `#/` and `#!` are routes. */
function keyOf({ pathname, hash }: Location | URL): string {
  return pathname + (option('hash') !== null || /^#[/!]/.test(hash) ? hash.replace(/\?.*/, '') : '')
}

function wrapHistory(name: 'pushState' | 'replaceState') {
  const original = history[name]
  history[name] = function (...args) {
    const answer = original.apply(this, args)
    safely(changed)()
    return answer
  }
}
