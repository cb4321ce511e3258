/** Sums over the deals of a comparison of two runs. Pure. */
import type { MoveCause } from '../attribution/credit-moves.ts'
import type { DealDiff } from './run-diff.ts'

/** Exact: the channels add up to the totals, before and after, and the causes to the difference. */
export interface DiffSums {
  readonly before_minor: number
  readonly after_minor: number
  /** What went from one channel to another within a deal. */
  readonly moved_minor: number
  /** The largest change first; null is what no touch earned. */
  readonly by_channel: readonly ChannelDiff[]
  readonly by_cause: readonly CauseDiff[]
}

export interface ChannelDiff {
  readonly channel: string | null
  readonly before_minor: number
  readonly after_minor: number
}

export interface CauseDiff {
  readonly cause: MoveCause
  readonly deals: number
  /** What channels gained, and what they lost, deal by deal. */
  readonly gained_minor: number
  readonly lost_minor: number
}

type Sums = Pick<DealDiff, 'before_minor' | 'after_minor' | 'moved_minor' | 'parts' | 'steps'>

export function diffSums(deals: readonly Sums[]): DiffSums {
  const channels = new Map<string | null, { before_minor: number; after_minor: number }>()
  const causes = new Map<MoveCause, { deals: number; gained_minor: number; lost_minor: number }>()
  for (const { parts, steps } of deals) {
    for (const part of parts) {
      const sum = channels.get(part.channel) ?? { before_minor: 0, after_minor: 0 }
      sum.before_minor += part.before_minor
      sum.after_minor += part.after_minor
      channels.set(part.channel, sum)
    }
    for (const cause of new Set(steps.map(step => step.cause))) {
      const sum = causes.get(cause) ?? { deals: 0, gained_minor: 0, lost_minor: 0 }
      sum.deals += 1
      for (const step of steps.filter(step => step.cause === cause)) {
        for (const minor of step.by_channel.values()) {
          if (minor > 0) sum.gained_minor += minor
          else sum.lost_minor += minor
        }
      }
      causes.set(cause, sum)
    }
  }
  const total = (amount: (deal: Sums) => number | null) => deals.reduce((sum, deal) => sum + (amount(deal) ?? 0), 0)
  return {
    before_minor: total(deal => deal.before_minor),
    after_minor: total(deal => deal.after_minor),
    moved_minor: total(deal => deal.moved_minor),
    by_channel: [...channels]
      .map(([channel, sum]) => ({ channel, ...sum }))
      .sort((a, b) => Math.abs(b.after_minor - b.before_minor) - Math.abs(a.after_minor - a.before_minor)),
    by_cause: [...causes]
      .map(([cause, sum]) => ({ cause, ...sum }))
      .sort((a, b) => b.gained_minor - b.lost_minor - (a.gained_minor - a.lost_minor)),
  }
}
