import { describe, expect, it } from 'vitest'
import { seededNumbers } from '../../../worker/insight/random.ts'
import { type SharePart, shareIntervals } from '../../../worker/insight/share-intervals.ts'

/** Each cluster gives its whole amount to one channel, `Email` with a chance of 0.4. */
function parts(clusters: number): SharePart[] {
  const random = seededNumbers(`parts ${clusters}`)
  return Array.from({ length: clusters }, (_, i) => ({
    cluster: `account ${i}`,
    channel: random() < 0.4 ? 'Email' : 'Event',
    amount: 100,
  }))
}

describe('shareIntervals', () => {
  it.each([100, 1_000, 10_000])('is as wide as the normal approximation says for %d accounts', count => {
    const [event] = shareIntervals(parts(count), 'seed')
    const expected = 2 * 1.96 * Math.sqrt((event!.value * (1 - event!.value)) / count)
    expect((event!.high - event!.low) / expected).toBeGreaterThan(0.85)
    expect((event!.high - event!.low) / expected).toBeLessThan(1.15)
    expect(event!.low).toBeLessThan(event!.value)
    expect(event!.high).toBeGreaterThan(event!.value)
  })

  it('draws accounts, not rows: an account in ten parts is no surer than in one', () => {
    const some = parts(200)
    const split = some.flatMap(part => new Array<SharePart>(10).fill({ ...part, amount: 10 }))
    expect(shareIntervals(split, 'seed')).toEqual(shareIntervals(some, 'seed'))
  })

  it('is the same for the same seed, whatever the order', () => {
    const some = parts(300)
    expect(shareIntervals(some.toReversed(), 'seed')).toEqual(shareIntervals(some, 'seed'))
    expect(shareIntervals(some, 'other')).not.toEqual(shareIntervals(some, 'seed'))
  })

  it('has the largest share first, and shares that sum to 1', () => {
    const shares = shareIntervals(parts(50), 'seed').map(({ value }) => value)
    expect(shares).toEqual(shares.toSorted((a, b) => b - a))
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
  })

  it.each([
    ['nothing', []],
    ['no money', [{ cluster: 'a', channel: 'Email', amount: 0 }]],
    ['more refunds than money', [{ cluster: 'a', channel: 'Email', amount: -5 }]],
  ])('says nothing about %s', (_, some) => {
    expect(shareIntervals(some, 'seed')).toEqual([])
  })

  it('knows no spread when there is one account', () => {
    const [only] = shareIntervals([{ cluster: 'a', channel: 'Email', amount: 7 }], 'seed')
    expect(only).toEqual({ channel: 'Email', value: 1, low: 1, high: 1 })
  })
})
