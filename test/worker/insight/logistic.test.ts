import { describe, expect, it } from 'vitest'
import { fitLogistic, probability } from '../../../worker/insight/logistic.ts'

/** `[x, label, how many]` */
function lineOf(groups: readonly (readonly [number, number, number])[]) {
  const rows = groups.flatMap(([x, label, count]) => new Array<[number, number]>(count).fill([x, label]))
  return fitLogistic(
    Float64Array.from(rows, ([x]) => x),
    Uint8Array.from(rows, ([, label]) => label),
  )
}

describe('fitLogistic', () => {
  it('finds the log odds of two groups, where the answer is known', () => {
    // 100 of 400 at 0, 300 of 400 at 1: odds 1/3 and 3
    const { intercept, slope } = lineOf([
      [0, 1, 100],
      [0, 0, 300],
      [1, 1, 300],
      [1, 0, 100],
    ])
    expect(intercept).toBeCloseTo(Math.log(1 / 3), 3)
    expect(slope).toBeCloseTo(Math.log(9), 3)
  })

  it('does not depend on the unit of the variable', () => {
    const groups = (unit: number) => lineOf([1, 2, 3].flatMap(x => [[x * unit, 1, x * 3] as const, [x * unit, 0, 10] as const]))
    expect(groups(1000).slope * 1000).toBeCloseTo(groups(1).slope, 6)
    expect(groups(1000).intercept).toBeCloseTo(groups(1).intercept, 6)
  })

  it.each([
    [
      'labels that the variable separates',
      [
        [0, 0, 50],
        [1, 1, 50],
      ],
    ],
    [
      'labels that one row separates',
      [
        [0, 0, 1000],
        [1000, 1, 1],
      ],
    ],
    [
      'nobody won',
      [
        [0, 0, 50],
        [1, 0, 50],
      ],
    ],
    [
      'everybody won',
      [
        [0, 1, 50],
        [1, 1, 50],
      ],
    ],
  ] as const)('stays finite: %s', (_, groups) => {
    const { intercept, slope } = lineOf(groups)
    expect(Number.isFinite(intercept) && Number.isFinite(slope)).toBe(true)
    for (const [x, label] of groups) expect(Math.abs(probability(intercept + slope * x) - label)).toBeLessThan(0.1)
  })

  it('gives the rate, and no slope, when the variable says nothing', () => {
    const { intercept, slope } = lineOf([
      [5, 1, 20],
      [5, 0, 60],
    ])
    expect(slope).toBe(0)
    expect(probability(intercept)).toBeCloseTo(0.25, 2)
  })
})
