/** How much of all credit each channel gets. Deals count alike, whatever their amount: the question is who wins deals. */
import { type ChoiceDeal, creditable, type FittedModel } from './choice.ts'

/** Shares by channel, in the order of `channels`; they sum to 1, or are all 0 when no deal has a path. */
export function channelShares(fitted: FittedModel, deals: readonly ChoiceDeal[], channels: readonly string[]): Float64Array {
  return normalised(channelCredit(fitted, deals, channels))
}

/** Credit in deals by channel. Every channel of the paths must be among `channels`. */
export function channelCredit(fitted: FittedModel, deals: readonly ChoiceDeal[], channels: readonly string[]): Float64Array {
  const index = new Map(channels.map((channel, i) => [channel, i]))
  const credit = new Float64Array(channels.length)
  for (const deal of creditable(deals)) {
    const shares = fitted(deal)
    deal.path.forEach(({ channel }, i) => {
      credit[index.get(channel)!]! += shares[i]!
    })
  }
  return credit
}

export function normalised(amounts: Float64Array): Float64Array {
  const total = amounts.reduce((sum, amount) => sum + amount, 0)
  return total > 0 ? amounts.map(amount => amount / total) : amounts
}

/** Half the sum of absolute differences: 0 for the same shares, 1 for shares that have nothing in common. */
export function totalVariation(some: Float64Array, others: Float64Array): number {
  return some.reduce((sum, share, i) => sum + Math.abs(share - others[i]!), 0) / 2
}
