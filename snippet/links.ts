import { on } from './on.ts'
import { option } from './options.ts'
import { record } from './record.ts'
import { scrub } from './scrub.ts'

const EXTENSIONS =
  'pdf|docx?|xlsx?|pptx?|od[tsp]|csv|txt|rtf|epub|zip|rar|7z|t?gz|dmg|exe|msi|pkg|deb|rpm|apk|iso|mp[34]|m4a|wav|mov|avi|mkv|webm|ics'

/** Records clicks on downloads and on links that lead away. */
export function watchLinks() {
  const extension = new RegExp(`\\.(${option('downloads')?.replace(/\W+/g, '|') || EXTENSIONS})$`, 'i')

  on<MouseEvent>('click auxclick', event => {
    // Through shadow roots, and from inside images and SVG, whose links have no href property to read.
    const link = event.composedPath().find(isLink)
    const address = link && (link.getAttribute('href') || link.getAttribute('xlink:href'))
    // The right button opens a menu, not the link.
    if (!address || event.button > 1) return

    const url = new URL(address, document.baseURI)
    const { protocol, host, href } = url
    const fileName = link.getAttribute('download')
    const isWeb = /^http/.test(protocol)
    const isDownload = fileName !== null || extension.test(url.pathname)
    if (isDownload || (isWeb ? host !== location.host : /^(mailto|tel):/.test(protocol)))
      record({
        type: isDownload ? 'download' : 'outbound',
        // A blob: or data: address is the file itself; only its name is told.
        href: scrub(isDownload && !isWeb ? new URL(fileName || '', location.href).href : href),
        text: scrub((link.textContent || '').trim()).slice(0, 200),
      })
  })
}

const isLink = (node: EventTarget): node is Element => node instanceof Element && /^(a|area)$/i.test(node.localName)
