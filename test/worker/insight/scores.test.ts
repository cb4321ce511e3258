import { describe, expect, it } from 'vitest'
import { seededNumbers } from '../../../worker/insight/random.ts'
import { aucOf, rankingOf, scoresOf } from '../../../worker/insight/scores.ts'

const auc = (probabilities: readonly number[], labels: readonly number[], weights?: readonly number[]) => {
  const ranking = rankingOf(Float64Array.from(probabilities), Uint8Array.from(labels))
  return aucOf(ranking, weights && Uint16Array.from(ranking.row, row => weights[row]!))
}

describe('the AUC', () => {
  it.each([
    // what                              probabilities         labels        AUC
    ['a perfect ranking', [0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1], 1],
    ['an inverted ranking', [0.9, 0.8, 0.2, 0.1], [0, 0, 1, 1], 0],
    ['one rate for all', [0.3, 0.3, 0.3], [1, 0, 0], 0.5],
    ['a tie is half a success', [0.2, 0.5, 0.5], [0, 0, 1], 0.75],
    ['nobody won', [0.2, 0.5], [0, 0], null],
    ['everybody won', [0.2, 0.5], [1, 1], null],
  ] as const)('of %s', (_, probabilities, labels, expected) => {
    expect(auc(probabilities, labels)).toBe(expected)
  })

  it('counts pairs, and a row as often as its weight says', () => {
    const random = seededNumbers('pairs')
    const rows = Array.from({ length: 60 }, () => ({
      p: Math.round(random() * 8) / 8,
      label: random() < 0.3 ? 1 : 0,
      weight: Math.floor(random() * 3),
    }))
    let successes = 0
    let pairs = 0
    for (const winner of rows.filter(({ label }) => label === 1))
      for (const other of rows.filter(({ label }) => label === 0)) {
        const weight = winner.weight * other.weight
        pairs += weight
        if (winner.p > other.p) successes += weight
        if (winner.p === other.p) successes += weight / 2
      }
    const given = auc(
      rows.map(({ p }) => p),
      rows.map(({ label }) => label),
      rows.map(({ weight }) => weight),
    )
    expect(given).toBeCloseTo(successes / pairs, 12)
  })
})

describe('scoresOf', () => {
  it('takes the log-loss by hand', () => {
    const { log_loss } = scoresOf(Float64Array.of(0.5, 0.25), Uint8Array.of(1, 0))
    expect(log_loss).toBeCloseTo((Math.log(2) - Math.log(0.75)) / 2, 12)
  })

  it('finds slope 1 and intercept 0 when probabilities mean what they say, and a flatter slope when they exaggerate', () => {
    const random = seededNumbers('calibration')
    const truth = Float64Array.from({ length: 40_000 }, () => 0.05 + 0.5 * random())
    const labels = Uint8Array.from(truth, p => (random() < p ? 1 : 0))
    const honest = scoresOf(truth, labels).calibration
    expect(honest.slope).toBeCloseTo(1, 1)
    expect(honest.intercept).toBeCloseTo(0, 1)
    // log odds doubled
    const exaggerated = truth.map(p => p ** 2 / (p ** 2 + (1 - p) ** 2))
    expect(scoresOf(exaggerated, labels).calibration.slope).toBeCloseTo(0.5, 1)
  })

  it('groups rows into tenths, the highest probabilities first', () => {
    const probabilities = Float64Array.from({ length: 100 }, (_, i) => i / 100)
    const labels = Uint8Array.from({ length: 100 }, (_, i) => (i >= 95 ? 1 : 0))
    const { deciles, top_decile_lift } = scoresOf(probabilities, labels)
    expect(deciles.map(({ rows }) => rows)).toEqual(new Array(10).fill(10))
    expect(deciles.map(({ observed }) => observed)).toEqual([0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    expect(deciles[0]!.predicted).toBeCloseTo(0.945, 12)
    expect(top_decile_lift).toBeCloseTo(10, 12)
  })

  it('lets rows of one probability share what happened, so that their order favours no group', () => {
    const { deciles, top_decile_lift } = scoresOf(
      new Float64Array(50).fill(0.1),
      Uint8Array.from({ length: 50 }, (_, i) => (i < 10 ? 1 : 0)),
    )
    for (const { observed } of deciles) expect(observed).toBeCloseTo(0.2, 12)
    expect(top_decile_lift).toBeCloseTo(1, 12)
  })
})
