import { mixed } from './hash.ts'
import { grown } from './sums.ts'

/**
 * Numbers pairs of whole numbers from 0 on, in the order in which they first come. The first ones have a table of their
 * own, the others share a hash table: millions of steps of a fit go through here, and a Map would take ten times as long.
 */
export class PairIndex {
  size = 0
  readonly #width: number
  /** Number + 1 by `first · width + second`; 0 is free. */
  #direct = new Int32Array(256)
  #firsts = new Int32Array(64)
  #seconds = new Int32Array(64)
  /** Number + 1; 0 is free. */
  #slots = new Int32Array(256)
  #hashed = 0

  /** @param width  seconds are below it */
  constructor(width: number) {
    this.#width = width
  }

  /** @returns the pair's number, or −1 when it was never numbered */
  find(first: number, second: number): number {
    const place = first * this.#width + second
    return place < MOST_DIRECT ? (this.#direct[place] ?? 0) - 1 : this.#slots[this.#slotOf(first, second)]! - 1
  }

  /** @returns the pair's number; a new pair's is the size before it came */
  number(first: number, second: number): number {
    const place = first * this.#width + second
    if (place < MOST_DIRECT) {
      if (place >= this.#direct.length) this.#direct = grown(this.#direct, place + 1)
      const known = this.#direct[place]!
      if (known > 0) return known - 1
      this.#direct[place] = this.size + 1
      return this.#append(first, second)
    }
    const slot = this.#slotOf(first, second)
    const known = this.#slots[slot]!
    if (known > 0) return known - 1
    this.#slots[slot] = this.size + 1
    this.#hashed += 1
    const number = this.#append(first, second)
    if (this.#hashed * 2 > this.#slots.length) this.#spread()
    return number
  }

  firstOf(number: number): number {
    return this.#firsts[number]!
  }

  secondOf(number: number): number {
    return this.#seconds[number]!
  }

  #append(first: number, second: number): number {
    const number = this.size++
    if (number >= this.#firsts.length) {
      this.#firsts = grown(this.#firsts, number + 1)
      this.#seconds = grown(this.#seconds, number + 1)
    }
    this.#firsts[number] = first
    this.#seconds[number] = second
    return number
  }

  #slotOf(first: number, second: number): number {
    const mask = this.#slots.length - 1
    let slot = mixed(Math.imul(first, 0x9e3779b1) ^ second) & mask
    for (;;) {
      const number = this.#slots[slot]! - 1
      if (number < 0 || (this.#firsts[number] === first && this.#seconds[number] === second)) return slot
      slot = (slot + 1) & mask
    }
  }

  #spread(): void {
    this.#slots = new Int32Array(this.#slots.length * 2)
    for (let number = 0; number < this.size; number++) {
      const first = this.#firsts[number]!
      const second = this.#seconds[number]!
      if (first * this.#width + second >= MOST_DIRECT) this.#slots[this.#slotOf(first, second)] = number + 1
    }
  }
}

/** 16 MB. */
const MOST_DIRECT = 2 ** 22
