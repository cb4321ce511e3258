import { linkTo } from './linker.ts'
import { on, pathOf } from './on.ts'
import { options } from './options.ts'
import { record } from './record.ts'
import { scrub } from './scrub.ts'

const EXTENSIONS = 'pdf|docx?|xlsx?|pptx?|csv|txt|rtf|epub|zip|rar|7z|t?gz|dmg|exe|msi|pkg|deb|rpm|apk|iso|mp[34]|wav|mov|avi|ics'

/** Records clicks on downloads and on links that lead away. */
export const watchLinks = () =>
  on<MouseEvent>('click auxclick', event => {
    // Through shadow roots, and from inside images and SVG, whose links have an object for an address.
    const link = pathOf(event).find(isLink)
    const address = link && (link.href.baseVal ?? link.href)
    // The right button opens a menu, not the link.
    if (address && event.button < 2) {
      const fileName = link.getAttribute('download')
      // A blob: or data: address is the file itself; only its name is told.
      const url = new URL(/^(blob|data):/.test(address) ? `${fileName}` : address, document.baseURI)
      const isDownload =
        fileName != null || new RegExp(`\\.(${options.downloads?.replace(/\W+/g, '|') || EXTENSIONS})$`, 'i').test(url.pathname)
      if (isDownload || (url.host !== location.host && /^(http|mailto|tel)/.test(url.href)))
        record({ type: isDownload ? 'download' : 'outbound', href: scrub(url.href), text: scrub(link.textContent) })
      if (BUILD === 'full') linkTo(url, link, address)
    }
  })

/** Of HTML or SVG. */
type Link = Element & { href: string & { baseVal?: string } }

const isLink = (node: Element): node is Link => node.matches('a,area')
