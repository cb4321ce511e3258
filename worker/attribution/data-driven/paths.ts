/** Channel sequences with what became of them: what the data-driven models are fitted on. */
import { compareCodePoints } from '../order.ts'
import { ascending } from './sort.ts'
import { grown, Sums } from './sums.ts'

export interface ChannelPath {
  readonly channels: readonly string[]
  /** How many journeys took this path to a won deal; weights may be fractional. */
  readonly conversions: number
  /** Net revenue of those deals, in minor units of the base currency. */
  readonly value: number
  /** How many took it and did not convert; weights may be fractional. */
  readonly nulls: number
}

/**
 * Folds equal paths together. The order of the paths is of no account; paths without a touch or without a journey
 * are left out. A table is taken as it is.
 *
 * @throws RangeError when a weight is negative or not finite, or when there is value without a conversion
 */
export function folded(paths: Iterable<ChannelPath>): PathTable {
  if (paths instanceof PathTable) return paths
  const folder = new PathFolder()
  for (const { channels, conversions, value, nulls } of paths) {
    folder.add(
      channels.map(channel => folder.idOf(channel)),
      conversions,
      value,
      nulls,
    )
  }
  return folder.table()
}

/** Distinct paths in code-point order, in typed arrays: a million of ten touches each take some 60 MB. */
export class PathTable implements Iterable<ChannelPath> {
  /** In code-point order; a step is an index into it. */
  readonly channels: readonly string[]
  /** The paths' channels, one path after another. */
  readonly steps: Uint32Array
  /** Path i takes the steps from `starts[i]` to before `starts[i + 1]`. */
  readonly starts: Uint32Array
  readonly conversions: Float64Array
  readonly value: Float64Array
  readonly nulls: Float64Array

  constructor(
    channels: readonly string[],
    steps: Uint32Array,
    starts: Uint32Array,
    weights: { conversions: Float64Array; value: Float64Array; nulls: Float64Array },
  ) {
    this.channels = channels
    this.steps = steps
    this.starts = starts
    this.conversions = weights.conversions
    this.value = weights.value
    this.nulls = weights.nulls
  }

  /** How many distinct paths there are. */
  get size(): number {
    return this.conversions.length
  }

  *[Symbol.iterator](): Generator<ChannelPath> {
    for (let i = 0; i < this.size; i++) {
      yield {
        channels: Array.from(this.steps.subarray(this.starts[i], this.starts[i + 1]), step => this.channels[step]!),
        conversions: this.conversions[i]!,
        value: this.value[i]!,
        nulls: this.nulls[i]!,
      }
    }
  }
}

/** Folds paths as they come; the memory it takes depends on the distinct ones only. */
export class PathFolder {
  readonly #ids = new Map<string, number>()
  #size = 0
  #steps = new Uint32Array(1024)
  #starts = new Uint32Array(256)
  /** Number of the path + 1; 0 is free. */
  #slots = new Int32Array(1024)
  readonly #conversions = new Sums()
  readonly #value = new Sums()
  readonly #nulls = new Sums()

  idOf(channel: string): number {
    const known = this.#ids.get(channel)
    if (known !== undefined) return known
    this.#ids.set(channel, this.#ids.size)
    return this.#ids.size - 1
  }

  /** @param steps ids from `idOf`; copied */
  add(steps: ArrayLike<number>, conversions: number, value: number, nulls: number): void {
    const isWeight = conversions >= 0 && value >= 0 && nulls >= 0 && conversions + value + nulls < Infinity
    if (!isWeight || (value > 0 && conversions === 0)) {
      throw new RangeError(`not the weights of a path: ${conversions}, ${value}, ${nulls}`)
    }
    if (steps.length === 0 || conversions + nulls === 0) return
    const path = this.#numberOf(steps)
    this.#conversions.add(path, conversions)
    this.#value.add(path, value)
    this.#nulls.add(path, nulls)
  }

  /** @param nullWeight what one null counts */
  table(nullWeight = 1): PathTable {
    const stepCount = this.#starts[this.#size]!
    const isUsed = new Uint8Array(this.#ids.size)
    for (let at = 0; at < stepCount; at++) isUsed[this.#steps[at]!] = 1
    const channels = [...this.#ids.keys()].filter(channel => isUsed[this.#ids.get(channel)!]).sort(compareCodePoints)
    const ranks = new Uint32Array(this.#ids.size)
    channels.forEach((channel, rank) => {
      ranks[this.#ids.get(channel)!] = rank
    })
    const steps = new Uint32Array(stepCount)
    for (let at = 0; at < stepCount; at++) steps[at] = ranks[this.#steps[at]!]!

    const order = sortedPaths(steps, this.#starts, this.#size, channels.length)
    const sortedSteps = new Uint32Array(stepCount)
    const sortedStarts = new Uint32Array(this.#size + 1)
    let end = 0
    for (let i = 0; i < this.#size; i++) {
      const path = order[i]!
      for (let at = this.#starts[path]!; at < this.#starts[path + 1]!; at++) sortedSteps[end++] = steps[at]!
      sortedStarts[i + 1] = end
    }
    const sortedTotals = (sums: Sums) => {
      const totals = sums.totals(this.#size)
      const sorted = new Float64Array(this.#size)
      for (let i = 0; i < this.#size; i++) sorted[i] = totals[order[i]!]!
      return sorted
    }
    return new PathTable(channels, sortedSteps, sortedStarts, {
      conversions: sortedTotals(this.#conversions),
      value: sortedTotals(this.#value),
      nulls: sortedTotals(this.#nulls).map(nulls => nulls * nullWeight),
    })
  }

  #numberOf(steps: ArrayLike<number>): number {
    const slot = this.#slotOf(steps, 0, steps.length)
    const known = this.#slots[slot]!
    if (known > 0) return known - 1
    const number = this.#size++
    const start = this.#starts[number]!
    const end = start + steps.length
    if (end > this.#steps.length) this.#steps = grown(this.#steps, end)
    for (let i = 0; i < steps.length; i++) this.#steps[start + i] = steps[i]!
    if (number + 1 >= this.#starts.length) this.#starts = grown(this.#starts, number + 2)
    this.#starts[number + 1] = end
    this.#slots[slot] = number + 1
    if (this.#size * 2 > this.#slots.length) this.#spread()
    return number
  }

  #slotOf(steps: ArrayLike<number>, from: number, to: number): number {
    let hash = 0x811c9dc5
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ (steps[i]! + 1), 0x01000193)
    const mask = this.#slots.length - 1
    let slot = (hash ^ (hash >>> 15)) & mask
    while (this.#slots[slot]! > 0 && !this.#isPath(this.#slots[slot]! - 1, steps, from, to)) slot = (slot + 1) & mask
    return slot
  }

  #isPath(path: number, steps: ArrayLike<number>, from: number, to: number): boolean {
    const start = this.#starts[path]!
    if (this.#starts[path + 1]! - start !== to - from) return false
    for (let i = from; i < to; i++) if (this.#steps[start + i - from] !== steps[i]) return false
    return true
  }

  #spread(): void {
    this.#slots = new Int32Array(this.#slots.length * 2)
    for (let path = 0; path < this.#size; path++) {
      this.#slots[this.#slotOf(this.#steps, this.#starts[path]!, this.#starts[path + 1]!)] = path + 1
    }
  }
}

/** Path numbers by their steps; the first steps are compared all at once, packed into one number. */
function sortedPaths(steps: Uint32Array, starts: Uint32Array, size: number, channelCount: number): Uint32Array {
  const base = channelCount + 1
  const packed = Math.floor(53 / Math.log2(base + 1))
  const keys = new Float64Array(size)
  for (let path = 0; path < size; path++) {
    let key = 0
    for (let i = 0; i < packed; i++) {
      const at = starts[path]! + i
      key = key * base + (at < starts[path + 1]! ? steps[at]! + 1 : 0)
    }
    keys[path] = key
  }
  const afterPrefix = (a: number, b: number): number => {
    const shorter = Math.min(starts[a + 1]! - starts[a]!, starts[b + 1]! - starts[b]!)
    for (let i = packed; i < shorter; i++) {
      const difference = steps[starts[a]! + i]! - steps[starts[b]! + i]!
      if (difference !== 0) return difference
    }
    return starts[a + 1]! - starts[a]! - (starts[b + 1]! - starts[b]!)
  }

  const order = ascending(keys)
  for (let first = 0, next = 1; next <= size; next++) {
    if (next < size && keys[order[next]!] === keys[order[first]!]) continue
    if (next - first > 1) order.subarray(first, next).sort(afterPrefix)
    first = next
  }
  return order
}
