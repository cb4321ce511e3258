/** From accounts to the paths that the models are fitted on. Rules: attribution-models.md, section 4. */
import { isDirect } from '../direct.ts'
import type { PathSettings } from '../journey.ts'
import { compareCodePoints } from '../order.ts'
import { PathFolder, type PathTable } from './paths.ts'
import { type Draw, drawAtRisk, Spells } from './risk-set.ts'
import { firstAtLeast } from './sort.ts'
import { grown } from './sums.ts'

export interface FitAccount {
  readonly account_id: string
  /** In total order, repeats already folded. */
  readonly touches: readonly { readonly touch_at: number; readonly channel: string }[]
  readonly deals: readonly FitDeal[]
}

export interface FitDeal {
  readonly deal_id: string
  readonly outcome: 'won' | 'lost' | 'open'
  /** Its close; null when unknown. */
  readonly at: number | null
  /** Net, in minor units of the base currency; null when there is no rate. */
  readonly value: number | null
  /** The channels of its own path, under all path settings. */
  readonly path: readonly string[]
}

export interface CollectorSettings extends Pick<PathSettings, 'lookback_days' | 'direct_policy'> {
  /**
   * Who did not convert. `risk_set`: for each won deal, four other accounts as they stood at its close; so their
   * journeys have had no more time to grow than the deal's. `all`: lost deals, and accounts without a deal.
   */
  readonly null_journeys: 'risk_set' | 'all'
}

export interface PathCollector {
  /** Each account once, in any order. */
  add(account: FitAccount): void
  finish(): PathTable
}

/** Takes accounts in as they are read; the result does not depend on their order. */
export function pathCollector(settings: CollectorSettings): PathCollector {
  const folder = new PathFolder()
  const isDirectId: boolean[] = []
  const idOf = (channel: string) => {
    const id = folder.idOf(channel)
    isDirectId[id] ??= isDirect({ channel })
    return id
  }
  const underPolicy = (channels: number[]) =>
    settings.direct_policy === 'keep' || channels.every(id => isDirectId[id]) ? channels : channels.filter(id => !isDirectId[id])
  const addNull = (channels: number[]) => folder.add(underPolicy(channels), 0, 0, 1)
  const crowd = settings.null_journeys === 'risk_set' ? new Crowd(settings.lookback_days) : null

  return {
    add(account) {
      const channels = account.touches.map(touch => idOf(touch.channel))
      for (const deal of account.deals) {
        const path = deal.path.map(idOf)
        if (isConverting(deal)) folder.add(path, 1, deal.value ?? 0, 0)
        if (deal.outcome === 'lost' && crowd === null) folder.add(path, 0, 0, 1)
      }
      if (crowd !== null) crowd.add(account, channels)
      else if (account.deals.length === 0) addNull(channels)
    },
    finish: () => folder.table(crowd === null ? 1 : crowd.giveNulls(addNull)),
  }
}

/** A deal that was won for nothing, or whose money went back, teaches nothing; its path may also be empty. */
function isConverting({ outcome, value, path }: FitDeal): boolean {
  return outcome === 'won' && (value === null || value > 0) && path.length > 0
}

const DRAWN_EACH = 4
const DAY_MS = 86_400_000

/** All accounts with their touches, in typed arrays: 12 bytes a touch. */
class Crowd {
  readonly #lookbackMs: number
  readonly #ids: string[] = []
  /** When the account's first deal was won: from then on it is no longer at risk. */
  readonly #wonAt: number[] = []
  readonly #deals: { deal_id: string; account: number; at: number }[] = []
  /** Account i has the touches from `starts[i]` to before `starts[i + 1]`. */
  readonly #starts: number[] = [0]
  #times = new Float64Array(1024)
  #channels = new Uint32Array(1024)

  constructor(lookbackDays: number | null) {
    this.#lookbackMs = lookbackDays === null ? Infinity : lookbackDays * DAY_MS
  }

  add({ account_id, touches, deals }: FitAccount, channels: readonly number[]): void {
    const account = this.#ids.length
    const start = this.#starts[account]!
    const end = start + touches.length
    if (end > this.#times.length) {
      this.#times = grown(this.#times, end)
      this.#channels = grown(this.#channels, end)
    }
    touches.forEach((touch, i) => {
      this.#times[start + i] = touch.touch_at
      this.#channels[start + i] = channels[i]!
    })
    this.#ids.push(account_id)
    this.#starts.push(end)
    const won = deals.filter(deal => deal.outcome === 'won')
    this.#wonAt.push(Math.min(Infinity, ...won.map(deal => deal.at ?? -Infinity)))
    for (const deal of won) {
      if (isConverting(deal) && deal.at !== null) this.#deals.push({ deal_id: deal.deal_id, account, at: deal.at })
    }
  }

  /** @returns what each counts, so that together they count as the accounts that never won */
  giveNulls(take: (channels: number[]) => void): number {
    const order = this.#ids.map((_, account) => account).sort((a, b) => compareCodePoints(this.#ids[a]!, this.#ids[b]!))
    const numbers = new Uint32Array(order.length)
    order.forEach((account, number) => {
      numbers[account] = number
    })
    const draws = this.#deals.map((deal): Draw => ({ ...deal, account: numbers[deal.account]! }))
    const spells = new Spells()
    order.forEach((account, number) => {
      this.#addSpells(spells, account, number)
    })
    const path: number[] = []
    let given = 0
    drawAtRisk(
      order.map(account => this.#ids[account]!),
      spells,
      draws,
      DRAWN_EACH,
      (number, { at }) => {
        this.#readPath(path, order[number]!, at)
        take(path)
        given += 1
      },
    )
    const unconverted = this.#wonAt.filter((at, i) => at === Infinity && this.#starts[i + 1]! > this.#starts[i]!).length
    return given === 0 ? 1 : unconverted / given
  }

  /** Touched within the lookback, and not won. */
  #addSpells(spells: Spells, account: number, number: number): void {
    const lastOf = (touchAt: number) => Math.min(touchAt + this.#lookbackMs, this.#wonAt[account]! - 1)
    const end = this.#starts[account + 1]!
    for (let at = this.#starts[account]!; at < end; ) {
      const from = this.#times[at]!
      let to = lastOf(from)
      for (at += 1; at < end && this.#times[at]! <= to + 1; at++) to = lastOf(this.#times[at]!)
      if (from <= to) spells.add(number, from, to)
    }
  }

  #readPath(path: number[], account: number, until: number): void {
    const start = this.#starts[account]!
    const end = this.#starts[account + 1]!
    path.length = 0
    for (let at = firstAtLeast(this.#times, until - this.#lookbackMs, start, end); at < end && this.#times[at]! <= until; at++) {
      path.push(this.#channels[at]!)
    }
  }
}
