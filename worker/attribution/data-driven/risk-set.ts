/** Who was at risk when a deal was won, and a few of them, drawn by hash: attribution-models.md, section 4. */
import { hashOf, mixed } from './hash.ts'
import { ascending, firstAtLeast } from './sort.ts'
import { grown } from './sums.ts'

/** While a spell lasts, from one instant to another, both inclusive, its account could have converted and had not. */
export class Spells {
  #size = 0
  #accounts = new Uint32Array(64)
  #from = new Float64Array(64)
  #to = new Float64Array(64)

  /** In any order; those of one account do not overlap. */
  add(account: number, from: number, to: number): void {
    const at = this.#size++
    if (at >= this.#accounts.length) {
      this.#accounts = grown(this.#accounts, at + 1)
      this.#from = grown(this.#from, at + 1)
      this.#to = grown(this.#to, at + 1)
    }
    this.#accounts[at] = account
    this.#from[at] = from
    this.#to[at] = to
  }

  /** Accounts as their spells begin, or as they end. */
  by(end: 'from' | 'to'): { times: Float64Array; accounts: Uint32Array } {
    const times = (end === 'from' ? this.#from : this.#to).slice(0, this.#size)
    return { accounts: ascending(times).map(spell => this.#accounts[spell]!), times: times.sort() }
  }
}

export interface Draw {
  readonly deal_id: string
  readonly account: number
  readonly at: number
}

/**
 * Draws up to `count` other accounts for each deal from those at risk at its time, and hands them over.
 *
 * The accounts stand on rings, each ring in the order of another hash of their ids. A draw starts at its own place on
 * its own ring and takes the next account at risk. So the draws depend neither on the order of the input nor on how
 * many accounts there are, and one account more changes only what it now stands in front of; the cost grows with
 * touches and deals, not with their product.
 *
 * @param ids  of the accounts, by number, in code-point order
 */
export function drawAtRisk(
  ids: readonly string[],
  spells: Spells,
  deals: readonly Draw[],
  count: number,
  take: (account: number, deal: Draw) => void,
): void {
  const hashes = ids.map(hashOf)
  const rings = Array.from({ length: RINGS }, (_, salt) => ringOf(hashes, salt))
  const entering = spells.by('from')
  const leaving = spells.by('to')
  let entered = 0
  let left = 0
  for (const i of ascending(Float64Array.from(deals, deal => deal.at))) {
    const deal = deals[i]!
    for (;;) {
      const from = entering.times[entered] ?? Infinity
      const to = leaving.times[left] ?? Infinity
      if (from <= to && from <= deal.at) {
        for (const { places, members } of rings) members.add(places[entering.accounts[entered]!]!)
        entered += 1
      } else if (to < from && to < deal.at) {
        for (const { places, members } of rings) members.delete(places[leaving.accounts[left]!]!)
        left += 1
      } else break
    }
    for (const account of drawn(rings, deal, count)) take(account, deal)
  }
}

/** With one ring, an account behind a gap would be drawn for every deal that falls into it; eight even this out. */
const RINGS = 8

interface Ring {
  /** Ascending hashes, and the account that stands at each. */
  readonly hashes: Float64Array
  readonly accounts: Uint32Array
  /** By account: where it stands. */
  readonly places: Uint32Array
  readonly members: PlaceSet
}

function ringOf(idHashes: readonly number[], salt: number): Ring {
  const hashes = Float64Array.from(idHashes, hash => mixed(hash ^ mixed(salt + 1)))
  const accounts = ascending(hashes)
  const places = new Uint32Array(accounts.length)
  accounts.forEach((account, place) => {
    places[account] = place
  })
  return { hashes: hashes.sort(), accounts, places, members: new PlaceSet(accounts.length) }
}

function drawn(rings: readonly Ring[], deal: Draw, count: number): number[] {
  const found: number[] = []
  const hash = hashOf(deal.deal_id)
  for (let draw = 0; draw < count; draw++) {
    const own = mixed(hash + Math.imul(draw + 1, 0x9e3779b1))
    const { hashes, accounts, members } = rings[own % rings.length]!
    let place = firstAtLeast(hashes, mixed(own), 0, hashes.length)
    // At most the deal's own account and those already found stand in the way.
    for (let tries = 0; tries <= count; tries++) {
      place = members.nextAround(place)
      if (place < 0) return found
      const account = accounts[place]!
      if (account !== deal.account && !found.includes(account)) {
        found.push(account)
        break
      }
      place += 1
    }
  }
  return found
}

/** Whole numbers below `size`; the next one in is found in three looks at most, among 32,768 times as many. */
class PlaceSet {
  /** Bits, and above them a bit for each word that is not 0, and so on up to one word. */
  readonly #levels: Int32Array[] = []

  constructor(size: number) {
    let words = size
    do {
      words = Math.ceil(words / 32)
      this.#levels.push(new Int32Array(Math.max(1, words)))
    } while (words > 1)
  }

  add(place: number): void {
    let at = place
    for (const level of this.#levels) {
      const before = level[at >>> 5]!
      level[at >>> 5] = before | (1 << (at & 31))
      if (before !== 0) return
      at >>>= 5
    }
  }

  delete(place: number): void {
    let at = place
    for (const level of this.#levels) {
      level[at >>> 5]! &= ~(1 << (at & 31))
      if (level[at >>> 5] !== 0) return
      at >>>= 5
    }
  }

  /** @returns the first member from `place` on, going round; −1 when there is none */
  nextAround(place: number): number {
    const next = this.#next(place)
    return next >= 0 || place === 0 ? next : this.#next(0)
  }

  #next(place: number): number {
    let at = place
    for (let height = 0; height < this.#levels.length; height++) {
      const level = this.#levels[height]!
      if (at >>> 5 >= level.length) return -1
      const rest = level[at >>> 5]! & (-1 << (at & 31))
      if (rest !== 0) return this.#lowest(height, (at & ~31) + lowestBit(rest))
      at = (at >>> 5) + 1
    }
    return -1
  }

  #lowest(height: number, place: number): number {
    let at = place
    for (let below = height - 1; below >= 0; below--) at = at * 32 + lowestBit(this.#levels[below]![at]!)
    return at
  }
}

function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word)
}
