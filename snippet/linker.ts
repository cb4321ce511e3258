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

/** Takes the parameter off the address, and what it tells when it counts. The rest of the address stays as it is. */
export const arrive = () => {
  const rest = location.href.replace(/([?&])_tl=([\w-]+)\.(\d+)(&?)/, (_, before, id, time, after) => {
    if (Math.abs(shiftedNow(id) - time) < MAX_AGE_MS) linkVisitor(id)
    return after && before
  })
  if (rest !== location.href) history.replaceState(history.state, '', rest)
}

const shiftedNow = (id: string): number =>
  [...(navigator.userAgent + id)].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 0) + Date.now()
