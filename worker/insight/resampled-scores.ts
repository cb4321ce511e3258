import { drawAgain } from './bootstrap.ts'
import type { LandmarkRows } from './landmarks.ts'
import { aucOf, lossOf, rankingOf } from './scores.ts'

/** Log-loss and AUC of each scorer when accounts are drawn again. All see the same draws, so that differences are paired. */
export function resampledScores(
  probabilities: readonly Float64Array[],
  rows: LandmarkRows,
  random: () => number,
  resamples: number,
): Resampled[] {
  const { place, size } = compact(rows.account)
  const rowsOf = new Float64Array(size)
  for (const at of place) rowsOf[at]! += 1
  const scorers = probabilities.map(p => {
    const loss = new Float64Array(size)
    p.forEach((one, row) => {
      loss[place[row]!]! += lossOf(one, rows.label[row]!)
    })
    const ranking = rankingOf(p, rows.label)
    const result: Resampled = { logLoss: new Float64Array(resamples), auc: new Float64Array(resamples) }
    return { loss, ranking, places: ranking.row.map(row => place[row]!), result }
  })

  const times = new Uint16Array(size)
  const weights = new Uint16Array(rows.count)
  for (let b = 0; b < resamples; b++) {
    drawAgain(times, random)
    const drawn = dot(times, rowsOf)
    for (const { loss, ranking, places, result } of scorers) {
      for (let i = 0; i < weights.length; i++) weights[i] = times[places[i]!]!
      result.logLoss[b] = dot(times, loss) / drawn
      result.auc[b] = aucOf(ranking, weights) ?? 0.5
    }
  }
  return scorers.map(({ result }) => result)
}

export interface Resampled {
  /** One number per resample. */
  readonly logLoss: Float64Array
  /** ½ where a resample holds only winners, or none. */
  readonly auc: Float64Array
}

/** Accounts without any row would only waste draws. */
function compact(accounts: Int32Array): { place: Int32Array; size: number } {
  const places = new Map<number, number>()
  const place = accounts.map(account => {
    const known = places.get(account) ?? places.size
    places.set(account, known)
    return known
  })
  return { place, size: places.size }
}

function dot(times: Uint16Array, amounts: Float64Array): number {
  let sum = 0
  for (let i = 0; i < times.length; i++) sum += times[i]! * amounts[i]!
  return sum
}
