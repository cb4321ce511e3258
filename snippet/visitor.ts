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
  readCookie()
  if (linked || !id) setVisitor(linked || newId(), MAX_AGE)
  return id
}

export const forgetVisitor = () => setVisitor('', 0)

/** The id that a visitor brings along from another domain; it waits in memory until the visitor may be known. */
export const linkVisitor = (id: string | undefined) => {
  linked = id
}

const setVisitor = (newest: string, maxAge: number) => {
  id = newest
  linked = ''
  writeCookie(maxAge)
}

// Sandboxed documents throw when cookies are only mentioned, hence safely().
const readCookie = safely(() => {
  id = document.cookie.match(/\b_tb=([\w-]{22,64})(;|$)/)?.[1] || id
})

/**
 * Writes the cookie for the registrable domain, so that one visitor has one id on all subdomains.
 * Browsers refuse public suffixes, so the shortest suffix of the host that they accept is the one:
 * right for example.co.uk and for example.herokuapp.com, without a list. Removing tries them all.
 */
const writeCookie = safely((maxAge: number) => {
  const labels = location.hostname.split('.')
  const secure = /s:/.test(location.protocol) ? ';secure' : ''
  for (let i = labels.length; i-- && !(id && document.cookie.includes(id)); )
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is asynchronous, too late for a page that is left at once
    document.cookie = `_tb=${id};path=/;max-age=${maxAge};samesite=lax;domain=${labels.slice(i).join('.')}${secure}`
})
