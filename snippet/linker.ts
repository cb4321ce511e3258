/**
 * Takes the visitor's id along to the company's other domains, as one parameter of the address: the id, and the time,
 * shifted by a sum over the id and the browser's name. It counts for two minutes and in the same browser, so a copied
 * address makes nobody somebody else.
 */
import { options } from './options.ts'
import { mayIdentify } from './record.ts'
import { linkVisitor, visitorId } from './visitor.ts'

const MAX_AGE_MS = 12e4

/** Puts the id on a link that is being followed, and takes it off again when the click is over. */
export const linkTo = (url: URL, link: Element, address: string) => {
  const isOther = (domain: string) => `.${url.hostname}`.endsWith(`.${domain}`) && !`.${location.hostname}`.endsWith(`.${domain}`)
  if (options.linker?.split(/[ ,]+/).some(isOther) && mayIdentify()) {
    url.search += `${url.search && '&'}_tl=${visitorId()}.${shiftedNow(visitorId())}`
    link.setAttribute('href', url.href)
    setTimeout(() => link.setAttribute('href', address))
  }
}

/**
 * Takes the parameter off the address bar, and what it tells when it counts. The rest of the address stays as it is.
 *
 * @returns the address that was landed on. Without a dot the parameter is the code of a sales link, which the collector
 *   wants to see: then it is still there
 */
export const arrive = (): string => {
  const landing = location.href
  let isCode = false
  const rest = landing.replace(/([?&])_tl=([\w-]+)\.?(\d*)(&?)/, (_, before, id, time, after) => {
    if (time && Math.abs(shiftedNow(id) - time) < MAX_AGE_MS) linkVisitor(id)
    isCode = !time
    return after && before
  })
  if (rest !== landing) history.replaceState(history.state, '', rest)
  return isCode ? landing : rest
}

const shiftedNow = (id: string): number =>
  [...(navigator.userAgent + id)].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 0) + Date.now()
