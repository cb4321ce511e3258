/** How well probabilities foretold what happened. */
import { fitLogistic, type LogisticLine } from './logistic.ts'

export interface Scores {
  /** Chance that a winner was ranked above another account; ½ knows nothing. Null without both kinds. */
  readonly auc: number | null
  /** Mean of -log(probability given to what happened), in nats; less is better. */
  readonly log_loss: number
  /** Of the labels on the log-odds given: 1 and 0 when probabilities mean what they say. */
  readonly calibration: LogisticLine
  /** Highest probabilities first. */
  readonly deciles: readonly Decile[]
  /** Rate of the first tenth over the rate of all; null when nobody won. */
  readonly top_decile_lift: number | null
}

export interface Decile {
  readonly rows: number
  readonly predicted: number
  readonly observed: number
}

/** @param probabilities  each in [0, 1]; at least one row */
export function scoresOf(probabilities: Float64Array, labels: Uint8Array): Scores {
  const ranking = rankingOf(probabilities, labels)
  const deciles = decilesOf(ranking, probabilities)
  const rate = labels.reduce((sum, label) => sum + label, 0) / labels.length
  return {
    auc: aucOf(ranking),
    log_loss: probabilities.reduce((sum, p, i) => sum + lossOf(p, labels[i]!), 0) / probabilities.length,
    calibration: fitLogistic(
      probabilities.map(p => Math.log(bounded(p) / (1 - bounded(p)))),
      labels,
    ),
    deciles,
    top_decile_lift: rate > 0 ? deciles[0]!.observed / rate : null,
  }
}

export function lossOf(p: number, label: number): number {
  return -Math.log(label === 1 ? bounded(p) : 1 - bounded(p))
}

const bounded = (p: number) => Math.min(Math.max(p, 1e-15), 1 - 1e-15)

/** Rows from the lowest probability to the highest. */
export interface Ranking {
  readonly row: Int32Array
  readonly label: Uint8Array
  /** 1 where the next row has a higher probability, or there is none. */
  readonly closesTie: Uint8Array
}

export function rankingOf(probabilities: Float64Array, labels: Uint8Array): Ranking {
  const row = Int32Array.from(probabilities, (_, i) => i).sort((a, b) => probabilities[a]! - probabilities[b]! || a - b)
  return {
    row,
    label: Uint8Array.from(row, i => labels[i]!),
    closesTie: Uint8Array.from(row, (i, place) => (probabilities[row[place + 1] ?? -1] === probabilities[i] ? 0 : 1)),
  }
}

/** Mann and Whitney's count; a tie is half a success. Row `row[i]` counts `weights[i]` times, once without weights. */
export function aucOf({ row, label, closesTie }: Ranking, weights?: Uint16Array): number | null {
  let winners = 0
  let others = 0
  let tiedWinners = 0
  let tiedOthers = 0
  let successes = 0
  for (let i = 0; i < row.length; i++) {
    const weight = weights === undefined ? 1 : weights[i]!
    if (label[i] === 1) tiedWinners += weight
    else tiedOthers += weight
    if (closesTie[i] === 1) {
      successes += tiedWinners * (others + tiedOthers / 2)
      winners += tiedWinners
      others += tiedOthers
      tiedWinners = 0
      tiedOthers = 0
    }
  }
  return winners > 0 && others > 0 ? successes / (winners * others) : null
}

/** Ten groups of (nearly) the same size; rows of one probability share what happened to them, so no order favours anybody. */
function decilesOf({ row, label, closesTie }: Ranking, probabilities: Float64Array): Decile[] {
  const expected = new Float64Array(row.length)
  let from = 0
  for (let i = 0; i < row.length; i++) {
    if (closesTie[i] !== 1) continue
    const winners = label.subarray(from, i + 1).reduce((sum, one) => sum + one, 0)
    expected.fill(winners / (i + 1 - from), from, i + 1)
    from = i + 1
  }
  const groups = Math.min(10, row.length)
  return Array.from({ length: groups }, (_, group) => {
    const start = Math.round(row.length * (1 - (group + 1) / groups))
    const end = Math.round(row.length * (1 - group / groups))
    const rows = end - start
    const predicted = row.subarray(start, end).reduce((sum, i) => sum + probabilities[i]!, 0) / rows
    const observed = expected.subarray(start, end).reduce((sum, one) => sum + one, 0) / rows
    return { rows, predicted, observed }
  })
}
