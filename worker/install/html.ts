/**
 * The elements of a page that matter here, read the way a browser's tokenizer reads them (HTML Standard, 13.2.5): not
 * those in comments, in the text of scripts and styles, or in a template, and not those in `noscript`.
 */

export interface Element {
  /** Lower case. */
  readonly name: string
  /** By lower-case name, character references decoded; of a repeated attribute the first counts. */
  readonly attributes: ReadonlyMap<string, string>
  /** What stands inside a script; of others empty. */
  readonly text: string
}

/** Elements whose content is text to a browser that runs scripts. */
const RAW = new Set(['script', 'style', 'textarea', 'title', 'xmp', 'iframe', 'noembed', 'noframes', 'noscript'])

/** Start tags of `script`, `meta` and `base`, in order. */
export function elementsOf(html: string): Element[] {
  const found: Element[] = []
  let templates = 0
  let at = 0
  for (;;) {
    const open = html.indexOf('<', at)
    if (open < 0) return found
    if (html.startsWith('<!--', open)) {
      at = endOfComment(html, open)
      continue
    }
    const [, slash = '', word = ''] = matchAt(/<(\/?)([a-z][^\s/>]*)/iy, html, open) ?? []
    if (word === '') {
      // A comment of the old kind, or a sign that is text.
      at = /[!?/]/.test(html[open + 1] ?? '') ? after(html, '>', open) : open + 1
      continue
    }
    const { attributes, end } = attributesAt(html, open + 1 + slash.length + word.length)
    const name = word.toLowerCase()
    at = end
    if (name === 'template') templates = Math.max(0, templates + (slash ? -1 : 1))
    if (slash) continue
    const text = RAW.has(name) ? rawText(html, name, at) : ''
    at += text.length
    if (templates === 0 && /^(?:script|meta|base)$/.test(name)) found.push({ name, attributes, text })
  }
}

function endOfComment(html: string, open: number): number {
  const abrupt = matchAt(/<!--(?:-?>)/y, html, open)
  if (abrupt) return open + abrupt[0].length
  const end = /--!?>/g
  end.lastIndex = open + 4
  return end.exec(html) ? end.lastIndex : html.length
}

const after = (html: string, sign: string, from: number) => {
  const found = html.indexOf(sign, from)
  return found < 0 ? html.length : found + 1
}

function attributesAt(html: string, from: number): { attributes: Map<string, string>; end: number } {
  const attributes = new Map<string, string>()
  let at = from
  for (;;) {
    at += matchAt(/[\s/]*/y, html, at)?.[0].length ?? 0
    if (at >= html.length || html[at] === '>') return { attributes, end: at + 1 }
    const name = matchAt(/=?[^\s/>=]*/y, html, at)?.[0] ?? ''
    at += name.length
    const value = matchAt(/\s*=\s*(?:"([^"]*)"?|'([^']*)'?|([^\s>]*))/y, html, at)
    at += value?.[0].length ?? 0
    const key = name.toLowerCase()
    if (!attributes.has(key)) attributes.set(key, decoded(value?.[1] ?? value?.[2] ?? value?.[3] ?? ''))
  }
}

function rawText(html: string, name: string, from: number): string {
  const end = new RegExp(`</${name}(?=[\\s/>])`, 'gi')
  end.lastIndex = from
  return html.slice(from, end.exec(html)?.index ?? html.length)
}

const named: Record<string, string> = { amp: '&', quot: '"', apos: "'", lt: '<', gt: '>' }

/** The references that occur in addresses and keys. */
const decoded = (text: string) =>
  text.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(amp|quot|apos|lt|gt));/gi, (whole, hex, decimal, name) => {
    if (name) return named[name.toLowerCase()] ?? whole
    const point = hex ? Number.parseInt(hex, 16) : Number(decimal)
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole
  })

function matchAt(sticky: RegExp, text: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at
  return sticky.exec(text)
}
