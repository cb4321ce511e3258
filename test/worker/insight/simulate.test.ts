import { describe, expect, it } from 'vitest'
import { defaultChannels, simulate } from '../../../worker/insight/simulate.ts'

const trueShare = (simulation: ReturnType<typeof simulate>, channel: string) =>
  simulation.truth.channels.find(one => one.channel === channel)!.share

describe('simulate', () => {
  const clean = simulate({ scenario: 'clean', accounts: 1_500, seed: 'world' })

  it('tells the same story for the same seed', () => {
    expect(simulate({ scenario: 'clean', accounts: 50, seed: 'a' })).toEqual(
      simulate({ scenario: 'clean', accounts: 50, seed: 'a' }),
    )
  })

  it('gives winners touches in order, none after the win, and an opportunity before it', () => {
    for (const { touches, wins, opportunities } of clean.accounts) {
      const times = touches.map(({ touch_at }) => touch_at)
      expect(times).toEqual(times.toSorted((a, b) => a - b))
      if (wins.length === 0) continue
      expect(times.at(-1) ?? 0).toBeLessThanOrEqual(wins[0]!)
      expect(opportunities[0]!).toBeLessThan(wins[0]!)
    }
    expect(clean.deals.length).toBe(clean.accounts.filter(({ wins }) => wins.length > 0).length)
  })

  it('expects as many conversions as happen, within chance', () => {
    const spread = Math.sqrt(clean.truth.conversions)
    expect(Math.abs(clean.deals.length - clean.truth.conversions)).toBeLessThan(3 * spread)
    expect(clean.truth.baseline_share).toBeGreaterThan(0.3)
    expect(clean.truth.baseline_share).toBeLessThan(0.6)
  })

  it('knows that a channel without effect caused nothing', () => {
    expect(trueShare(clean, 'Direct')).toBe(0)
    expect(clean.truth.channels.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12)
  })

  it('credits upstream channels with what they send on, where there is spill-over', () => {
    const spilling = simulate({ scenario: 'spill_over', accounts: 1_500, seed: 'world' })
    expect(trueShare(spilling, 'Display')).toBeGreaterThan(1.2 * trueShare(clean, 'Display'))
  })

  it('makes direct frequent among winners, and still without effect, where intent confounds', () => {
    const confounded = simulate({ scenario: 'intent_confounded', accounts: 1_500, seed: 'world' })
    const direct = ({ deals }: typeof clean) => {
      const touches = deals.flatMap(({ path }) => path)
      return touches.filter(({ channel }) => channel === 'Direct').length / touches.length
    }
    expect(direct(confounded)).toBeGreaterThan(1.5 * direct(clean))
    expect(trueShare(confounded, 'Direct')).toBe(0)
  })

  it('wins without marketing only, when no channel has an effect', () => {
    const channels = defaultChannels.map(channel => ({ ...channel, effect: 0 }))
    const { truth } = simulate({ scenario: 'clean', accounts: 200, seed: 'noise', channels })
    expect(truth.baseline_share).toBeCloseTo(1, 12)
    expect(truth.channels.every(({ share }) => share === 0)).toBe(true)
  })
})
