import { expect, it } from 'vitest'
import { readingOf } from '../../../worker/journey/reading.ts'

it.each([
  // engaged_ms  scroll  reading
  [0, 100, 'opened'],
  [4_999, 100, 'opened'],
  [5_000, 0, 'skimmed'],
  [14_999, 100, 'skimmed'],
  [15_000, 74, 'skimmed'],
  [15_000, 75, 'read'],
  [29_999, 0, 'skimmed'],
  [30_000, 0, 'read'],
])('%i ms and %i %% are %s', (engaged_ms, scroll_percent, reading) => {
  expect(readingOf({ engaged_ms, scroll_percent })).toBe(reading)
})
