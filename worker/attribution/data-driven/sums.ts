/**
 * Many sums by index, each kept as a double and what rounding cut off, so that neither the order of the terms nor
 * their number shows in the result (Neumaier 1974).
 */
export class Sums {
  #sums = new Float64Array(64)
  #lost = new Float64Array(64)

  add(index: number, term: number): void {
    if (index >= this.#sums.length) this.#grow(index)
    const sum = this.#sums[index]!
    const next = sum + term
    const kept = next - sum
    this.#sums[index] = next
    this.#lost[index]! += sum - (next - kept) + (term - kept)
  }

  /** The first `count` sums. */
  totals(count: number): Float64Array {
    const totals = new Float64Array(count)
    const known = Math.min(count, this.#sums.length)
    for (let i = 0; i < known; i++) totals[i] = this.#sums[i]! + this.#lost[i]!
    return totals
  }

  #grow(index: number): void {
    this.#sums = grown(this.#sums, index + 1)
    this.#lost = grown(this.#lost, index + 1)
  }
}

export function totalOf(terms: Iterable<number>): number {
  const sums = new Sums()
  for (const term of terms) sums.add(0, term)
  return sums.totals(1)[0]!
}

/** The same numbers with room for at least `length`, and for half as many again as there were. */
export function grown<T extends Float64Array | Int32Array | Uint32Array>(array: T, length: number): T
export function grown(array: Float64Array | Int32Array | Uint32Array, length: number): Float64Array | Int32Array | Uint32Array {
  const room = Math.max(length, array.length + (array.length >> 1))
  const larger =
    array instanceof Float64Array
      ? new Float64Array(room)
      : array instanceof Int32Array
        ? new Int32Array(room)
        : new Uint32Array(room)
  larger.set(array)
  return larger
}
