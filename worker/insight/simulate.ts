/**
 * A workspace whose truth is known: accounts that touch channels and win by chance, week by week. Touches raise the
 * hazard of winning for some weeks (adstock). Rules: model-choice.md, 7 and its evidence.
 */
import { type ChoiceAccount, type ChoiceDeal, type ChoiceTouch, DAY_MS } from './choice.ts'
import { type AccountDraws, drawAccount } from './simulated-draws.ts'

export const scenarios = ['clean', 'spill_over', 'intent_confounded', 'both'] as const

export type Scenario = (typeof scenarios)[number]

export interface SimulatedChannel {
  readonly channel: string
  /** Touches a week of an account of mean activity, before anything drives them. */
  readonly weekly_rate: number
  /** What a fresh touch adds to the week's hazard of winning. */
  readonly effect: number
  /** Share of an effect that is left a week later. */
  readonly carry_over: number
  /** Advertising that sends people to other channels, where spill-over is on. */
  readonly is_upstream?: boolean
  readonly follows_upstream?: boolean
  /** Those who are about to buy anyway come this way, where intent confounds. */
  readonly follows_intent?: boolean
}

export interface SimulationSettings {
  readonly scenario: Scenario
  readonly accounts: number
  readonly seed: string
  readonly weeks?: number
  readonly channels?: readonly SimulatedChannel[]
}

export interface Simulation {
  readonly accounts: readonly ChoiceAccount[]
  readonly deals: readonly ChoiceDeal[]
  /** When the simulated weeks start and end. */
  readonly started_at: number
  readonly observed_until: number
  readonly truth: Truth
}

export interface Truth {
  /** In the order of the channels given. */
  readonly channels: readonly TrueChannel[]
  readonly conversions: number
  /** Share of the conversions that would have happened with no marketing at all. */
  readonly baseline_share: number
}

export interface TrueChannel {
  readonly channel: string
  /** Conversions that would not have happened without it. */
  readonly conversions: number
  /** Of the sum over channels. */
  readonly share: number
}

export const DEFAULT_WEEKS = 40

export const defaultChannels: readonly SimulatedChannel[] = [
  { channel: 'Display', weekly_rate: 0.16, effect: 0.001, carry_over: 0.6, is_upstream: true },
  { channel: 'Paid Social', weekly_rate: 0.1, effect: 0.0015, carry_over: 0.6, is_upstream: true },
  { channel: 'Organic Search', weekly_rate: 0.08, effect: 0.004, carry_over: 0.6, follows_upstream: true },
  { channel: 'Paid Search', weekly_rate: 0.06, effect: 0.007, carry_over: 0.6, follows_upstream: true },
  { channel: 'Email', weekly_rate: 0.1, effect: 0.002, carry_over: 0.6 },
  { channel: 'Event', weekly_rate: 0.015, effect: 0.016, carry_over: 0.6 },
  { channel: 'Branded Search', weekly_rate: 0.03, effect: 0.002, carry_over: 0.6, follows_upstream: true, follows_intent: true },
  { channel: 'Direct', weekly_rate: 0.06, effect: 0, carry_over: 0.6, follows_upstream: true, follows_intent: true },
]

const BASE_HAZARD = 0.002
/** What one unit of upstream adstock adds to the rates of the channels that follow, as a multiple. */
const SPILL_OVER = 1.5
/** While an account means to buy: hazard added, and times the rate of the channels that follow intent. */
const INTENT = { hazard: 0.08, rate: 25 }

const WEEK_MS = 7 * DAY_MS
const STARTED_AT = Date.UTC(2025, 0, 6)

export function simulate(settings: SimulationSettings): Simulation {
  const { accounts: count, weeks = DEFAULT_WEEKS, channels = defaultChannels, seed } = settings
  const world: World = {
    channels,
    weeks,
    hasSpillOver: settings.scenario === 'spill_over' || settings.scenario === 'both',
    hasIntent: settings.scenario === 'intent_confounded' || settings.scenario === 'both',
  }
  const accounts: ChoiceAccount[] = []
  const deals: ChoiceDeal[] = []
  const without = new Float64Array(channels.length)
  let conversions = 0
  let baseline = 0
  for (let i = 0; i < count; i++) {
    const draws = drawAccount(`${seed}/${i}`, weeks, channels.length)
    const life = live(world, draws, 'none')
    const { account, deal } = told(`account-${i}`, world, draws, life)
    accounts.push(account)
    if (deal) deals.push(deal)
    conversions += chanceOfWin(life)
    baseline += chanceOfWin(live(world, draws, 'all'))
    for (let c = 0; c < channels.length; c++) without[c]! += chanceOfWin(live(world, draws, c))
  }
  const lost = without.map(left => Math.max(0, conversions - left))
  const allLost = lost.reduce((sum, one) => sum + one, 0)
  return {
    accounts,
    deals,
    started_at: STARTED_AT,
    observed_until: STARTED_AT + weeks * WEEK_MS,
    truth: {
      channels: channels.map(({ channel }, c) => ({
        channel,
        conversions: lost[c]!,
        share: allLost > 0 ? lost[c]! / allLost : 0,
      })),
      conversions,
      baseline_share: conversions > 0 ? baseline / conversions : 0,
    },
  }
}

interface World {
  readonly channels: readonly SimulatedChannel[]
  readonly weeks: number
  readonly hasSpillOver: boolean
  readonly hasIntent: boolean
}

/** One account's weeks as if it never won: a hazard per week, and a 1 for each touch, week by week and channel by channel. */
interface Life {
  readonly hazard: Float64Array
  readonly touched: Uint8Array
}

/**
 * The same draws decide whichever channel is off, so that with and without a channel differ by the channel alone
 * (common random numbers).
 */
function live({ channels, weeks, hasSpillOver, hasIntent }: World, draws: AccountDraws, off: number | 'none' | 'all'): Life {
  const hazard = new Float64Array(weeks)
  const touched = new Uint8Array(weeks * channels.length)
  const adstock = new Float64Array(channels.length)
  for (let week = 0; week < weeks; week++) {
    const intent = hasIntent && draws.intent[week] === 1
    let upstream = 0
    if (hasSpillOver) for (let c = 0; c < channels.length; c++) if (channels[c]!.is_upstream) upstream += adstock[c]!
    let risk = BASE_HAZARD + (intent ? INTENT.hazard : 0)
    for (let c = 0; c < channels.length; c++) {
      const channel = channels[c]!
      let rate = channel.weekly_rate * draws.activity
      if (channel.follows_upstream) rate *= 1 + SPILL_OVER * upstream
      if (channel.follows_intent && intent) rate *= INTENT.rate
      const isTouched = off !== 'all' && off !== c && draws.touch[week * channels.length + c]! < rate
      adstock[c] = adstock[c]! * channel.carry_over + (isTouched ? 1 : 0)
      touched[week * channels.length + c] = isTouched ? 1 : 0
      risk += channel.effect * adstock[c]!
    }
    hazard[week] = risk
  }
  return { hazard, touched }
}

/** Expected, given the touches: less noise than counting who happened to win. */
function chanceOfWin({ hazard }: Life): number {
  let sum = 0
  for (const one of hazard) sum += one
  return 1 - Math.exp(-sum)
}

/** What the workspace gets to see: touches up to the win, which comes at the end of its week. */
function told(account_id: string, { channels, weeks }: World, draws: AccountDraws, { hazard, touched }: Life) {
  const wonIn = hazard.findIndex((one, week) => draws.win[week]! < one)
  const lastWeek = wonIn < 0 ? weeks - 1 : wonIn
  const touches: ChoiceTouch[] = []
  for (let at = 0; at < (lastWeek + 1) * channels.length; at++) {
    if (touched[at] === 0) continue
    const week = Math.floor(at / channels.length)
    const touch_at = STARTED_AT + Math.floor((week + draws.moment[at]! * 0.99) * WEEK_MS)
    touches.push({ touch_at, channel: channels[at % channels.length]!.channel })
  }
  touches.sort((a, b) => a.touch_at - b.touch_at)
  if (wonIn < 0) return { account: { account_id, touches, wins: [], opportunities: [] }, deal: null }

  const won_at = STARTED_AT + (wonIn + 1) * WEEK_MS - 1
  const account: ChoiceAccount = { account_id, touches, wins: [won_at], opportunities: [won_at - draws.cycleDays * DAY_MS] }
  const deal: ChoiceDeal = { account_id, deal_id: `deal-${account_id}`, won_at, value: draws.value, path: touches }
  return { account, deal }
}
