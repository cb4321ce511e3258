import { newId } from './id.ts'
import { safely } from './on.ts'

/** 395 days, never prolonged by visits. */
const MAX_AGE = 34128e3

let id = ''
let linked: string | undefined

/**
 * The visitor's id from the first-party cookie, which is set on first use. The cookie is asked
 * each time, because another tab may have signed out. With storage blocked the id lives as long
 * as the page.
 */
export const visitorId = (): string => {
  // Sandboxed documents throw when cookies are only mentioned, hence safely().
  id = safely(() => /_tb=([\w-]{22,64})/.exec(document.cookie)?.[1])() || id
  if (linked || !id) keep(linked || newId())
  return id
}

export const forgetVisitor = () => keep('')

/** The id that a visitor brings along from another domain; it waits in memory until the visitor may be known. */
export const linkVisitor = (id: string | undefined) => {
  linked = id
}

/**
 * Writes the cookie for the registrable domain, so that one visitor has one id on all subdomains.
 * Browsers refuse public suffixes, so the shortest suffix of the host that they accept is the one:
 * right for example.co.uk and for example.herokuapp.com, without a list. Removing tries them all,
 * and removes what waits for the next page.
 */
const keep = safely((newest: string) => {
  id = newest
  linked = ''
  const labels = location.hostname.split('.')
  for (let i = labels.length; i-- && document.cookie.includes(`_tb=${id}`) === !id; )
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is asynchronous, too late for a page that is left at once
    document.cookie = `_tb=${id};path=/;samesite=lax;max-age=${id ? MAX_AGE : 0};domain=${labels.slice(i).join('.')}${/s:/.test(location.protocol) ? ';secure' : ''}`
  if (BUILD !== 'core' && !id) delete localStorage._tq
})
