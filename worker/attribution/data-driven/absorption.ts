/** How likely a chain ends well from each state, to the last digit. */
import { productError } from '../split.ts'
import type { Chain } from './chain.ts'
import { type SparseRows, solveAbout } from './krylov.ts'

export interface Settling {
  /** What leaves a state for good there, per state; null: nothing. */
  readonly gain: Float64Array | null
  /** 1 for states whose x is given. */
  readonly fixed: Uint8Array
}

/**
 * Fills `x` for the states that are not fixed, so that for each of them
 *
 *   outflow · x  =  gain + Σ weight · x of the edge's target
 *
 * Every term is ≥ 0, and a state from which neither a gain nor a fixed state above 0 can be reached gets exactly 0.
 *
 * The defect of a solution is computed with twice the digits and its own solution added, until nothing changes
 * (iterative refinement, Wilkinson 1963). So the error is that of one rounding, however often journeys go in circles.
 */
export function settler(chain: Chain): (settling: Settling, x: Float64Array) => void {
  const incoming = incomingOf(chain)
  return (settling, x) => {
    const order = reaching(chain, incoming, settling, x)
    if (order.length === 0) return
    const system = systemOf(chain, order)
    const defects = new Float64Array(order.length)
    const before = { largest: Infinity, relative: 1 }
    for (let round = 0; ; round++) {
      for (let i = 0; i < order.length; i++) defects[i] = defect(chain, settling.gain, x, order[i]!)
      const changes = solveAbout(system, defects)
      let largest = 0
      let relative = 0
      let size = 0
      for (let i = 0; i < order.length; i++) {
        const state = order[i]!
        const change = Math.abs(changes[i]!)
        x[state]! += changes[i]!
        largest = Math.max(largest, change)
        relative = Math.max(relative, change / Math.abs(x[state]!))
        size = Math.max(size, x[state]!)
      }
      if (relative <= LAST_DIGIT || relative * (relative / before.relative) <= LAST_DIGIT / 8) return
      // States that hardly lead anywhere can flip digits for ever when the others have settled.
      if (largest <= size * LAST_DIGIT && largest >= before.largest / 8) return
      if (round === MOST_ROUNDS) throw new Error(`a chain of ${order.length} states did not settle: ${largest} of ${size}`)
      before.largest = largest
      before.relative = relative
    }
  }
}

const LAST_DIGIT = 2 ** -52
const MOST_ROUNDS = 200

interface Incoming {
  /** The edges into state s come from `sources[starts[s]]` to before `sources[starts[s + 1]]`. */
  readonly starts: Int32Array
  readonly sources: Int32Array
}

function incomingOf({ stateCount, rows, targets }: Chain): Incoming {
  const starts = new Int32Array(stateCount + 1)
  for (const target of targets) starts[target + 1]! += 1
  for (let state = 0; state < stateCount; state++) starts[state + 1]! += starts[state]!
  const sources = new Int32Array(targets.length)
  const free = starts.slice()
  for (let state = 0; state < stateCount; state++) {
    for (let at = rows[state]!; at < rows[state + 1]!; at++) sources[free[targets[at]!]!++] = state
  }
  return { starts, sources }
}

/** The states to solve for, those nearest to the end first: so one sweep carries values far back. */
function reaching(chain: Chain, { starts, sources }: Incoming, { gain, fixed }: Settling, x: Float64Array): Int32Array {
  const isSeen = fixed.slice()
  const found = new Int32Array(chain.stateCount)
  let size = 0
  const find = (state: number) => {
    if (isSeen[state]) return
    isSeen[state] = 1
    found[size++] = state
  }
  const findSources = (state: number) => {
    for (let at = starts[state]!; at < starts[state + 1]!; at++) find(sources[at]!)
  }
  for (let state = 0; state < chain.stateCount; state++) {
    if (gain !== null && gain[state]! > 0) find(state)
    if (fixed[state] && x[state]! > 0) findSources(state)
  }
  for (let i = 0; i < size; i++) findSources(found[i]!)
  return found.slice(0, size)
}

function systemOf({ stateCount, rows, targets, weights, outflow }: Chain, order: Int32Array): SparseRows {
  const place = new Int32Array(stateCount).fill(-1)
  let most = 0
  order.forEach((state, i) => {
    place[state] = i
    most += rows[state + 1]! - rows[state]!
  })
  const columns = new Int32Array(most)
  const values = new Float64Array(most)
  const systemRows = new Int32Array(order.length + 1)
  const diagonals = new Int32Array(order.length)
  let size = 0
  for (let i = 0; i < order.length; i++) {
    const state = order[i]!
    for (const isBelow of [true, false]) {
      for (let at = rows[state]!; at < rows[state + 1]!; at++) {
        const column = place[targets[at]!]!
        if (column < 0 || column < i !== isBelow) continue
        columns[size] = column
        values[size++] = weights[at]! / outflow[state]!
      }
      if (isBelow) diagonals[i] = size
    }
    systemRows[i + 1] = size
  }
  return { rows: systemRows, diagonals, columns, values }
}

/** What is missing on the state's right side, per journey that leaves it. */
function defect({ rows, targets, weights, outflow }: Chain, gain: Float64Array | null, x: Float64Array, state: number): number {
  let sum = gain === null ? 0 : gain[state]!
  let lost = 0
  for (let at = rows[state]! - 1; at < rows[state + 1]!; at++) {
    const isOwn = at < rows[state]!
    const factor = isOwn ? -outflow[state]! : weights[at]!
    const value = isOwn ? x[state]! : x[targets[at]!]!
    const product = factor * value
    const next = sum + product
    const kept = next - sum
    lost += sum - (next - kept) + (product - kept) + productError(factor, value, product)
    sum = next
  }
  return (sum + lost) / outflow[state]!
}
