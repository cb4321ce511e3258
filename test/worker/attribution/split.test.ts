import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apportion, linesToBook } from '../../../worker/attribution/split.ts'

interface GoldenMoney {
  apportion: { total: string; weights: number[]; result: string[] }[]
  refund_sequence: { weights: number[]; steps: { net: number; net_by_touch: number[]; booked_lines: number[] }[] }[]
}

const golden: GoldenMoney = JSON.parse(readFileSync('test/fixtures/money.json', 'utf8'))

describe('apportion', () => {
  it.each([
    // what                                    amount     weights           parts
    ['one touch takes all', 100_00, [1], [100_00]],
    ['position-based 40/20/40', 100_00, [40, 20, 40], [40_00, 20_00, 40_00]],
    ['a lost unit goes to the earliest', 1_00, [1, 1, 1], [34, 33, 33]],
    ['a lost unit goes to the largest remainder', 10, [1, 3, 2], [2, 5, 3]],
    ['a zero weight earns nothing', 99, [1, 0], [99, 0]],
    ['nothing to split', 0, [1, 2], [0, 0]],
    ['nothing to split, said with a minus', -0, [1, 2], [0, 0]],
    ['a negative amount mirrors its opposite', -1_00, [1, 1, 1, 0], [-34, -33, -33, 0]],
  ])('%s', (_, amount, weights, parts) => {
    expect(apportion(amount, weights)).toEqual(parts)
  })

  it.each(golden.apportion)('splits $total over $weights as published', ({ total, weights, result }) => {
    expect(apportion(BigInt(total), weights)).toEqual(result.map(BigInt))
    if (Number.isSafeInteger(Number(total))) expect(apportion(Number(total), weights)).toEqual(result.map(Number))
  })

  it.each([
    [1.5, [1]],
    [2 ** 53, [1]],
    [Number.NaN, [1]],
    [1, []],
    [1, [0]],
    [1, [-1, 2]],
    [1, [0.5]],
    [1, [Number.NaN]],
  ])('refuses %s over %j', (amount, weights) => {
    expect(() => apportion(amount, weights)).toThrow(RangeError)
  })

  const anyWeights = fc
    .oneof(
      fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 60, size: 'max' }),
      fc.array(fc.integer({ min: 0, max: 10 ** 15 }), { minLength: 1, maxLength: 12 }),
      fc.array(fc.maxSafeNat(), { minLength: 1, maxLength: 3 }),
    )
    .filter(weights => weights.some(weight => weight > 0))
  const anyTotal = fc.oneof(
    fc.integer({ min: -50, max: 50 }),
    fc.maxSafeInteger(),
    fc.integer({ min: -(10 ** 15), max: 10 ** 15 }),
  )

  /** Found by search: the double nearest to the first share lies beyond a whole number, and its unit is at stake. */
  it.each([
    ['above', 2_086_525_122_256_217, 2_016_049_731_649_029, 20_083_958_770_067, 7],
    ['below', 1_124_134_223_966_690, 1_155_167_549_122_590, 29_348_539_348, 18],
  ])('is not misled by a share that a double puts a whole number too far %s', (_, total, first, other, others) => {
    const weights = [first, ...new Array(others).fill(other)]
    expect(apportion(total, weights).map(BigInt)).toEqual(apportion(BigInt(total), weights))
  })

  it('serves the earliest of many equals', () => {
    const equals = new Array(1000).fill(7)
    expect(apportion(2001, equals)).toEqual([3, ...new Array(999).fill(2)])
    expect(apportion(1999, equals).slice(998)).toEqual([2, 1])
  })

  it('does the same in numbers as in big integers', () => {
    fc.assert(
      fc.property(anyTotal, anyWeights, (total, weights) => {
        expect(apportion(total, weights).map(BigInt)).toEqual(apportion(BigInt(total), weights))
      }),
      { numRuns: 3000 },
    )
  })

  it('neither gains nor loses a unit, and is never a whole unit off', () => {
    fc.assert(
      fc.property(anyTotal, anyWeights, (total, weights) => {
        const parts = apportion(total, weights).map(BigInt)
        const sum = weights.reduce((a, b) => a + BigInt(b), 0n)
        expect(parts.reduce((a, b) => a + b)).toBe(BigInt(total))
        for (const [i, part] of parts.entries()) {
          const difference = part * sum - BigInt(total) * BigInt(weights[i]!)
          expect(difference < sum && difference > -sum).toBe(true)
        }
      }),
    )
  })

  it('never gives an equal weight more because it stands later', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 15 }), anyWeights, (total, weights) => {
        const parts = apportion(total, weights)
        for (let i = 1; i < parts.length; i++)
          if (weights[i] === weights[i - 1]) expect(parts[i]).toBeLessThanOrEqual(parts[i - 1]!)
      }),
    )
  })
})

describe('linesToBook', () => {
  it.each(golden.refund_sequence)('books refunds over $weights as published', ({ weights, steps }) => {
    let booked = weights.map(() => 0)
    for (const { net, net_by_touch, booked_lines } of steps) {
      const lines = linesToBook(net, weights, booked)
      expect(lines).toEqual(booked_lines)
      booked = booked.map((before, i) => before + lines[i]!)
      expect(booked).toEqual(net_by_touch)
    }
  })

  it('ends at 0 on every touch after a full refund, whatever came before', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5000, max: 5000 })), changes => {
        const weights = [4, 1, 1, 4]
        let net = 0
        let booked = [0, 0, 0, 0]
        for (const change of [...changes, 0 - changes.reduce((a, b) => a + b, 0)]) {
          net += change
          const lines = linesToBook(net, weights, booked)
          expect(lines.reduce((a, b) => a + b)).toBe(change)
          booked = booked.map((before, i) => before + lines[i]!)
        }
        expect(booked).toEqual([0, 0, 0, 0])
      }),
    )
  })
})
