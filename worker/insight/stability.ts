/**
 * How much of a model's answer is chance: channel shares over resampled accounts and over time. Steady shares are no
 * merit by themselves; a model that always says the same is the steadiest. Rules: model-choice.md, 5.
 */
import { drawAgain, type Estimate, estimateOf, RESAMPLES } from './bootstrap.ts'
import { channelShares, normalised, totalVariation } from './channel-shares.ts'
import { accountsBefore, type ChoiceAccount, type ChoiceDeal, type ChoiceModel, channelsOf, creditable } from './choice.ts'
import { seededNumbers } from './random.ts'

/** A data-driven model is fitted anew for each resample, which costs more than adding up what a rule gave. */
export const REFITS = 100

export interface ChannelInterval extends Estimate {
  readonly channel: string
}

export interface ModelStability {
  readonly model: string
  /** Share of each channel with its 95 % interval, largest first. */
  readonly channels: readonly ChannelInterval[]
  /** Of the intervals, as shares: 0.1 is ten points. */
  readonly mean_width: number
  readonly widest: number
  /** How many of the resamples have the same channel on top, 0 to 1. */
  readonly top_channel_kept: number
  /** Total variation between the shares of the earlier and of the later half of the deals. */
  readonly drift: number
  readonly resamples: number
}

export interface StabilityOptions {
  readonly seed: string
  readonly resamples?: number
  readonly refits?: number
}

/** Null without a deal that has a path. */
export function stabilityOf(
  model: ChoiceModel,
  accounts: readonly ChoiceAccount[],
  deals: readonly ChoiceDeal[],
  { seed, resamples = RESAMPLES, refits = REFITS }: StabilityOptions,
): ModelStability | null {
  const paid = creditable(deals)
  if (paid.length === 0) return null
  const channels = channelsOf(accounts, paid)
  const random = seededNumbers(seed)
  const shares = channelShares(model.fit(paid, accounts), paid, channels)
  const resampled = model.isDataDriven
    ? refitted(model, accounts, paid, channels, random, refits)
    : reweighted(model, accounts, paid, channels, random, resamples)

  const intervals = channels
    .map(
      (channel, c): ChannelInterval => ({
        channel,
        ...estimateOf(
          shares[c]!,
          Float64Array.from(resampled, one => one[c]!),
        ),
      }),
    )
    .sort((a, b) => b.value - a.value)
  const widths = intervals.map(({ low, high }) => high - low)
  const top = topOf(shares)
  return {
    model: model.name,
    channels: intervals,
    mean_width: widths.reduce((sum, width) => sum + width, 0) / widths.length,
    widest: Math.max(...widths),
    top_channel_kept: resampled.length === 0 ? 1 : resampled.filter(one => topOf(one) === top).length / resampled.length,
    drift: driftOf(model, accounts, paid, channels),
    resamples: resampled.length,
  }
}

export interface Agreement {
  readonly models: readonly [string, string]
  /** Total variation between their channel shares: 0 the same, 1 nothing in common. */
  readonly distance: number
}

/** Every pair of models once, in the order given. */
export function agreementOf(
  models: readonly ChoiceModel[],
  accounts: readonly ChoiceAccount[],
  deals: readonly ChoiceDeal[],
): Agreement[] {
  const paid = creditable(deals)
  const channels = channelsOf(accounts, paid)
  const shares = models.map(model => channelShares(model.fit(paid, accounts), paid, channels))
  return models.flatMap((one, i) =>
    models.slice(i + 1).map(
      (other, k): Agreement => ({
        models: [one.name, other.name],
        distance: totalVariation(shares[i]!, shares[i + 1 + k]!),
      }),
    ),
  )
}

/** What a rule gives an account's deals does not hang on the others: resampling is adding up again. */
function reweighted(
  model: ChoiceModel,
  accounts: readonly ChoiceAccount[],
  deals: readonly ChoiceDeal[],
  channels: readonly string[],
  random: () => number,
  resamples: number,
): Float64Array[] {
  const fitted = model.fit(deals, accounts)
  const index = new Map(channels.map((channel, i) => [channel, i]))
  const places = new Map(accounts.map(({ account_id }, i) => [account_id, i]))
  const given = deals.map(deal => {
    const credit = new Float64Array(channels.length)
    const shares = fitted(deal)
    deal.path.forEach(({ channel }, i) => {
      credit[index.get(channel)!]! += shares[i]!
    })
    return { place: places.get(deal.account_id), credit }
  })
  const times = new Uint16Array(accounts.length)
  return drawsWithDeals(resamples, () => {
    drawAgain(times, random)
    const sum = new Float64Array(channels.length)
    for (const { place, credit } of given) {
      const weight = place === undefined ? 0 : times[place]!
      if (weight > 0) for (let c = 0; c < sum.length; c++) sum[c]! += weight * credit[c]!
    }
    return sum.some(amount => amount > 0) ? normalised(sum) : null
  })
}

/** An account drawn twice is two accounts with ids of their own, or a fit would meet it as its own comparison. */
function refitted(
  model: ChoiceModel,
  accounts: readonly ChoiceAccount[],
  deals: readonly ChoiceDeal[],
  channels: readonly string[],
  random: () => number,
  refits: number,
): Float64Array[] {
  const dealsOf = Map.groupBy(deals, ({ account_id }) => account_id)
  const times = new Uint16Array(accounts.length)
  return drawsWithDeals(refits, () => {
    drawAgain(times, random)
    const drawnAccounts: ChoiceAccount[] = []
    const drawnDeals: ChoiceDeal[] = []
    accounts.forEach((account, i) => {
      for (let copy = 0; copy < times[i]!; copy++) {
        const mark = copy === 0 ? '' : `~${copy}`
        const account_id = account.account_id + mark
        drawnAccounts.push({ ...account, account_id })
        for (const deal of dealsOf.get(account.account_id) ?? [])
          drawnDeals.push({ ...deal, account_id, deal_id: deal.deal_id + mark })
      }
    })
    return drawnDeals.length === 0 ? null : channelShares(model.fit(drawnDeals, drawnAccounts), drawnDeals, channels)
  })
}

/** A resample may hold no deal at all, when there are few; it then says nothing about shares. */
function drawsWithDeals(count: number, draw: () => Float64Array | null): Float64Array[] {
  return Array.from({ length: count }, draw).filter(shares => shares !== null)
}

function driftOf(
  model: ChoiceModel,
  accounts: readonly ChoiceAccount[],
  deals: readonly ChoiceDeal[],
  channels: readonly string[],
): number {
  const ordered = deals.toSorted((a, b) => a.won_at - b.won_at)
  const middle = ordered[ordered.length >> 1]!.won_at
  const earlier = ordered.filter(({ won_at }) => won_at < middle)
  const later = ordered.filter(({ won_at }) => won_at >= middle)
  if (earlier.length === 0) return 0
  return totalVariation(
    channelShares(model.fit(earlier, accountsBefore(accounts, middle)), earlier, channels),
    channelShares(model.fit(later, accounts), later, channels),
  )
}

function topOf(shares: Float64Array): number {
  return shares.indexOf(Math.max(...shares))
}
