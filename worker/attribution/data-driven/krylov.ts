/** A matrix Q ≥ 0 with row sums ≤ 1 and an empty diagonal. */
export interface SparseRows {
  /** Row i has the entries `rows[i]` to before `rows[i + 1]`; those before `diagonals[i]` stand left of the diagonal. */
  readonly rows: Int32Array
  readonly diagonals: Int32Array
  readonly columns: Int32Array
  readonly values: Float64Array
}

/**
 * Solves (I − Q) x = right to about eight digits.
 *
 * GMRES (Saad and Schultz 1986) behind one Gauss-Seidel sweep. Gauss-Seidel alone needs as many sweeps as the longest
 * journeys have touches: 1,000,000 when two channels alternate 100,000 times.
 */
export function solveAbout({ rows, diagonals, columns, values }: SparseRows, right: Float64Array): Float64Array {
  const n = right.length
  const most = Math.min(n, Math.max(MIN_DIRECTIONS, Math.floor(MAX_NUMBERS / n)))
  const length = norm(right)
  if (length === 0) return new Float64Array(n)
  const basis = [right.map(entry => entry / length)]
  const columnsOfR: Float64Array[] = []
  const cosines: number[] = []
  const sines: number[] = []
  const goal = [length]

  for (let k = 0; k < most && Math.abs(goal[k]!) > TOLERANCE * length; k++) {
    const next = basis[k]!.slice()
    const swept = sweep(basis[k]!)
    for (let i = 0; i < n; i++) {
      let above = 0
      for (let at = diagonals[i]!; at < rows[i + 1]!; at++) above += values[at]! * swept[columns[at]!]!
      next[i]! -= above
    }
    const column = new Float64Array(k + 2)
    for (let j = 0; j <= k; j++) {
      const direction = basis[j]!
      const along = dot(direction, next)
      column[j] = along
      for (let i = 0; i < n; i++) next[i]! -= along * direction[i]!
    }
    const rest = norm(next)
    column[k + 1] = rest
    for (let j = 0; j < k; j++) rotate(column, j, cosines[j]!, sines[j]!)
    const size = Math.hypot(column[k]!, rest)
    cosines.push(column[k]! / size)
    sines.push(rest / size)
    rotate(column, k, cosines[k]!, sines[k]!)
    goal.push(-sines[k]! * goal[k]!)
    goal[k]! *= cosines[k]!
    columnsOfR.push(column)
    basis.push(rest > 0 ? next.map(entry => entry / rest) : next)
  }

  const steps = goal.slice(0, columnsOfR.length)
  for (let k = steps.length - 1; k >= 0; k--) {
    for (let j = k + 1; j < steps.length; j++) steps[k]! -= columnsOfR[j]![k]! * steps[j]!
    steps[k]! /= columnsOfR[k]![k]!
  }
  const sum = new Float64Array(n)
  steps.forEach((step, k) => {
    const direction = basis[k]!
    for (let i = 0; i < n; i++) sum[i]! += step * direction[i]!
  })
  return sweep(sum)

  /** Solves the part on and below the diagonal. */
  function sweep(entries: Float64Array): Float64Array {
    const solved = entries.slice()
    for (let i = 0; i < n; i++) {
      let below = 0
      for (let at = rows[i]!; at < diagonals[i]!; at++) below += values[at]! * solved[columns[at]!]!
      solved[i]! += below
    }
    return solved
  }
}

const TOLERANCE = 1e-8

/** Directions are kept all at once, so that a chain with many slow circles is solved too; 32 MB of them at most. */
const MAX_NUMBERS = 4e6
const MIN_DIRECTIONS = 30

function rotate(column: Float64Array, j: number, cosine: number, sine: number): void {
  const upper = column[j]!
  const lower = column[j + 1]!
  column[j] = cosine * upper + sine * lower
  column[j + 1] = cosine * lower - sine * upper
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

function norm(entries: Float64Array): number {
  return Math.sqrt(dot(entries, entries))
}
