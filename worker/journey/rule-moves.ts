/** What other channel rules would move. Pure. */
import { type ChannelRule, campaignNames, customRules, type Matchable } from './custom-rules.ts'

/** A visit or imported touch with the channel that it has. */
export interface Classified extends Matchable {
  readonly id: string
  readonly at: number
  readonly channel: string
}

export interface Move<Visit> {
  readonly from: string
  readonly to: string
  readonly visits: number
  /** The first ones given. */
  readonly examples: readonly Visit[]
}

export interface Moves<Visit> {
  readonly moved: number
  /** The largest first. */
  readonly moves: readonly Move<Visit>[]
  /** How many each rule decides, in the order of the rules. */
  readonly decided: readonly number[]
}

const EXAMPLES = 3

/** Visits that a rule decides now and none would: only the built-in rules can tell their channel, from the events. */
export function releasedBy<Visit extends Matchable>(
  visits: readonly Visit[],
  before: readonly ChannelRule[],
  after: readonly ChannelRule[],
): Visit[] {
  const [old, fresh] = [customRules(before), customRules(after)]
  return visits.filter(visit => !fresh(visit) && old(visit))
}

/** @param builtIn  the channel of a released visit by the built-in rules; null: unknown, it is counted as staying */
export function movesUnder<Visit extends Classified>(
  visits: readonly Visit[],
  rules: readonly ChannelRule[],
  builtIn: (visit: Visit) => string | null,
): Moves<Visit> {
  const [fitting, renaming] = [customRules(rules), campaignNames(rules)]
  const decided = rules.map(() => 0)
  const moves = new Map<string, { from: string; to: string; visits: number; examples: Visit[] }>()
  for (const visit of visits) {
    const rule = fitting(visit)
    const rename = renaming(visit)
    for (const found of [rule, rename]) if (found) decided[found.position - 1]! += 1
    const to = rule?.name ?? builtIn(visit) ?? visit.channel
    if (to === visit.channel) continue
    const key = JSON.stringify([visit.channel, to])
    const move = moves.get(key) ?? { from: visit.channel, to, visits: 0, examples: [] }
    move.visits += 1
    if (move.examples.length < EXAMPLES) move.examples.push(visit)
    moves.set(key, move)
  }
  const inOrder = [...moves.values()].sort((a, b) => b.visits - a.visits || (a.from + a.to < b.from + b.to ? -1 : 1))
  return { moved: inOrder.reduce((sum, move) => sum + move.visits, 0), moves: inOrder, decided }
}
