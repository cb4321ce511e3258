/** Simplified and ordered Shapley values (Zhao, Mahboobi and Bagheri 2018). Rules: attribution-models.md, section 4.2. */
import type { ByChannel } from './markov.ts'
import { PairIndex } from './pair-index.ts'
import { type ChannelPath, folded, PathFolder, type PathTable } from './paths.ts'
import { Sums } from './sums.ts'

export interface PositionShare {
  readonly channel: string
  /** Counted from 1 along the path. */
  readonly position: number
  readonly conversions: number
  readonly value: number
}

/** Each path's conversions and value, in equal parts to its distinct channels. Nulls play no part. */
export function shapleySimplified(paths: Iterable<ChannelPath>): { conversions: ByChannel; value: ByChannel } {
  const sets = channelSets(folded(paths))
  const conversions = new Sums()
  const value = new Sums()
  for (let set = 0; set < sets.size; set++) {
    const start = sets.starts[set]!
    const end = sets.starts[set + 1]!
    for (let at = start; at < end; at++) {
      conversions.add(sets.steps[at]!, sets.conversions[set]! / (end - start))
      value.add(sets.steps[at]!, sets.value[set]! / (end - start))
    }
  }
  const named = (sums: Sums) => {
    const totals = sums.totals(sets.channels.length)
    return new Map(sets.channels.map((channel, c) => [channel, totals[c]!]))
  }
  return { conversions: named(conversions), value: named(value) }
}

/** The same, told apart by position: a channel's part of a path goes in equal parts to its touches there. */
export function shapleyOrdered(paths: Iterable<ChannelPath>): PositionShare[] {
  const table = folded(paths)
  const { channels, steps, starts } = table
  const places = new PairIndex(channels.length)
  const conversions = new Sums()
  const value = new Sums()
  const counts = new Int32Array(channels.length)
  for (let path = 0; path < table.size; path++) {
    const start = starts[path]!
    const end = starts[path + 1]!
    if (table.conversions[path] === 0) {
      for (let at = start; at < end; at++) places.number(at - start, steps[at]!)
      continue
    }
    let distinct = 0
    for (let at = start; at < end; at++) if (counts[steps[at]!]!++ === 0) distinct += 1
    for (let at = start; at < end; at++) {
      const place = places.number(at - start, steps[at]!)
      const parts = distinct * counts[steps[at]!]!
      conversions.add(place, table.conversions[path]! / parts)
      value.add(place, table.value[path]! / parts)
    }
    for (let at = start; at < end; at++) counts[steps[at]!] = 0
  }
  const converted = conversions.totals(places.size)
  const earned = value.totals(places.size)
  return Array.from({ length: places.size }, (_, place) => ({
    place,
    first: places.firstOf(place),
    second: places.secondOf(place),
  }))
    .sort((a, b) => a.second - b.second || a.first - b.first)
    .map(({ place, first, second }) => ({
      channel: channels[second]!,
      position: first + 1,
      conversions: converted[place]!,
      value: earned[place]!,
    }))
}

/** The paths' sets of distinct channels, folded: each set's channels ascend. */
export function channelSets({ channels, steps, starts, conversions, value, nulls, size }: PathTable): PathTable {
  // Set by set: which one a channel more makes of it is worked out once and looked up for all other paths.
  const sets: number[][] = [[]]
  const numbers = new Map([['', 0]])
  const joins = new PairIndex(channels.length)
  const joined: number[] = []
  const converted = new Sums()
  const earned = new Sums()
  const lost = new Sums()
  for (let path = 0; path < size; path++) {
    let set = 0
    for (let at = starts[path]!; at < starts[path + 1]!; at++) {
      const join = joins.number(set, steps[at]!)
      set = joined[join] ??= numberOf(sets[set]!, steps[at]!)
    }
    converted.add(set, conversions[path]!)
    earned.add(set, value[path]!)
    lost.add(set, nulls[path]!)
  }

  const folder = new PathFolder()
  for (const channel of channels) folder.idOf(channel)
  const totals = [converted, earned, lost].map(sums => sums.totals(sets.length))
  sets.forEach((set, i) => {
    folder.add(set, totals[0]![i]!, totals[1]![i]!, totals[2]![i]!)
  })
  return folder.table()

  function numberOf(set: readonly number[], channel: number): number {
    const next = [...new Set([...set, channel])].sort((a, b) => a - b)
    const name = next.join()
    const number = numbers.get(name) ?? sets.push(next) - 1
    numbers.set(name, number)
    return number
  }
}
