/** The states and counted transitions of a Markov chain over channels. Rules: attribution-models.md, section 4.1. */
import { PairIndex } from './pair-index.ts'
import type { PathTable } from './paths.ts'
import { grown, Sums } from './sums.ts'

/**
 * States are the last `order` channels of a journey, or the whole journey when it is shorter. All weights are
 * journeys, not probabilities, so that whole numbers stay exact.
 */
export interface Chain {
  readonly stateCount: number
  /** The channels of each state. */
  readonly statesChannels: readonly (readonly number[])[]
  /** State s has the edges from `rows[s]` to before `rows[s + 1]`; each leads to another state. */
  readonly rows: Int32Array
  readonly targets: Int32Array
  readonly weights: Float64Array
  /** Journeys that leave the state: along its edges, to a conversion, to none. */
  readonly outflow: Float64Array
  readonly conversions: Float64Array
  readonly value: Float64Array
  /** Journeys that begin in the state. */
  readonly begun: Float64Array
}

/** @param order  how many channels a state remembers, at least 1; Infinity: the whole journey */
export function chainOf(paths: PathTable, order: number): Chain {
  const states = new StateNames(order, paths.channels.length)
  const edges = new PairIndex(paths.channels.length)
  let edgeTargets = new Int32Array(256)
  const edgeWeights = new Sums()
  const begun = new Sums()
  const conversions = new Sums()
  const value = new Sums()
  const nulls = new Sums()

  const { steps, starts } = paths
  for (let path = 0; path < paths.size; path++) {
    const weight = paths.conversions[path]! + paths.nulls[path]!
    const start = starts[path]!
    const end = starts[path + 1]!
    const full = Math.min(start + order, end)
    let state = states.stateOf(steps, start, full)
    begun.add(state, weight)
    for (let at = full; at < end; at++) {
      const edge = edges.number(state, steps[at]!)
      if (edge >= edgeTargets.length) edgeTargets = grown(edgeTargets, edge + 1)
      // 0 is no target yet, as targets are kept one higher.
      if (edgeTargets[edge] === 0) edgeTargets[edge] = states.stateOf(steps, at + 1 - order, at + 1) + 1
      // Loops are counted with the others and left out below: asking each time takes longer than adding.
      edgeWeights.add(edge, weight)
      state = edgeTargets[edge]! - 1
    }
    conversions.add(state, paths.conversions[path]!)
    value.add(state, paths.value[path]!)
    nulls.add(state, paths.nulls[path]!)
  }

  const count = states.size
  const rows = new Int32Array(count + 1)
  const isLoop = (edge: number) => edgeTargets[edge]! - 1 === edges.firstOf(edge)
  for (let edge = 0; edge < edges.size; edge++) if (!isLoop(edge)) rows[edges.firstOf(edge) + 1]! += 1
  for (let state = 0; state < count; state++) rows[state + 1]! += rows[state]!
  const targets = new Int32Array(rows[count]!)
  const weights = new Float64Array(rows[count]!)
  const free = rows.slice()
  const left = new Sums()
  const weightOf = edgeWeights.totals(edges.size)
  for (let edge = 0; edge < edges.size; edge++) {
    if (isLoop(edge)) continue
    const from = edges.firstOf(edge)
    const at = free[from]!++
    targets[at] = edgeTargets[edge]! - 1
    weights[at] = weightOf[edge]!
    left.add(from, weightOf[edge]!)
  }
  const converted = conversions.totals(count)
  const lost = nulls.totals(count)
  for (let state = 0; state < count; state++) {
    left.add(state, converted[state]!)
    left.add(state, lost[state]!)
  }
  return {
    stateCount: count,
    statesChannels: states.channels(),
    rows,
    targets,
    weights,
    outflow: left.totals(count),
    conversions: converted,
    value: value.totals(count),
    begun: begun.totals(count),
  }
}

/** Numbers channel sequences: the nodes of a prefix tree, of which only the ends of sequences are states. */
class StateNames {
  readonly #nodes: PairIndex
  #stateOfNode = new Int32Array(256)
  #nodeOfState: number[] = []

  constructor(order: number, channelCount: number) {
    if (!(order >= 1) || (order !== Infinity && !Number.isInteger(order))) throw new RangeError(`not an order: ${order}`)
    this.#nodes = new PairIndex(channelCount)
  }

  get size(): number {
    return this.#nodeOfState.length
  }

  stateOf(steps: Uint32Array, from: number, to: number): number {
    let node = -1
    for (let at = from; at < to; at++) node = this.#nodes.number(node + 1, steps[at]!)
    if (node >= this.#stateOfNode.length) this.#stateOfNode = grown(this.#stateOfNode, this.#nodes.size)
    const known = this.#stateOfNode[node]!
    if (known > 0) return known - 1
    this.#nodeOfState.push(node)
    this.#stateOfNode[node] = this.#nodeOfState.length
    return this.#nodeOfState.length - 1
  }

  channels(): number[][] {
    return this.#nodeOfState.map(last => {
      const channels: number[] = []
      for (let node = last; node >= 0; node = this.#nodes.firstOf(node) - 1) channels.push(this.#nodes.secondOf(node))
      return channels.reverse()
    })
  }
}
