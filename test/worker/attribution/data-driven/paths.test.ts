import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ChannelPath, folded, PathFolder } from '../../../../worker/attribution/data-driven/paths.ts'
import { path, somePaths, total, withoutUnearned } from './path-tables.ts'

describe('folded', () => {
  it('folds equal paths together, in code-point order', () => {
    const rows = [path('B', 1, 10), path('A > B', 0, 0, 1), path('A', 1, 5, 2), path('B', 2, 20, 1), path('A > A', 1)]
    expect([...folded(rows)]).toEqual([
      { channels: ['A'], conversions: 1, value: 5, nulls: 2 },
      { channels: ['A', 'A'], conversions: 1, value: 1, nulls: 0 },
      { channels: ['A', 'B'], conversions: 0, value: 0, nulls: 1 },
      { channels: ['B'], conversions: 3, value: 30, nulls: 1 },
    ])
  })

  it('leaves out paths without a touch and rows without a journey, with channels that only they had', () => {
    const table = folded([{ channels: [], conversions: 1, value: 1, nulls: 0 }, path('X', 0), path('A', 1)])
    expect(table.channels).toEqual(['A'])
    expect([...table]).toEqual([path('A', 1)])
  })

  it('gives the same for any order of the rows, fractions included', () => {
    const weight = fc.double({ min: 0, max: 1000, noNaN: true })
    const rows = fc.array(
      fc
        .record({
          channels: fc.array(fc.constantFrom('A', 'B', '\u{1F600}', '\uFF21'), { minLength: 1, maxLength: 3 }),
          conversions: weight,
          value: weight,
          nulls: weight,
        })
        .map(withoutUnearned),
      { minLength: 2, maxLength: 30 },
    )
    const both = rows.chain(list => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })))
    fc.assert(
      fc.property(both, ([list, shuffled]) => {
        expect([...folded(shuffled)]).toEqual([...folded(list)])
      }),
    )
  })

  it('keeps the sum of the weights, and takes a table as it is', () => {
    fc.assert(
      fc.property(somePaths, paths => {
        const table = folded(paths)
        expect(total(table, 'nulls')).toBe(total(paths, 'nulls'))
        expect(total(table, 'conversions')).toBe(total(paths, 'conversions'))
        expect(folded(table)).toBe(table)
        expect([...folded([...table])]).toEqual([...table])
      }),
    )
  })

  it('keeps apart long paths that differ at the end only, and thousands of others', () => {
    const long = Array.from({ length: 40 }, (_, i) => `c${i % 7}`)
    const rows: ChannelPath[] = Array.from({ length: 5_000 }, (_, i) => ({
      channels: [...long, `c${i % 5}`, `d${i}`],
      conversions: 1,
      value: 0,
      nulls: 0,
    }))
    const texts = Array.from(folded([...rows, ...rows]), ({ channels, conversions }) => `${channels.join(' ')} ${conversions}`)
    expect(texts).toHaveLength(5_000)
    expect(texts).toEqual(rows.map(({ channels }) => `${channels.join(' ')} 2`).sort())
  })

  it.each([
    [-1, 0, 0],
    [0, -1, 0],
    [1, 0, Number.NaN],
    [Infinity, 0, 0],
    [0, 5, 1],
  ])('refuses the weights %s, %s, %s', (conversions, value, nulls) => {
    expect(() => folded([{ channels: ['A'], conversions, value, nulls }])).toThrow(RangeError)
  })
})

describe('PathFolder', () => {
  it('weighs nulls when it is done', () => {
    const folder = new PathFolder()
    const a = folder.idOf('A')
    for (let i = 0; i < 10; i++) folder.add([a], 0, 0, 1)
    expect([...folder.table(0.1)]).toEqual([{ channels: ['A'], conversions: 0, value: 0, nulls: 1 }])
  })
})
