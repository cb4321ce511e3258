import { linkTo } from './linker.ts'
import { on } from './on.ts'
import { option } from './options.ts'
import { record } from './record.ts'
import { scrub } from './scrub.ts'

const EXTENSIONS =
  'pdf|docx?|xlsx?|pptx?|od[tsp]|csv|txt|rtf|epub|zip|rar|7z|t?gz|dmg|exe|msi|pkg|deb|rpm|apk|iso|mp[34]|m4a|wav|mov|avi|mkv|webm|ics'

/** Records clicks on downloads and on links that lead away. */
export const watchLinks = () => {
  const extension = new RegExp(`\\.(${option('downloads')?.replace(/\W+/g, '|') || EXTENSIONS})$`, 'i')

  on<MouseEvent>('click auxclick', event => {
    // Through shadow roots, and from inside images and SVG, whose links have no href property to read.
    const link = event.composedPath().find(isLink)
    const address = link && (link.getAttribute('href') || link.getAttribute('xlink:href'))
    // The right button opens a menu, not the link.
    if (!address || event.button > 1) return

    const fileName = link.getAttribute('download')
    // A blob: or data: address is the file itself; only its name is told.
    const url = new URL(/^(blob|data):/.test(address) ? fileName || '' : address, document.baseURI)
    const isDownload = fileName !== null || extension.test(url.pathname)
    if (isDownload || (url.host !== location.host && /^(http|mailto:|tel:)/.test(url.href)))
      record({
        type: isDownload ? 'download' : 'outbound',
        href: scrub(url.href),
        text: scrub(link.textContent.trim()).slice(0, 200),
      })
    if (BUILD === 'full') linkTo(url, link, address)
  })
}

const isLink = (node: EventTarget & { localName?: string }): node is Element => /^a(rea)?$/i.test(`${node.localName}`)
