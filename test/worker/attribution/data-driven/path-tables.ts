import * as fc from 'fast-check'
import type { ChannelPath } from '../../../../worker/attribution/data-driven/paths.ts'

/** `path('A > B', 2, 300, 1)` */
export function path(text: string, conversions: number, value = conversions, nulls = 0): ChannelPath {
  return { channels: text.split(' > '), conversions, value, nulls }
}

const weight = fc.integer({ min: 0, max: 1000 })

/** Some paths over few channels, so that they meet and go in circles; whole weights. */
export const somePaths: fc.Arbitrary<ChannelPath[]> = fc.array(
  fc
    .record({
      channels: fc.array(fc.constantFrom('A', 'B', 'C', 'D'), { minLength: 1, maxLength: 6 }),
      conversions: fc.oneof(fc.constant(0), weight),
      value: weight,
      nulls: fc.oneof(fc.constant(0), weight),
    })
    .map(withoutUnearned),
  { minLength: 1, maxLength: 8 },
)

/** Value takes a conversion. */
export function withoutUnearned(one: ChannelPath): ChannelPath {
  return one.conversions > 0 ? one : { ...one, value: 0 }
}

export const somePathsWithWins = somePaths.filter(paths => paths.some(({ conversions }) => conversions > 0))

export const total = (paths: Iterable<ChannelPath>, of: 'conversions' | 'value' | 'nulls') =>
  Array.from(paths, one => one[of]).reduce((a, b) => a + b, 0)
