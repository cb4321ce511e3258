/** Names that are likely one name, spelt in several ways. Pure. */

/** `Spring_Sale 2026` → `springsale2026`: case, accents and what stands between words do not count. */
export function looseKey(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '')
}

/**
 * Whether two names differ by case, accents or separators only, or by a typing error: one letter of at least six, two
 * of at least twelve. Names with other numbers are others (`q1-2026`, `q2-2026`), and so are those in which a short
 * word stands for another one (`abm-de`, `abm-us`, `hero-a`, `hero-b`).
 */
export function isLikelySame(a: string, b: string): boolean {
  const [left, right] = [looseKey(a), looseKey(b)]
  if (left === right) return left !== ''
  if (digitsOf(a) !== digitsOf(b) || hasOtherShortWord(a, b)) return false
  const length = Math.min(left.length, right.length)
  const most = length >= 12 ? 2 : length >= 6 ? 1 : 0
  return most > 0 && editDistance(left, right, most) <= most
}

const digitsOf = (name: string) => (name.match(/\p{N}+/gu) ?? []).join(' ')

function hasOtherShortWord(a: string, b: string): boolean {
  const [left, right] = [wordsOf(a), wordsOf(b)]
  if (left.length !== right.length || left.length < 2) return false
  return left.some((word, i) => word !== right[i] && word.length <= 3 && (right[i]?.length ?? 0) <= 3)
}

const wordsOf = (name: string) => name.toLowerCase().split(/[^\p{L}\p{N}]+/u)

/**
 * Letters to add, leave out, replace or swap with their neighbour, so that one text is the other; beyond `most` any
 * larger number. Optimal string alignment, row by row.
 */
function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const isEqual = a[i - 1] === b[j - 1]
      let least = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (isEqual ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2]! + 1)
      row.push(least)
    }
    if (Math.min(...row) > most) return most + 1
    before = last
    last = row
  }
  return last[b.length]!
}
