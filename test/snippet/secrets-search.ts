/** Looks for texts in what was sent or stored, however it may be written there. */

/** The texts that stand in the haystack: as they are, in lower case, percent-, JSON- or base64-encoded, cards in any grouping. */
export function foundIn(haystack: string, texts: Iterable<string>): string[] {
  const isIn = searchIn(haystack)
  const isInFolded = searchIn(haystack.toLowerCase())
  const isInDigits = searchIn(haystack.replace(/(?<=\d)[\s.+-](?=\d)|%20(?=\d)/g, ''))
  return [...texts].filter(text => {
    const isCard = /^[\d\s.-]+$/.test(text)
    return (
      (isCard && isInDigits(text.replace(/\D/g, ''))) ||
      spellingsOf(text).some(spelling => isInFolded(spelling.toLowerCase())) ||
      base64Of(text).some(isIn)
    )
  })
}

const GRAM = 8

/** Thousands of texts in millions of characters: most are known to be absent by their first eight characters. */
function searchIn(haystack: string): (text: string) => boolean {
  const seen = new Uint8Array(2 ** 22)
  const leaving = Array.from({ length: GRAM }).reduce((power: number) => Math.imul(power, 31), 1)
  let hash = 0
  const add = (text: string, i: number) => {
    hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0
    if (i >= GRAM) hash = (hash - Math.imul(text.charCodeAt(i - GRAM), leaving)) | 0
  }
  for (let i = 0; i < haystack.length; i++) {
    add(haystack, i)
    if (i >= GRAM - 1) seen[hash >>> 10] = 1
  }
  return text => {
    hash = 0
    for (let i = 0; i < GRAM; i++) add(text, i)
    return (text.length < GRAM || seen[hash >>> 10] === 1) && haystack.includes(text)
  }
}

function spellingsOf(text: string): string[] {
  const percent = encodeURIComponent(text)
  const escaped = Array.from(text, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')
  const all = [
    text,
    percent,
    encodeURIComponent(percent),
    percent.replaceAll('%20', '+'),
    escaped,
    JSON.stringify(text).slice(1, -1),
  ]
  return [...new Set(all)]
}

/** Wherever the text begins in what was encoded; characters that its neighbours have a part in are left out. */
function base64Of(text: string): string[] {
  const bytes = Buffer.from(text)
  const pieces = [0, 1, 2].map(offset => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
    const whole = Math.floor(((offset + bytes.length) * 8) / 6)
    return encoded.slice(Math.ceil((offset * 8) / 6), whole)
  })
  return pieces.flatMap(piece => [piece, piece.replaceAll('+', '-').replaceAll('/', '_')])
}
