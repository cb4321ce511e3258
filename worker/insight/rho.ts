/** Credit per touch: what turns an account's touches into a score. Rules: model-choice.md, 3. */
import { channelShares, normalised } from './channel-shares.ts'
import type { ChoiceAccount, ChoiceDeal, FittedModel } from './choice.ts'
import type { ChannelCredit } from './intent.ts'

/** @param accounts  their touches up to the first win are those at risk */
export function creditPerTouch(
  fitted: FittedModel,
  deals: readonly ChoiceDeal[],
  accounts: readonly ChoiceAccount[],
  channels: readonly string[],
): ChannelCredit[] {
  const credit = channelShares(fitted, deals, channels)
  const touches = touchShares(accounts, channels)
  return channels.map((channel, i) => ({
    channel,
    credit_share: credit[i]!,
    touch_share: touches[i]!,
    rho: touches[i]! > 0 ? credit[i]! / touches[i]! : 1,
  }))
}

function touchShares(accounts: readonly ChoiceAccount[], channels: readonly string[]): Float64Array {
  const index = new Map(channels.map((channel, i) => [channel, i]))
  const counts = new Float64Array(channels.length)
  for (const { touches, wins } of accounts) {
    const firstWin = Math.min(...wins)
    for (const { touch_at, channel } of touches) if (touch_at <= firstWin) counts[index.get(channel)!]! += 1
  }
  return normalised(counts)
}
