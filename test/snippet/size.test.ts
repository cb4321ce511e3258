import { beforeAll, describe, expect, it } from 'vitest'
import { buildSnippet } from '../../scripts/build-snippet.mjs'
import { type BuildSize, brokenBudgets, budgets, ceilings, sizesOfBuilds } from '../../scripts/size.mjs'

let sizes: BuildSize[]
beforeAll(async () => {
  sizes = await sizesOfBuilds()
})

describe('the builds of the snippet', () => {
  it('are three, each smaller than the next', () => {
    expect(sizes.map(({ name, file }) => [name, file])).toEqual([
      ['core', 't.core.js'],
      ['standard', 't.standard.js'],
      ['full', 't.js'],
    ])
    const weights = sizes.map(({ brotli }) => brotli)
    expect(weights).toEqual(weights.toSorted((a, b) => a - b))
  })

  it('grow no heavier than they are', () => {
    for (const { name, brotli } of sizes)
      expect({ name, brotli, fits: brotli <= ceilings[name] }).toEqual({ name, brotli, fits: true })
  })

  it.each([
    ['core', ['submit', 'data-tributary', 'scrollHeight', '_tl=', 'calendly']],
    ['standard', ['_tl=', 'calendly', 'iframe']],
    ['full', []],
  ] as const)('%s leaves out what only larger ones have', async (name, phrases) => {
    const { source } = await buildSnippet(name)
    expect(phrases.filter(phrase => source.includes(phrase))).toEqual([])
  })
})

it('a build over its budget is named with the bytes to lose', () => {
  const size = { name: 'full' as const, file: 't.js', raw: 9000, gzip: 3551, brotli: 3200, budget: budgets.full }
  expect(brokenBudgets([size])).toEqual(['full is 3551 B gzip, 1 B over its 3550 B'])
  expect(brokenBudgets([{ ...size, gzip: 3550 }])).toEqual([])
})
