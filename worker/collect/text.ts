/** Text from outside: what is stored is the same on every store, and never breaks a page or a file. */

/** Well-formed and without control characters (PostgreSQL refuses NUL, SQLite cuts at it); tab and newline stay. */
export const cleanText = (text: string): string => (isClean(text) ? text : text.toWellFormed().replace(CONTROL, ''))

/** The first `max` code points: a pair of surrogates stays together. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text
  return Array.from(text.slice(0, 2 * max))
    .slice(0, max)
    .join('')
}

const CONTROL = /(?![\t\n])\p{Cc}/gu

const isClean = (text: string) => text.search(CONTROL) < 0 && text.isWellFormed()
