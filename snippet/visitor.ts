import { newId } from './id.ts'
import { safely } from './on.ts'

/** 395 days, never prolonged by visits. */
const MAX_AGE = 34128e3

let id = ''

/**
 * The visitor's id from the first-party cookie, which is set on first use. The cookie is asked
 * each time, because another tab may have signed out. With storage blocked the id lives as long
 * as the page.
 */
export function visitorId(): string {
  readCookie()
  if (!id) {
    id = newId()
    writeCookie(id, MAX_AGE)
  }
  return id
}

export function forgetVisitor() {
  id = ''
  writeCookie(id, 0)
}

// Sandboxed documents throw when cookies are only mentioned, hence safely().
const readCookie = safely(() => {
  id = document.cookie.match(/(?:^|; )_tb=([\w-]{22,64})(?:;|$)/)?.[1] || id
})

/**
 * Writes the cookie for the registrable domain, so that one visitor has one id on all subdomains.
 * Browsers refuse public suffixes, so the shortest suffix of the host that they accept is the one:
 * right for example.co.uk and for example.herokuapp.com, without a list. Removing tries them all.
 */
const writeCookie = safely((value: string, maxAge: number) => {
  const labels = location.hostname.split('.')
  const secure = location.protocol === 'https:' ? ';secure' : ''
  for (let i = labels.length; i-- && !(value && document.cookie.includes(value)); )
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is asynchronous, too late for a page that is left at once
    document.cookie = `_tb=${value};path=/;max-age=${maxAge};samesite=lax;domain=${labels.slice(i).join('.')}${secure}`
})
