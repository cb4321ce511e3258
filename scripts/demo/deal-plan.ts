/** Which companies decide, when, and how: won, lost and open deals in three currencies. */
import { FIRST_DAY, STORY_DAYS } from './calendar.ts'
import { type Company, companies } from './companies.ts'
import { priceFor } from './nordkai.ts'
import type { Random } from './random.ts'

export interface DealPlan {
  readonly company: Company
  readonly outcome: 'won' | 'lost' | 'open'
  readonly team_size: number
  /** How much is read and written on the way; 1 is usual. */
  readonly eagerness: number
  readonly sites: number
  readonly discount_percent: number
  /** Days after the story's start, whole. */
  readonly first_visit_day: number
  readonly lead_day: number
  readonly opened_day: number
  /** When it is or would be decided; for an open deal behind today. */
  readonly close_day: number
  /** A change of the amount after the win, as a share of it: -1 is a full refund. */
  readonly adjustment?: number
}

/** Deals by currency and outcome. */
const quotas = {
  EUR: { won: 15, lost: 8, open: 11 },
  USD: { won: 5, lost: 3, open: 3 },
  JPY: { won: 3, lost: 1, open: 2 },
} as const

/** Two partial refunds, one full refund and two amendments, by the order of wins. */
const adjustments: ReadonlyMap<number, number> = new Map([
  [1, -0.1],
  [4, 0.25],
  [7, -1],
  [10, -0.333],
  [16, 0.15],
])

/** @param taken  companies with a story of their own */
export function planDeals(taken: ReadonlySet<Company>, random: Random): DealPlan[] {
  const free = random.shuffled(companies.filter(company => !taken.has(company)))
  let wins = 0
  return Object.entries(quotas).flatMap(([currency, quota]) => {
    const buyers = free.filter(company => priceFor(company).currency === currency)
    const outcomes = Object.entries(quota).flatMap(([outcome, count]) => Array<string>(count).fill(outcome))
    return outcomes.flatMap((outcome, i) => {
      const company = buyers[i]
      if (!company || (outcome !== 'won' && outcome !== 'lost' && outcome !== 'open')) return []
      const adjustment = outcome === 'won' ? adjustments.get(wins++) : undefined
      return [planDeal(company, outcome, random.fork(`plan ${company.name}`), adjustment)]
    })
  })
}

/** Sales slow down and speed up; a deal takes three weeks to four months, and whatever fits into nine months before. */
export function planDeal(company: Company, outcome: DealPlan['outcome'], random: Random, adjustment?: number): DealPlan {
  const cycle = Math.round(21 + 95 * random.next() ** 1.6)
  const close_day =
    outcome === 'open'
      ? STORY_DAYS + random.whole(2, Math.min(cycle - 4, 70))
      : random.whole(Math.max(64, cycle + 22), STORY_DAYS - 2)
  const opened_day = close_day - cycle
  const lead_day = Math.max(8, opened_day - random.whole(6, 34))
  const first_visit_day = Math.max(FIRST_DAY, lead_day - random.whole(2, 58))
  const most = Math.min(22, Math.max(4, Math.round(company.employees / 190)))
  return {
    company,
    outcome,
    team_size: random.whole(3, company.employees > 1500 ? 6 : 4),
    eagerness: 0.25 + 1.3 * random.next(),
    sites: random.whole(Math.ceil(most / 3), most),
    discount_percent: random.pick([0, 0, 4, 5, 7.5, 10, 12.5]),
    first_visit_day,
    lead_day,
    opened_day,
    close_day,
    ...(adjustment !== undefined && { adjustment }),
  }
}
