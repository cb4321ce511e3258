import { expect, it } from 'vitest'
import { seededNumbers } from '../../../worker/insight/random.ts'

it('gives the same numbers for the same seed and others for another', () => {
  const draw = (seed: string) => Array.from({ length: 5 }, seededNumbers(seed))
  expect(draw('a')).toEqual(draw('a'))
  expect(draw('a')).not.toEqual(draw('b'))
})

it('spreads its numbers evenly over [0, 1)', () => {
  const random = seededNumbers('even')
  const counts = new Array<number>(10).fill(0)
  for (let i = 0; i < 100_000; i++) counts[Math.floor(random() * 10)]! += 1
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400)
})
