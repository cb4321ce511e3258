/** What would change: the money of the same deals under two models, or under two settings. Pure. */
import type { Path } from '../attribution/journey.ts'
import type { Model } from '../attribution/models.ts'
import { apportion } from '../attribution/split.ts'
import { weightsUnder } from '../attribution/weights.ts'
import { UNATTRIBUTED } from './credit-table.ts'

/** What channels earn of one deal, in minor units of the base currency. */
export interface DealMoney {
  readonly deal_id: string
  /** The CRM's id. */
  readonly ref: string
  readonly name: string | null
  readonly byChannel: ReadonlyMap<string, number>
}

export interface ChannelChange {
  readonly channel: string
  readonly isUnattributed: boolean
  readonly before: number
  readonly after: number
}

export interface DealChange {
  readonly ref: string
  readonly name: string | null
  /** What lies with another channel than before, or came, or went. */
  readonly moved: number
  /** The channels that lose and gain most; null: none does. */
  readonly from: string | null
  readonly to: string | null
}

export interface Comparison {
  readonly deals: number
  readonly before: number
  readonly after: number
  /** Over all deals; what one deal's channels win of another's is not weighed against each other. */
  readonly moved: number
  readonly moved_deals: number
  /** The largest first, what no touch earned last. */
  readonly channels: readonly ChannelChange[]
  /** The three deals that move most. */
  readonly most: readonly DealChange[]
}

/** One deal's money by channel, to the minor unit as its credits have it. */
export function moneyByChannel(path: Path, model: Model, baseMinor: number): Map<string, number> {
  const weights = weightsUnder(model, path)
  if (weights.length === 0) return new Map([[UNATTRIBUTED, baseMinor]])
  const money = new Map<string, number>()
  apportion(baseMinor, weights).forEach((amount, i) => {
    const { channel } = path.path[i]!
    if (weights[i]! > 0) money.set(channel, (money.get(channel) ?? 0) + amount)
  })
  return money
}

/** A deal that is in one of the lists only comes or goes as a whole. */
export function compare(before: readonly DealMoney[], after: readonly DealMoney[]): Comparison {
  const afterById = new Map(after.map(deal => [deal.deal_id, deal]))
  const beforeIds = new Set(before.map(deal => deal.deal_id))
  const pairs = [
    ...before.map(deal => ({ deal, old: deal.byChannel, fresh: afterById.get(deal.deal_id)?.byChannel ?? nothing })),
    ...after.filter(deal => !beforeIds.has(deal.deal_id)).map(deal => ({ deal, old: nothing, fresh: deal.byChannel })),
  ]
  const changes = pairs.map(({ deal, old, fresh }) => dealChange(deal, old, fresh))
  const sums = { before: sumsOf(before), after: sumsOf(after) }
  const channels = [...new Set([...sums.before.keys(), ...sums.after.keys()])].map(
    (channel): ChannelChange => ({
      channel,
      isUnattributed: channel === UNATTRIBUTED,
      before: sums.before.get(channel) ?? 0,
      after: sums.after.get(channel) ?? 0,
    }),
  )
  const total = (money: ReadonlyMap<string, number>) => [...money.values()].reduce((sum, amount) => sum + amount, 0)
  return {
    deals: pairs.length,
    before: total(sums.before),
    after: total(sums.after),
    moved: changes.reduce((sum, change) => sum + change.moved, 0),
    moved_deals: changes.filter(change => change.moved > 0).length,
    channels: channels.sort(
      (a, b) =>
        Number(a.isUnattributed) - Number(b.isUnattributed) ||
        b.after - a.after ||
        b.before - a.before ||
        (a.channel < b.channel ? -1 : 1),
    ),
    most: changes
      .filter(change => change.moved > 0)
      .sort((a, b) => b.moved - a.moved || (a.ref < b.ref ? -1 : 1))
      .slice(0, MOST_DEALS),
  }
}

const MOST_DEALS = 3
const nothing: ReadonlyMap<string, number> = new Map()

function dealChange({ ref, name }: DealMoney, old: ReadonlyMap<string, number>, fresh: ReadonlyMap<string, number>): DealChange {
  let gained = 0
  let lost = 0
  let from: readonly [string | null, number] = [null, 0]
  let to: readonly [string | null, number] = [null, 0]
  for (const channel of new Set([...old.keys(), ...fresh.keys()])) {
    const change = (fresh.get(channel) ?? 0) - (old.get(channel) ?? 0)
    if (change > 0) gained += change
    else lost -= change
    if (change > to[1]) to = [channel, change]
    if (change < from[1]) from = [channel, change]
  }
  return { ref, name, moved: Math.max(gained, lost), from: from[0], to: to[0] }
}

function sumsOf(deals: readonly DealMoney[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { byChannel } of deals)
    for (const [channel, amount] of byChannel) sums.set(channel, (sums.get(channel) ?? 0) + amount)
  return sums
}
