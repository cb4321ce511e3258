/** Which deals have moved, from how they stood when we last looked. Pure. */
import type { Deal } from '../../db/schema.ts'
import type { DealMoved, DealStanding, Notice } from './kinds.ts'

/** A CRM's file may come once a week, and a win is still news then. */
export const DEAL_FRESH_MS = 7 * 86_400_000

/** More deals than this that make the same move at once were edited together: a stage got another name. */
export const BULK = 20

export interface SeenDeal extends Pick<Deal, 'deal_id' | 'status' | 'stage' | 'closed_at' | 'updated_at'> {
  readonly account_id: string | null
  /** Null: we see it for the first time. */
  readonly before: DealStanding | null
}

/**
 * - A deal seen for the first time moves only when it has just been won or lost.
 * - A stage that we did not know before is not a move: the CRM has told us more of it.
 * - A win or loss happens at its close, as far as that is not in the future; other moves when we hear of them.
 */
export function moveNotices(deals: readonly SeenDeal[], now: number): Notice<DealMoved>[] {
  const moved = deals.flatMap(deal => moveOf(deal, now))
  const alike = Map.groupBy(moved, ({ facts: { from, to } }) => JSON.stringify([from, to]))
  return [...alike.values()]
    .flatMap(moves => (moves.length > BULK && moves[0]!.facts.from !== null ? [together(moves)] : moves))
    .sort((a, b) => a.happened_at - b.happened_at)
}

function moveOf(
  { deal_id, account_id, status, stage, closed_at, updated_at, before }: SeenDeal,
  now: number,
): Notice<DealMoved>[] {
  const to = { status, stage: stage ?? '' }
  const isDecided = status !== 'open' && status !== before?.status
  const isStage = before !== null && before.stage !== '' && to.stage !== '' && before.stage !== to.stage
  const isReopened = before !== null && status === 'open' && before.status !== 'open'
  if (!isDecided && !isStage && !isReopened) return []
  const happened_at = isDecided && closed_at !== null ? Math.min(closed_at, updated_at) : updated_at
  if (happened_at < now - DEAL_FRESH_MS) return []
  const facts = { kind: 'deal.moved', deal_id, account_id, deals: 1, from: before, to } as const
  return [{ alert_key: `deal.moved ${deal_id} ${updated_at}`, happened_at, facts }]
}

function together(moves: readonly Notice<DealMoved>[]): Notice<DealMoved> {
  const last = moves.reduce((latest, move) => (move.happened_at > latest.happened_at ? move : latest))
  return {
    ...last,
    alert_key: `${last.alert_key} and others`,
    facts: { ...last.facts, deal_id: null, account_id: null, deals: moves.length },
  }
}
