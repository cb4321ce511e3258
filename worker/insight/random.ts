/** Chance with a seed: the same seed gives the same numbers on every machine. */
export function seededNumbers(seed: string): () => number {
  return mulberry32(fnv1a(seed))
}

/** Fowler, Noll, Vo: a text as 32 bits. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193)
  return hash >>> 0
}

/** Tommy Ettinger's 32-bit generator, numbers in [0, 1): small, and good enough for a story or a bootstrap. */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
