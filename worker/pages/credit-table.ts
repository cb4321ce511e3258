/** Credit of every model, by channel, campaign or content: the rows of the table and of the bars. Pure. */
import type { CreditKey, CreditPart, ReachedDeal } from '../../db/queries/credit-totals.ts'

export const UNATTRIBUTED = '(unattributed)'

const withoutKey: Readonly<Record<CreditKey, string>> = {
  channel: '(no channel)',
  campaign: '(no campaign)',
  content: '(no page)',
}

export interface CreditLine {
  readonly label: string
  readonly isUnattributed: boolean
  /** Touches without a campaign, or without a page. */
  readonly isAbsent: boolean
  /** Base-currency minor units by model. */
  readonly byModel: ReadonlyMap<string, number>
  /** Under the chosen model: deals in which it earned something, and the touches that did. */
  readonly deals: number
  readonly touches: number
}

/**
 * One line per channel, campaign or content, the largest under the chosen model first, then touches that have none;
 * what no touch earned comes last and is always there.
 */
export function creditLines(key: CreditKey, model: string, parts: readonly CreditPart[]): CreditLine[] {
  const groups = new Map<string, { byModel: Map<string, number>; deals: Set<string>; touches: number }>()
  const groupOf = (label: string) => {
    const known = groups.get(label)
    if (known) return known
    const made = { byModel: new Map<string, number>(), deals: new Set<string>(), touches: 0 }
    groups.set(label, made)
    return made
  }
  groupOf(UNATTRIBUTED)
  for (const part of parts) {
    const group = groupOf(labelOf(key, part))
    group.byModel.set(part.model, (group.byModel.get(part.model) ?? 0) + part.base_minor)
    if (part.model !== model) continue
    group.deals.add(part.deal_id)
    group.touches += part.touches
  }
  const amount = (line: CreditLine) => line.byModel.get(model) ?? 0
  const rank = (line: CreditLine) => (line.isUnattributed ? 2 : line.isAbsent ? 1 : 0)
  return [...groups]
    .map(([label, { byModel, deals, touches }]): CreditLine => {
      return {
        label,
        isUnattributed: label === UNATTRIBUTED,
        isAbsent: label === withoutKey[key],
        byModel,
        deals: deals.size,
        touches,
      }
    })
    .sort((a, b) => rank(a) - rank(b) || amount(b) - amount(a) || (a.label < b.label ? -1 : 1))
}

/** What a part is called in the report; links to the deals behind a number carry this name. */
const labelOf = (key: CreditKey, part: Pick<CreditPart, 'key' | 'is_unattributed'>): string =>
  part.is_unattributed === 1 ? UNATTRIBUTED : part.key || withoutKey[key]

/** The largest line under a model that is no absence of one. */
export function largestUnder(lines: readonly CreditLine[], model: string): CreditLine | null {
  const amount = (line: CreditLine | null) => line?.byModel.get(model) ?? 0
  const named = lines.filter(line => !line.isUnattributed && !line.isAbsent && amount(line) > 0)
  return named.reduce<CreditLine | null>((largest, line) => (amount(line) > amount(largest) ? line : largest), null)
}

/** What a line earned of one deal. */
export interface DealPart {
  readonly deal: ReachedDeal
  readonly base_minor: number
  readonly touches: number
}

/** The deals behind one line under one model, the largest part first. */
export function dealsBehind(
  key: CreditKey,
  label: string,
  model: string,
  parts: readonly CreditPart[],
  deals: readonly ReachedDeal[],
): DealPart[] {
  const behind = parts.filter(part => part.model === model && labelOf(key, part) === label)
  const partsOf = Map.groupBy(behind, part => part.deal_id)
  return deals
    .flatMap((deal): DealPart[] => {
      const own = partsOf.get(deal.deal_id)
      if (!own) return []
      return [
        {
          deal,
          base_minor: own.reduce((sum, part) => sum + part.base_minor, 0),
          touches: own.reduce((sum, part) => sum + part.touches, 0),
        },
      ]
    })
    .sort((a, b) => b.base_minor - a.base_minor || (a.deal.external_id < b.deal.external_id ? -1 : 1))
}
