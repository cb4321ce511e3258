/**
 * Takes the visitor's id along to the company's other domains, as one parameter of the address:
 * id, time, and a sum over both and the browser's name. It counts for two minutes and in the same
 * browser, so a copied address makes nobody somebody else.
 */
import { option } from './options.ts'
import { mayIdentify } from './record.ts'
import { linkVisitor, visitorId } from './visitor.ts'

const MAX_AGE_MS = 12e4

/** Puts the id on a link that is being followed, and takes it off again when the click is over. */
export const linkTo = (url: URL, link: Element, address: string) => {
  const isOurs = (host: string) =>
    option('linker')
      ?.split(/[ ,]+/)
      .find(domain => `.${host}`.endsWith(`.${domain}`))
  const other = isOurs(url.hostname)
  if (!other || other === isOurs(location.hostname) || !mayIdentify()) return
  const signed = `${visitorId()}.${Date.now()}`
  url.search += `${url.search && '&'}_tl=${signed}.${sumOf(signed)}`
  link.setAttribute('href', url.href)
  setTimeout(() => link.setAttribute('href', address))
}

/** Takes the parameter off the address, and what it tells when it counts. The rest of the address stays as it is. */
export const arrive = () => {
  const rest = location.href.replace(
    /([?&])_tl=(([\w-]{22,64})\.(\d+))\.(\w+)(&|(?=#|$))/,
    (_, before, signed, linked, time, sum, after) => {
      if (sumOf(signed) === sum && Math.abs(Date.now() - time) < MAX_AGE_MS) linkVisitor(linked)
      return after && before
    },
  )
  if (rest !== location.href) history.replaceState(history.state, '', rest)
}

const sumOf = (text: string): string => {
  let sum = 0
  for (const letter of text + navigator.userAgent) sum = (sum * 31 + letter.charCodeAt(0)) >>> 0
  return sum.toString(36)
}
